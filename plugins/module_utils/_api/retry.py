# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and how long to wait before."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from .errors import ApiError, RequestError, SailPointError, StoppedError
from .pace import Pace
from .telemetry import Telemetry

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0

Result = TypeVar("Result")


class TooLateError(Exception):
    """The deadline comes before it is known what a request did."""


class Deadline:
    """The moment after which nothing is tried again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then; 0 when it is past."""
        return max(0.0, self._end - time.monotonic())

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
    list_lag: float = 0.0,
) -> Result:
    """Call ``send`` until it succeeds, its error is final, or the deadline does not allow another try.

    A request that is not ``repeatable`` and may have been processed is not sent again blindly: ``find_lost`` looks for
    what it did, and its result, where there is one, is the result. It looks until ``list_lag`` seconds have passed
    since the answer was lost: what does not show by then was not done. After a 429 the ``pace`` is closed for all
    that share it. Raises the last RequestError, or StoppedError.
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
            shown = Deadline(list_lag)
            wait = wait_before(error, tries)
            blind = error.processed and not repeatable
            if not error.passing or (blind and find_lost is None):
                raise
            if not deadline.allows(wait):
                raise _given_up(error, tries, deadline, blind) from None
            limited = isinstance(error, ApiError) and error.status == 429
        if limited:
            pace.close_for(wait)
            telemetry.add_throttled(wait)
        found = None
        try:
            pace.sleep(wait)
            if blind and find_lost:
                found = _look_for(find_lost, shown, deadline, pace)
        except StoppedError:
            raise _stopped(last) from None
        except TooLateError:
            raise _given_up(last, tries, deadline, blind) from None
        except SailPointError as why:
            raise _unknown(last, why) from None
        if found is not None:
            return found
        telemetry.count_retry()


def wait_before(error: RequestError, tries: int) -> float:
    """Seconds to wait after the try of that number: what the server asks for, else twice as long each time.

    The wait varies by chance, so that many clients that failed together do not come back together.
    """
    asked = error.retry_after if isinstance(error, ApiError) else None
    return asked or _backoff(tries)


def _backoff(tries: int) -> float:
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)


def _look_for(
    find_lost: Callable[[Deadline], Result | None], shown: Deadline, deadline: Deadline, pace: Pace
) -> Result | None:
    """What a request did whose answer was lost: None, where it does not show although lists must show it.

    Raises TooLateError, or what ``find_lost`` raises.
    """
    looks = 0
    while True:
        looks += 1
        last = not shown.left
        found = find_lost(deadline)
        if found is not None or last:
            return found
        wait = min(shown.left, _backoff(looks))
        if not deadline.allows(wait):
            raise TooLateError
        pace.sleep(wait)


def _stopped(error: RequestError) -> RequestError:
    """The error of a request that was sent: it must not pass for one that was not begun."""
    error.args = (f"{error} [stopped before it could be tried again]",)
    return error


def _given_up(error: RequestError, tries: int, deadline: Deadline, blind: bool) -> RequestError:
    # Final also for an outer call: a token that could not be had is not asked for again.
    error.passing = False
    times = "1 try" if tries == 1 else f"{tries} tries"
    doubt = "; it may be done all the same: run the task again" if blind else ""
    error.args = (f"{error} [gave up after {times}: max_wait is {deadline.seconds:g} s{doubt}]",)
    return error


def _unknown(error: RequestError, why: SailPointError) -> RequestError:
    """The error of a request that may be done, where that could not be looked up."""
    error.passing = False
    error.args = (f"{error} [it may be done all the same, which could not be looked up: {why}: run the task again]",)
    return error
