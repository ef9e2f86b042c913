# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again."""

from __future__ import annotations

import time

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.deadline import Deadline
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ApiError, TransportError
from ansible_collections.community.sailpoint.plugins.module_utils._api.retry import (
    FIRST_WAIT,
    MAX_WAIT,
    wait_before,
    with_retries,
)
from ansible_collections.community.sailpoint.plugins.module_utils._api.telemetry import Telemetry

LIMITED = ApiError("busy", status=429, retry_after=7.0)
REFUSED = ApiError("no", status=400)
LOST = TransportError("lost", processed=True, passing=True)
UNSENT = TransportError("unsent", processed=False, passing=True)


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """The pauses that were asked for. The clock moves by them."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: sum(pauses))
    return pauses


class Recorded:
    """A rate limiter and a cancellation that only record what they are asked."""

    is_limiting = True

    def __init__(self, pauses):
        self.sleep = pauses.append
        self.closed_for = []

    def close_for(self, seconds, _telemetry):
        self.closed_for.append(seconds)


@pytest.fixture(name="recorded")
def fixture_recorded(waits):
    """What was asked of the rate limiter. Its pauses are in ``waits``."""
    return Recorded(waits)


@pytest.fixture(name="run")
def fixture_run(recorded):
    """Let a request have these outcomes, one after the other."""

    def run(outcomes, **options):
        return send_all(recorded, outcomes, **options)

    return run


def send_all(
    recorded, outcomes, repeatable=True, retry_timeout=60.0, look_up_write=None, telemetry=None, consistency_timeout=0.0
):
    outcomes = iter(outcomes)

    def send():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return with_retries(
        send,
        repeatable=repeatable,
        deadline=Deadline(retry_timeout),
        rate_limiter=recorded,
        cancellation=recorded,
        telemetry=telemetry or Telemetry(),
        look_up_write=look_up_write,
        consistency_timeout=consistency_timeout,
    )


def test_a_limited_request_waits_as_long_as_it_is_told(run, waits, recorded):
    telemetry = Telemetry()

    assert run([LIMITED, "done"], repeatable=False, telemetry=telemetry) == "done"
    assert waits == [7.0]
    assert recorded.closed_for == [7.0]
    api = telemetry.as_result()
    assert (api["retries"], api["throttled_seconds"], api["contended_seconds"]) == (1, 7.0, 7.0)


def test_a_final_error_is_not_repeated(run, waits):
    with pytest.raises(ApiError, match="no"):
        run([REFUSED])
    assert waits == []


@pytest.mark.parametrize("error", [LOST, UNSENT, ApiError("down", status=503)])
def test_a_repeatable_request_is_repeated(run, error):
    assert run([error, error, "done"]) == "done"


def test_a_request_that_was_not_processed_is_repeated_even_if_it_creates(run):
    assert run([UNSENT, "done"], repeatable=False) == "done"


def test_a_create_whose_answer_was_lost_is_found_and_not_sent_again(run):
    assert run([LOST], repeatable=False, look_up_write=lambda deadline: "found") == "found"


def test_a_create_whose_answer_was_lost_is_sent_again_when_it_is_not_found(run):
    assert run([LOST, "done"], repeatable=False, look_up_write=lambda deadline: None) == "done"


def test_a_create_whose_answer_was_lost_is_looked_up_until_lists_must_show_it(run, waits):
    looks = []

    def look_up_write(deadline):
        looks.append(sum(waits))

    assert run([LOST, "done"], repeatable=False, look_up_write=look_up_write, consistency_timeout=5) == "done"
    assert looks[0] <= FIRST_WAIT
    assert looks[-1] == sum(waits) == 5
    assert len(looks) <= 8


def test_a_create_that_a_lagging_list_shows_late_is_found(run, waits):
    assert (
        run(
            [LOST],
            repeatable=False,
            look_up_write=lambda deadline: "found" if sum(waits) >= 3 else None,
            consistency_timeout=5,
        )
        == "found"
    )
    assert 3 <= sum(waits) <= 5


def test_a_create_is_not_sent_again_before_lists_must_show_it(run, waits):
    lost = TransportError("lost", processed=True, passing=True)

    with pytest.raises(TransportError) as caught:
        run(
            [lost, "done"],
            repeatable=False,
            look_up_write=lambda deadline: None,
            consistency_timeout=5,
            retry_timeout=4,
        )

    assert sum(waits) <= 4
    assert str(caught.value).endswith(
        "retry_timeout is 4 s. The tenant may have processed the request. Run the task again]"
    )


def test_a_create_whose_look_up_fails_says_both(run):
    def look_up_write(deadline):
        raise ApiError("no list", status=403)

    lost = TransportError("lost", processed=True, passing=True)

    with pytest.raises(TransportError) as caught:
        run([lost, "done"], repeatable=False, look_up_write=look_up_write)

    assert str(caught.value) == (
        "lost [the tenant may have processed the request, and this could not be checked: no list. Run the task again]"
    )


def test_a_create_that_cannot_be_looked_up_is_never_sent_again(run, waits):
    with pytest.raises(TransportError, match="lost"):
        run([LOST], repeatable=False)
    assert waits == []


def test_the_deadline_ends_it_and_the_error_says_so(run, waits):
    with pytest.raises(TransportError) as caught:
        run([TransportError("lost", processed=True, passing=True) for number in range(100)], retry_timeout=10)

    assert sum(waits) <= 10
    assert str(caught.value) == f"lost [gave up after {len(waits) + 1} attempts: retry_timeout is 10 s]"


@pytest.mark.parametrize(("status", "closed"), [(429, [600.0]), (503, [])])
def test_a_wait_that_is_too_long_is_not_begun(run, waits, recorded, status, closed):
    wait = r"rate limit: the tenant asks clients to wait 600 s \(until \d\d:\d\d:\d\d\)\. Run the task again after that"
    asks = rf"busy \[{wait}\]"
    with pytest.raises(ApiError, match=asks):
        run([ApiError("busy", status=status, retry_after=600.0)])
    assert (waits, recorded.closed_for) == ([], closed)


def test_waits_grow_to_a_limit_and_vary():
    for tries, longest in ((1, FIRST_WAIT), (2, FIRST_WAIT * 2), (3, FIRST_WAIT * 4), (50, MAX_WAIT)):
        waits = {wait_before(LOST, tries) for number in range(20)}
        assert longest / 2 <= min(waits) <= max(waits) <= longest
        assert len(waits) > 1


def test_zero_is_no_wait_that_a_server_may_ask_for():
    assert wait_before(ApiError("busy", status=429, retry_after=0.0), 1) > 0
