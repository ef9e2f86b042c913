# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that are made of measurements."""

from __future__ import annotations

import pytest

from tests.bench.sample import Sample, Series, Spread, share_of_limit


def moment(seconds):
    return f"2026-01-01T00:00:{seconds:06.3f}Z"


def test_a_spread_is_median_least_and_most():
    assert Spread.of([3.0, 1.0, 2.5]) == Spread(2.5, 1.0, 3.0)


def test_the_median_start_up_is_taken_off():
    series = Series([Sample(3.0), Sample(6.0)], items=10, startup=[Sample(1.0), Sample(9.0), Sample(2.0)])

    assert series.whole == Spread(4.5, 3.0, 6.0)
    assert series.above == Spread(2.5, 1.0, 4.0)
    assert series.per_item == Spread(0.25, 0.1, 0.4)


def test_a_program_that_times_its_work_is_believed():
    series = Series([Sample(9.0, work=2.0)], items=4, startup=[Sample(1.0)])

    assert (series.whole.median, series.above.median, series.per_item.median) == (9.0, 2.0, 0.5)


def test_without_a_start_up_everything_counts():
    assert Series([Sample(3.0)]).above.median == 3.0


def test_the_worst_of_all_rounds():
    series = Series([Sample(1.0, requests=7, share=0.9), Sample(1.0, requests=6, share=0.8)])

    assert (series.most("requests"), series.least("share")) == (7, 0.8)


@pytest.mark.parametrize(
    ("times", "share"),
    [
        # One every tenth of a second.
        ([number / 10 for number in range(31)], 1.0),
        # All at the beginning of each second.
        ([second + number / 100 for second in range(4) for number in range(10)], 1.0),
        # All at the beginning of each 1.25 seconds.
        ([1.25 * burst + number / 100 for burst in range(4) for number in range(10)], 0.8),
        # One every fifth of a second.
        ([number / 5 for number in range(16)], 0.5),
        # Within the limit.
        ([0.0, 0.5], 1.0),
        ([], 1.0),
    ],
)
def test_the_share_of_a_limit_of_ten_in_a_second(times, share):
    assert share_of_limit([moment(time) for time in times], 10, 1.0) == pytest.approx(share)
