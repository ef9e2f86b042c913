# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the requests of a run within the rate limit of a credential, and send none during a ``Retry-After``."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from .cancellation import MAX_WAIT, Cancellation
from .connection import Connection
from .deadline import Deadline
from .errors import RateLimitedError
from .memory import Memory
from .rate_window import Quota, RateWindow, Sent
from .telemetry import Telemetry

ONE_DAY = 24 * 3600.0

Result = TypeVar("Result")

_numbers = itertools.count()


class RateLimiter:
    """At most ``rate_limit`` requests within any ``rate_window`` seconds. Shared by threads.

    The vendor limits each ``client_id`` and version of the API to 100 requests in 10 s (developer documentation, April
    2026), so all processes that share a ``memory`` share one window for these. A request counts from when it is sent
    until ``rate_window`` seconds after its response, because the tenant counted it in between. A burst is sent as
    fast as allowed, and a tenant that counts as documented never responds 429.
    """

    def __init__(self, connection: Connection, memory: Memory, cancellation: Cancellation) -> None:
        described = [connection.base_url.lower(), connection.credential, connection.api_version]
        self._name = f"rate-{hashlib.sha256(json.dumps(described).encode()).hexdigest()}"
        self._memory = memory
        self._cancellation = cancellation
        self._quota = Quota(connection.rate_limit, connection.rate_window)
        # Twice the timeout: for the connection and for the response.
        self._longest_request = 2 * connection.timeout
        # Only one thread of a process polls the window; the others wait for the lock.
        self._queue = threading.Lock()
        self._is_full = False

    @property
    def is_limiting(self) -> bool:
        """Whether this run limits its requests, so that a 429 must be caused by other clients."""
        return self._quota.limit > 0

    @contextmanager
    def acquire(self, action: str, deadline: Deadline, telemetry: Telemetry) -> Iterator[None]:
        """Wait until a request may be sent. The block sends it.

        Raises RateLimitedError if the tenant asks clients to wait beyond the deadline, or StoppedError.
        """
        process, number = os.getpid(), next(_numbers)
        try:
            self._enter(process, number, action, deadline, telemetry)
            yield
        finally:
            self._update(lambda window, now: window.leave(process, number, now))

    def close_for(self, seconds: float, telemetry: Telemetry) -> None:
        """Block the requests of all processes of the run for so many seconds after a 429."""
        if self._update(lambda window, now: window.close(seconds, self._quota, now)):
            telemetry.announces_contention = True

    def check(self, action: str, deadline: Deadline) -> None:
        """Raise RateLimitedError if the tenant asks clients to wait beyond the deadline."""
        self._refuse(self._update(lambda window, now: window.closed_until - now), action, deadline)

    def _enter(self, process: int, number: int, action: str, deadline: Deadline, telemetry: Telemetry) -> None:
        def enter(window: RateWindow, now: float) -> tuple[float, float, bool]:
            wait = window.enter(Sent(process, number, now + self._longest_request), self._quota, now)
            return wait, window.closed_until - now, window.is_contended(now)

        begun, waits, contended = time.monotonic(), self._is_full, False
        while not self._queue.acquire(timeout=MAX_WAIT):
            self._cancellation.check()
        try:
            while True:
                self._cancellation.check()
                wait, closed_for, is_contended = self._update(enter)
                contended = contended or is_contended
                self._is_full = wait > 0
                if not self._is_full:
                    break
                self._refuse(closed_for, action, deadline)
                waits = True
                self._cancellation.sleep(min(MAX_WAIT, wait))
        finally:
            self._queue.release()
            if waits:
                telemetry.add_throttled(time.monotonic() - begun, contended=contended)

    def _refuse(self, closed_for: float, action: str, deadline: Deadline) -> None:
        if closed_for > 0 and not deadline.allows(closed_for):
            text = f"could not {action}: {asks_to_wait(closed_for)}"
            raise RateLimitedError(text, processed=False, passing=False)

    def _update(self, action: Callable[[RateWindow, float], Result]) -> Result:
        def change(data: bytes) -> tuple[bytes, Result]:
            now = time.monotonic()
            window = RateWindow.load(data, now)
            result = action(window, now)
            return window.dump(now), result

        return self._memory.update(self._name, change)


def asks_to_wait(seconds: float) -> str:
    """The message for a ``Retry-After`` that exceeds the deadline."""
    seconds = math.ceil(seconds)
    moment = time.localtime(time.time() + seconds)
    format_ = "%H:%M:%S" if seconds < ONE_DAY else "%Y-%m-%d %H:%M:%S"
    return (
        f"rate limit: the tenant asks clients to wait {seconds} s (until "
        f"{time.strftime(format_, moment)}). Run the task again after that"
    )
