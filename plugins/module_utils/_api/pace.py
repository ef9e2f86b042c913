# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One pace for all requests with one token: as many as the tenant allows, and none while it says "too many"."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import StoppedError

LONGEST_WAIT = 1.0
"""Seconds after which one who waits looks again: a signal may stop all between a look and a wait, and wake nobody."""


class Pace:
    """At most ``limit`` requests within any ``window`` seconds; a limit of 0 is none. Shared by threads.

    The vendor's is 100 requests per token in 10 s (specification). A request counts from the moment at which it is sent
    until ``window`` seconds after its answer: whenever the tenant counted it, that was in between. So a burst is
    as fast as it may be, which a bucket that fills evenly would not allow, and a tenant that counts as it says it does
    never has to answer 429.
    """

    def __init__(self, limit: int, window: float) -> None:
        self._limit = limit
        self._window = window
        self._under_way = 0
        self._ended: deque[float] = deque()
        self._closed_until = 0.0
        self._stopped = False
        self._change = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[float]:
        """Wait for a turn, and have it until the end of the block. Gives the seconds that were waited.

        Raises StoppedError after ``stop``.
        """
        waited = self._take()
        try:
            yield waited
        finally:
            with self._change:
                self._under_way -= 1
                self._ended.append(time.monotonic())
                self._change.notify()

    def close_for(self, seconds: float) -> None:
        """Give no turn to anyone for so many seconds: the tenant said that there were too many."""
        with self._change:
            self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def sleep(self, seconds: float) -> None:
        """Sleep, but not after ``stop``. Raises StoppedError then."""
        end = time.monotonic() + seconds
        with self._change:
            while not self._stopped and time.monotonic() < end:
                self._change.wait(min(LONGEST_WAIT, end - time.monotonic()))
            if self._stopped:
                raise StoppedError("stopped before the next request")

    def stop(self) -> None:
        """Let no request begin any more. Those that are under way end as they would."""
        with self._change:
            self._stopped = True
            self._change.notify_all()

    def resume(self) -> None:
        """Let requests begin again."""
        with self._change:
            self._stopped = False

    def _take(self) -> float:
        waited = 0.0
        with self._change:
            while True:
                if self._stopped:
                    raise StoppedError("stopped before the next request")
                wait = self._wait(time.monotonic())
                if wait <= 0:
                    self._under_way += 1
                    return waited
                begun = time.monotonic()
                self._change.wait(min(LONGEST_WAIT, wait))
                waited += min(wait, time.monotonic() - begun)

    def _wait(self, now: float) -> float:
        """Seconds until there may be a turn: then it is looked at again."""
        if now < self._closed_until:
            return self._closed_until - now
        if not self._limit:
            return 0.0
        while self._ended and self._ended[0] + self._window <= now:
            self._ended.popleft()
        if self._under_way + len(self._ended) < self._limit:
            return 0.0
        return self._ended[0] + self._window - now if self._ended else self._window
