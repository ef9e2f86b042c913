# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for what is counted, however the threads run."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import in_parallel, map_concurrently
from ansible_collections.community.sailpoint.plugins.module_utils._api.round_trips import (
    add_round_trips,
    longest_chain,
    round_trips,
)


def counted(work):
    """The round trips of that work."""
    before = round_trips()
    work()
    return round_trips() - before


@pytest.mark.parametrize(
    ("trips", "workers", "expected"),
    [
        ([], 4, 0),
        ([0, 0], 2, 0),
        ([1, 1, 1], 3, 1),
        ([1] * 9, 8, 2),
        ([1] * 9, 1, 9),
        # The third goes to the worker that is free first.
        ([3, 1, 1], 2, 3),
        ([1, 1, 3], 2, 4),
    ],
)
def test_the_longest_chain_counts(trips, workers, expected):
    assert longest_chain(trips, workers) == expected
    # One alone is done in the caller's thread, as all are if there is one worker.
    assert counted(lambda: map_concurrently(add_round_trips, trips, workers)) == expected


def test_what_is_made_at_once_is_added_to_what_came_before():
    def nested():
        add_round_trips(1)
        map_concurrently(add_round_trips, [1] * 20, 8)

    def all_of_it():
        add_round_trips(1)
        in_parallel(nested, lambda: add_round_trips(2))
        add_round_trips(1)

    assert counted(all_of_it) == 1 + (1 + 3) + 1


def test_what_failed_counts():
    def fail(_item):
        add_round_trips(2)
        raise ValueError

    def both():
        with pytest.raises(ValueError, match=r"^$"):
            map_concurrently(fail, [1, 2])

    assert counted(both) == 2
