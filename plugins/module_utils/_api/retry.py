# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and how long to wait before."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from .._shown import one_line
from .cancellation import Cancellation
from .deadline import Deadline
from .errors import ApiError, GoneError, RequestError, SailPointError, StoppedError
from .rate_limiter import RateLimiter, asks_to_wait
from .telemetry import Telemetry

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0

Result = TypeVar("Result")


class TooLateError(Exception):
    """The deadline comes before it is known what a request did."""


def with_retries(
    send: Callable[[], Result],
    *,
    repeatable: bool,
    deadline: Deadline,
    rate_limiter: RateLimiter,
    cancellation: Cancellation,
    telemetry: Telemetry,
    find_lost: Callable[[Deadline], Result | None] | None = None,
    consistency_timeout: float = 0.0,
) -> Result:
    """Call ``send`` until it succeeds, its error is final, or the deadline does not allow another try.

    ``find_lost`` is for a write. A write that may have been processed is in doubt: its result is what ``find_lost``
    finds. What does not show was not done; then ``send`` is called again if that can help. ``find_lost`` looks by id,
    or, if the request is not ``repeatable``, in lists: these show a write within ``consistency_timeout`` seconds. After
    a 429, the ``rate_limiter`` lets no request of the run begin until ``Retry-After`` is over. Raises the last
    RequestError, GoneError of ``find_lost``, or StoppedError.
    """
    tries = 0
    was_in_doubt = False
    last: RequestError | None = None
    while True:
        tries += 1
        try:
            return send()
        except StoppedError as stop:
            raise (_stopped(last) if last else stop) from None
        except RequestError as error:
            last = error
        # A refusal may also be the second response to what was done at the first try, so late that no look saw it.
        in_doubt = last.processed or (was_in_doubt and not last.passing)
        look_up = find_lost if in_doubt else None
        was_in_doubt = was_in_doubt or look_up is not None
        if not look_up and (not last.passing or (in_doubt and not repeatable)):
            raise last
        wait = wait_before(last, tries) if last.passing else 0.0
        # What is not sent again may still be under way. Otherwise only lists are slow.
        shown = Deadline(0.0 if repeatable and last.passing else consistency_timeout)
        is_limited = isinstance(last, ApiError) and last.status == 429
        if is_limited:
            rate_limiter.close_for(wait, telemetry)
        if not deadline.allows(wait):
            raise _given_up(last, tries, deadline, look_up is not None)
        if is_limited:
            telemetry.add_throttled(wait, contended=rate_limiter.is_limiting)
        found = None
        try:
            cancellation.sleep(wait)
            if look_up:
                found = _look_for(look_up, shown, deadline, cancellation)
        except StoppedError:
            raise _stopped(last) from None
        except TooLateError:
            raise _given_up(last, tries, deadline, look_up is not None) from None
        except GoneError:
            raise
        except SailPointError as why:
            raise _unknown(last, why) from None
        if found is not None:
            return found
        if not last.passing:
            raise _not_done(last)
        telemetry.count_retry()


def wait_before(error: RequestError, tries: int) -> float:
    """Seconds to wait after the try of that number: what the server asks for, else twice as long each time.

    The wait varies by chance, so that many clients that failed together do not come back together.
    """
    if error.stale and tries == 1:
        return 0.0
    asked = error.retry_after if isinstance(error, ApiError) else None
    return asked or _backoff(tries)


def _backoff(tries: int) -> float:
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)


def _look_for(
    find_lost: Callable[[Deadline], Result | None], shown: Deadline, deadline: Deadline, cancellation: Cancellation
) -> Result | None:
    """What a request did whose response was lost: None, where it does not show although lists must show it.

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
        cancellation.sleep(wait)


def _stopped(error: RequestError) -> RequestError:
    """The error of a request that was sent: it must not pass for one that was not begun."""
    return _final(error, "stopped before it could be retried")


def _given_up(error: RequestError, tries: int, deadline: Deadline, in_doubt: bool) -> RequestError:
    times = "1 attempt" if tries == 1 else f"{tries} attempts"
    doubt = ". The tenant may have processed the request. Run the task again" if in_doubt else ""
    asked = error.retry_after if isinstance(error, ApiError) else None
    if asked and not deadline.allows(asked):
        return _final(error, f"{asks_to_wait(asked)}{doubt}")
    return _final(error, f"gave up after {times}: retry_timeout is {deadline.seconds:g} s{doubt}")


def _unknown(error: RequestError, why: SailPointError) -> RequestError:
    """The error of a request that may be done, where that could not be looked up."""
    text = f"the tenant may have processed the request, and this could not be checked: {why}. Run the task again"
    return _final(error, text)


def _not_done(error: RequestError) -> RequestError:
    return _final(error, "checked: the tenant did not process the request")


def _final(error: RequestError, text: str) -> RequestError:
    """The error, final also for an outer request: a token that could not be had is not asked for again."""
    error.passing = False
    error.args = (one_line(f"{error} [{text}]"),)
    return error
