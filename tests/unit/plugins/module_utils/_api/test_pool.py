# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that is done at once, on as many threads as there can be."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import Cancellation, shielded
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import each_concurrently, map_concurrently


@pytest.fixture(name="threads")
def fixture_threads(monkeypatch):
    """Let only so many threads start, as the limits of a machine do: ``threads(0)``."""
    start = threading.Thread.start

    def allow(left):
        def limited(thread):
            nonlocal left
            if left < 1:
                raise RuntimeError("can't start new thread")
            left -= 1
            start(thread)

        monkeypatch.setattr(threading.Thread, "start", limited)

    return allow


@pytest.mark.parametrize("items", [[], [1], [1, 2], [3, 1, 2]])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_each_item_is_done_once_and_in_order(items, workers):
    assert map_concurrently(lambda item: item * 2, items, workers) == [item * 2 for item in items]


def test_the_first_error_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_concurrently(lambda item: 1 / item, [1, 0, 2])


@pytest.mark.parametrize("left", [0, 1, 3])
def test_with_fewer_threads_all_is_done(threads, left):
    threads(left)

    assert map_concurrently(lambda item: item * 2, range(50)) == [item * 2 for item in range(50)]


@pytest.mark.parametrize("left", [0, 1, 8])
@pytest.mark.parametrize("error", [MemoryError(), OSError("disk full"), ValueError()])
def test_an_error_takes_nothing_with_it(threads, left, error):
    threads(left)

    def work(item):
        if item == 5:
            raise error
        return item

    ended = list(each_concurrently(work, range(20)))

    assert sorted(one.number for one in ended) == list(range(20))
    assert [one.number for one in ended if one.error] == [5]


@pytest.mark.parametrize("left", [0, 8])
def test_nothing_begins_after_a_fatal_error(threads, left):
    threads(left)
    begun = []

    def work(item):
        begun.append(item)
        if item >= 5:
            raise ValueError(item)

    ended = list(each_concurrently(work, range(1000), fatal=ValueError))

    assert len(ended) == len(begun) <= 5 + 8
    with pytest.raises(ValueError, match=r"^5$"):
        map_concurrently(work, range(1000), workers=1)


@pytest.mark.parametrize("left", [0, 8])
def test_who_is_shielded_from_a_stop_shields_its_threads(threads, left):
    threads(left)
    cancellation = Cancellation()
    cancellation.stop("SIGTERM")

    def work(_item):
        cancellation.check()
        return True

    with shielded():
        assert map_concurrently(work, range(10)) == [True] * 10
