# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One pace for all requests with one token: as many as the tenant allows, and none while it says "too many"."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .errors import StoppedError

LONGEST_WAIT = 1.0
"""Seconds after which one who waits looks again: a signal may stop all between a look and a wait, and wake nobody."""

ORPHANED = "orphaned"
"""Why all stops where no one is left who would hear what comes of it."""

TIMEOUT = "timeout"
"""Why all stops if the task has a time limit (its keyword ``timeout``), and that is over."""

_WORDS = {TIMEOUT: "the task's timeout", ORPHANED: "the end of ansible-playbook"}

_shielded = ContextVar("shielded", default=False)


def stopped_by(reason: str) -> str:
    """How a message says what stopped a task: one of these reasons, or the name of a signal."""
    return f"stopped by {_WORDS.get(reason, reason)}"


@contextmanager
def shielded() -> Iterator[None]:
    """Within the block a stop is not for this thread, nor for those that it starts: what it began is to be whole."""
    token = _shielded.set(True)
    try:
        yield
    finally:
        _shielded.reset(token)


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
        self._is_orphaned: Callable[[], bool] | None = None
        self.stopped_by = ""
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
            while True:
                self.check()
                left = end - time.monotonic()
                if left <= 0:
                    return
                self._change.wait(min(LONGEST_WAIT, left))

    def begin(self, is_orphaned: Callable[[], bool] | None) -> None:
        """Begin a task: let requests begin, until ``stop`` or, if that can be asked, until there is no one to hear."""
        self._is_orphaned = is_orphaned
        self.stopped_by = ""

    def stop(self, reason: str) -> None:
        """Let no request begin any more. Those that are under way end as they would. The first reason counts."""
        with self._change:
            self.stopped_by = self.stopped_by or reason
            self._change.notify_all()

    def check(self) -> None:
        """Raise StoppedError where no request may begin any more."""
        if _shielded.get():
            return
        if not self.stopped_by and self._is_orphaned and self._is_orphaned():
            self.stop(ORPHANED)
        if self.stopped_by:
            raise StoppedError("stopped before the next request")

    def _take(self) -> float:
        waited = 0.0
        with self._change:
            while True:
                self.check()
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
