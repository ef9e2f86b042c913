# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retry requests: which ones, and after how many seconds."""

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
MAX_WAIT = 30.0

Result = TypeVar("Result")


class TooLateError(Exception):
    """The deadline passes before the outcome of a write is known."""


def with_retries(
    send: Callable[[], Result],
    *,
    repeatable: bool,
    deadline: Deadline,
    rate_limiter: RateLimiter,
    cancellation: Cancellation,
    telemetry: Telemetry,
    look_up_write: Callable[[Deadline], Result | None] | None = None,
    consistency_timeout: float = 0.0,
) -> Result:
    """Call ``send`` until it succeeds, its error is final, or the deadline does not allow another try.

    ``look_up_write`` is given for writes. If the tenant may have processed a write whose response was lost, it reads
    the tenant: an object is the result of the write, None means that the write was not processed, and ``send`` is
    called again if that can help. It reads by id, or, if the request is not ``repeatable``, from lists, which show a
    write within ``consistency_timeout`` seconds. After a 429, ``rate_limiter`` blocks all requests of the run for
    ``Retry-After``. Raises the last RequestError, GoneError of ``look_up_write``, or StoppedError.
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
        # A refusal may be the response to a retry of a write that was processed, but did not show in the tenant yet.
        in_doubt = last.processed or (was_in_doubt and not last.passing)
        look_up = look_up_write if in_doubt else None
        was_in_doubt = was_in_doubt or look_up is not None
        if not look_up and (not last.passing or (in_doubt and not repeatable)):
            raise last
        wait = wait_before(last, tries) if last.passing else 0.0
        # Without a retry, the first request may still be in progress. With one, only lists lag.
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
    """Seconds to wait after attempt number ``tries``: the server's ``Retry-After``, or exponential backoff.

    The backoff has jitter, so that clients that failed together do not retry together.
    """
    if error.stale and tries == 1:
        return 0.0
    asked = error.retry_after if isinstance(error, ApiError) else None
    return asked or _backoff(tries)


def _backoff(tries: int) -> float:
    return min(MAX_WAIT, FIRST_WAIT * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)


def _look_for(
    look_up_write: Callable[[Deadline], Result | None], shown: Deadline, deadline: Deadline, cancellation: Cancellation
) -> Result | None:
    """The result of a write whose response was lost, or None if it is still missing after ``shown``.

    Raises TooLateError, or what ``look_up_write`` raises.
    """
    looks = 0
    while True:
        looks += 1
        last = not shown.left
        found = look_up_write(deadline)
        if found is not None or last:
            return found
        wait = min(shown.left, _backoff(looks))
        if not deadline.allows(wait):
            raise TooLateError
        cancellation.sleep(wait)


def _stopped(error: RequestError) -> RequestError:
    """The error of a request that was sent, so that it does not count as never started."""
    return _final(error, "stopped before it could be retried")


def _given_up(error: RequestError, tries: int, deadline: Deadline, in_doubt: bool) -> RequestError:
    times = "1 attempt" if tries == 1 else f"{tries} attempts"
    doubt = ". The tenant may have processed the request. Run the task again" if in_doubt else ""
    asked = error.retry_after if isinstance(error, ApiError) else None
    if asked and not deadline.allows(asked):
        return _final(error, f"{asks_to_wait(asked)}{doubt}")
    return _final(error, f"gave up after {times}: retry_timeout is {deadline.seconds:g} s{doubt}")


def _unknown(error: RequestError, why: SailPointError) -> RequestError:
    """The error of a write of which it is unknown whether it was processed."""
    text = f"the tenant may have processed the request, and this could not be checked: {why}. Run the task again"
    return _final(error, text)


def _not_done(error: RequestError) -> RequestError:
    return _final(error, "checked: the tenant did not process the request")


def _final(error: RequestError, text: str) -> RequestError:
    """Mark the error as final, also for an outer request: a failed token request is not retried twice."""
    error.passing = False
    error.args = (one_line(f"{error} [{text}]"),)
    return error
