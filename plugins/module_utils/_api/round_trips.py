# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the sequential requests (round trips) of a task, each of which costs one latency.

Counted by dependency, not by time, so the number is the same on every host. Sequential requests add up. Of concurrent
calls, the longest chain counts; with fewer workers than calls, some wait for others. Connections and token requests are
not counted, because tasks share them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from contextvars import ContextVar

_made = ContextVar("round_trips", default=0)


def round_trips() -> int:
    """The round trips so far that the caller had to wait for. Only differences have a meaning."""
    return _made.get()


def add_round_trips(number: int) -> None:
    """The caller has waited for so many more."""
    _made.set(_made.get() + number)


def longest_chain(trips: Iterable[int], workers: int) -> int:
    """The round trips of concurrent calls, given those of each call.

    The next call goes to the first free worker, and each round trip counts as long as any other.
    """
    free_after = [0] * workers
    for number in trips:
        heapq.heapreplace(free_after, free_after[0] + number)
    return max(free_after)
