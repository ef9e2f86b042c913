# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop the requests of a task after a signal, its timeout, or the end of Ansible."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .errors import StoppedError

MAX_WAIT = 1.0
"""Seconds after which a waiting thread checks again: a signal between a check and a wait wakes nobody."""

ORPHANED = "orphaned"
"""Why a task stops if nobody is left to receive its result."""

TIMEOUT = "timeout"
"""Why a task stops if its time limit (the keyword ``timeout``) is over."""

_WORDS = {TIMEOUT: "the task's timeout", ORPHANED: "the end of ansible-playbook"}

_shielded = ContextVar("shielded", default=False)


def stopped_by(reason: str) -> str:
    """The words for a reason: one of those above, or the name of a signal such as ``SIGTERM``."""
    return f"stopped by {_WORDS.get(reason, reason)}"


@contextmanager
def shielded() -> Iterator[None]:
    """A context in which a stop does not affect this thread or the threads that it starts, so that they finish."""
    token = _shielded.set(True)
    try:
        yield
    finally:
        _shielded.reset(token)


class Cancellation:
    """Stops the requests of a task. Shared by its threads."""

    def __init__(self) -> None:
        self._is_orphaned: Callable[[], bool] | None = None
        self.stopped_by = ""
        self._change = threading.Condition()

    def begin(self, is_orphaned: Callable[[], bool] | None) -> None:
        """Begin a task. Requests are allowed until ``stop`` is called or ``is_orphaned`` returns true."""
        self._is_orphaned = is_orphaned
        self.stopped_by = ""

    def stop(self, reason: str) -> None:
        """Allow no further request. Requests in progress continue. Only the first reason is kept."""
        with self._change:
            self.stopped_by = self.stopped_by or reason
            self._change.notify_all()

    def check(self) -> None:
        """Raise StoppedError if the task was stopped."""
        if _shielded.get():
            return
        if not self.stopped_by and self._is_orphaned and self._is_orphaned():
            self.stop(ORPHANED)
        if self.stopped_by:
            raise StoppedError("stopped before the next request")

    def sleep(self, seconds: float) -> None:
        """Sleep. Raises StoppedError as soon as the task is stopped."""
        end = time.monotonic() + seconds
        with self._change:
            while True:
                self.check()
                left = end - time.monotonic()
                if left <= 0:
                    return
                self._change.wait(min(MAX_WAIT, left))
