# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and how long to wait before."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import ApiError, RequestError, StoppedError
from .pace import Pace
from .telemetry import Telemetry

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0

Result = TypeVar("Result")


class Deadline:
    """The moment after which nothing is tried again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def allows(self, wait: float) -> bool:
        """Whether a pause of ``wait`` seconds still ends in time."""
        return time.monotonic() + wait <= self._end


def with_retries(
    send: Callable[[], Result],
    *,
    repeatable: bool,
    deadline: Deadline,
    pace: Pace,
    telemetry: Telemetry,
    find_lost: Callable[[Deadline], Result | None] | None = None,
) -> Result:
    """Call ``send`` until it succeeds, its error is final, or the deadline does not allow another try.

    A request that is not ``repeatable`` and may have been processed is not sent again blindly: ``find_lost`` looks for
    what it did, and its result, where there is one, is the result. After a 429 the ``pace`` is closed for all that
    share it. Raises the last RequestError, or StoppedError.
    """
    tries = 0
    last: RequestError | None = None
    while True:
        tries += 1
        try:
            return send()
        except StoppedError as stop:
            raise (_stopped(last) if last else stop) from None
        except RequestError as error:
            last = error
            wait = wait_before(error, tries)
            blind = error.processed and not repeatable
            if not error.passing or (blind and find_lost is None):
                raise
            if not deadline.allows(wait):
                raise _given_up(error, tries, deadline) from None
            limited = isinstance(error, ApiError) and error.status == 429
        if limited:
            pace.close_for(wait)
            telemetry.add_throttled(wait)
        try:
            pace.sleep(wait)
            found = find_lost(deadline) if blind and find_lost else None
        except StoppedError:
            raise _stopped(last) from None
        if found is not None:
            return found
        telemetry.count_retry()


def wait_before(error: RequestError, tries: int) -> float:
    """Seconds to wait after the try of that number: what the server asks for, else twice as long each time.

    The wait varies by chance, so that many clients that failed together do not come back together.
    """
    asked = error.retry_after if isinstance(error, ApiError) else None
    backoff = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)
    return asked or backoff


def _stopped(error: RequestError) -> RequestError:
    """The error of a request that was sent: it must not pass for one that was not begun."""
    error.args = (f"{error} [stopped before it could be tried again]",)
    return error


def _given_up(error: RequestError, tries: int, deadline: Deadline) -> RequestError:
    # Final also for an outer call: a token that could not be had is not asked for again.
    error.passing = False
    times = "1 try" if tries == 1 else f"{tries} tries"
    error.args = (f"{error} [gave up after {times}: max_wait is {deadline.seconds:g} s]",)
    return error
