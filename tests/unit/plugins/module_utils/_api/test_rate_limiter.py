# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests may be sent, and when."""

from __future__ import annotations

import base64
import json
import os
import threading
import time

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import Cancellation
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.deadline import Deadline
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import RateLimitedError, StoppedError
from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import LocalMemory
from ansible_collections.community.sailpoint.plugins.module_utils._api.rate_limiter import RateLimiter
from ansible_collections.community.sailpoint.plugins.module_utils._api.telemetry import Telemetry


class Clock:
    """A clock that moves only when something waits for it."""

    def __init__(self, monkeypatch):
        self.now = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

        def wait(_condition, timeout):
            self.now += timeout

        monkeypatch.setattr(threading.Condition, "wait", wait)


@pytest.fixture(name="clock")
def fixture_clock(monkeypatch):
    """Time that moves only when something waits."""
    return Clock(monkeypatch)


@pytest.fixture(name="memory")
def fixture_memory():
    """The memory of a run."""
    return LocalMemory()


@pytest.fixture(name="limiter")
def fixture_limiter(memory):
    """The limiter of a task: ``limiter(limit, window, **connection)``."""

    def make(limit, window=10.0, **given):
        options = {"base_url": "https://a", "api_version": "v1", "client_id": "id", "client_secret": "secret"}
        connection = Connection(**{**options, "access_token": None, **given}, rate_limit=limit, rate_window=window)
        return RateLimiter(connection, memory, Cancellation())

    return make


def acquire(limiter, *, retry_timeout=3600.0, telemetry=None):
    return limiter.acquire("list managed clients", Deadline(retry_timeout), telemetry or Telemetry())


def send(limiter, clock, count, seconds=0.0):
    """Send that many requests one after the other, each of so many seconds. Returns when they were sent."""
    moments = []
    for _time in range(count):
        with acquire(limiter):
            moments.append(clock.now - 1000.0)
            clock.now += seconds
    return moments


def test_a_burst_may_be_as_large_as_the_limit_and_no_larger(limiter, clock):
    assert send(limiter(3), clock, 7) == [0, 0, 0, 10, 10, 10, 20]


def test_a_small_share_of_it_is_left_for_others(limiter, clock):
    assert send(limiter(40), clock, 39) == [0] * 38 + [10]


def test_a_request_counts_until_the_window_after_its_answer(limiter, clock):
    assert send(limiter(2), clock, 3, seconds=1.0) == [0, 1, 11]


def test_a_request_under_way_counts(limiter, clock):
    one = limiter(1)
    with acquire(one):
        clock.now += 30.0
        with pytest.raises(StoppedError):
            _stop_after(one, clock, 20.0)


def _stop_after(one, clock, seconds):
    end = clock.now + seconds
    one._cancellation.begin(lambda: clock.now >= end)
    with acquire(one):
        pytest.fail("it was sent")


def test_a_limit_of_zero_is_none(limiter, clock):
    assert send(limiter(0), clock, 1000) == [0] * 1000


def test_the_wait_is_counted(limiter, clock):
    one, telemetry = limiter(1), Telemetry()
    send(one, clock, 1)

    with acquire(one, telemetry=telemetry):
        pass

    found = telemetry.as_result()
    assert (found["throttled_seconds"], found["contended_seconds"]) == (10.0, 0.0)


def test_stopped_nothing_is_sent(limiter):
    one = limiter(0)
    with acquire(one):
        # The one that is under way ends as it would.
        one._cancellation.stop("a test")

    with pytest.raises(StoppedError), acquire(one):
        pytest.fail("it was sent")


def a_token(**payload):
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, payload)]
    return ".".join([*parts, "signature"])


class TestSharing:
    """Whose requests count together."""

    def moments(self, limiter, clock, **other):
        send(limiter(1), clock, 1)
        return send(limiter(1, **other), clock, 1)

    @pytest.mark.parametrize(
        "other",
        [
            {"timeout": 5.0, "base_url": "https://A"},
            {"client_secret": "a newer one"},
            {"client_id": None, "client_secret": None, "access_token": a_token(client_id="id")},
        ],
    )
    def test_those_of_one_client_id(self, limiter, clock, other):
        assert self.moments(limiter, clock, **other) == [10]

    @pytest.mark.parametrize(
        "other",
        [
            {"base_url": "https://b"},
            {"api_version": "v2024"},
            {"client_id": "other"},
            *(
                {"access_token": token}
                for token in ("opaque", "a.b.c", a_token(), a_token(client_id=5), a_token(client_id="other"), ".W10.")
            ),
        ],
    )
    def test_no_others(self, limiter, clock, other):
        assert self.moments(limiter, clock, **other) == [0]

    def test_a_token_without_a_client_id_is_its_own(self, limiter, clock):
        first = limiter(1, access_token="opaque")
        send(first, clock, 1)

        assert send(limiter(1, access_token="opaque"), clock, 1) == [10]
        assert send(limiter(1, access_token="another"), clock, 1) == [10]
        assert "opaque" not in first._name

    def test_each_limit_counts_the_requests_of_all(self, limiter, clock):
        send(limiter(0), clock, 5)

        assert send(limiter(6), clock, 2) == [0, 10]
        assert send(limiter(1, 1.0), clock, 1) == [11]
        assert send(limiter(1000, 3600.0), clock, 1) == [11]


class TestClosed:
    """After a 429."""

    @pytest.mark.parametrize("limit", [0, 100])
    def test_nobody_sends_anything(self, limiter, clock, limit):
        limiter(limit).close_for(5.0, Telemetry())
        limiter(limit).close_for(3.0, Telemetry())

        assert send(limiter(limit), clock, 2) == [5, 5]

    def test_a_wait_that_is_too_long_is_an_error_for_all(self, limiter, clock, monkeypatch):
        monkeypatch.setattr(time, "time", lambda: clock.now)
        monkeypatch.setattr(time, "localtime", time.gmtime)
        limiter(100).close_for(600.0, Telemetry())
        clock.now += 3.0

        for attempt in (
            lambda: limiter(0).check("get an access token", Deadline(120.0)),
            lambda: acquire(limiter(0), retry_timeout=120.0).__enter__(),
        ):
            with pytest.raises(RateLimitedError) as caught:
                attempt()
            text = str(caught.value)
            assert text.endswith(
                ": the tenant asks clients to wait 597 s (until 00:26:40). Run the task again after that"
            )
        assert clock.now == 1003.0
        assert send(limiter(100), clock, 1) == [600]

    def test_one_that_begins_while_it_waits_is_too(self, limiter, clock):
        send(limiter(1), clock, 1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Cancellation, "sleep", lambda *_: limiter(1).close_for(600.0, Telemetry()))
            with pytest.raises(RateLimitedError), acquire(limiter(1), retry_timeout=120.0):
                pytest.fail("it was sent")

    def test_a_wait_of_days_has_a_date(self, limiter, clock):
        limiter(1).close_for(3 * 86400.0, Telemetry())

        with pytest.raises(RateLimitedError, match=r"259200 s \(until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\)"):
            limiter(1).check("list", Deadline(1.0))

    def test_the_limit_grows_again_to_half_until_it_was_calm_for_a_while(self, limiter, clock):
        limiter(40).close_for(5.0, Telemetry())
        # Another one that was under way at the same time.
        limiter(40).close_for(1.0, Telemetry())

        moments = send(limiter(40), clock, 150)
        sent = [sum(start <= moment < start + 10 for moment in moments) for start in range(5, 125, 10)]
        assert sent[:6] == [2, 4, 8, 16, 20, 20]
        clock.now = 1000.0 + 125.0
        assert send(limiter(40), clock, 38)[-1] == 125

    def test_after_another_429_it_does_not_grow(self, limiter, clock):
        for _time in range(2):
            limiter(40).close_for(5.0, Telemetry())
            clock.now += 5.0

        assert send(limiter(40), clock, 10) == [10, 10, 20, 20, 30, 30, 40, 40, 50, 50]
        clock.now = 1000.0 + 130.0
        assert send(limiter(40), clock, 38)[-1] == 130

    def test_the_first_task_of_a_run_announces_it(self, limiter, clock):
        found = [Telemetry() for _time in range(3)]
        for limit, telemetry in zip((0, 4, 4), found):
            limiter(limit).close_for(1.0, telemetry)

        assert [telemetry.announces_contention for telemetry in found] == [False, True, False]

    def test_waiting_for_others_is_counted(self, limiter, clock):
        telemetry = Telemetry()
        limiter(4).close_for(5.0, Telemetry())

        with acquire(limiter(4), telemetry=telemetry):
            pass

        assert telemetry.as_result()["contended_seconds"] == 5.0


class TestLost:
    """Requests whose process does not say that they have ended."""

    @pytest.fixture(autouse=True)
    def _sent(self, limiter, clock):
        # Never left.
        self.request = acquire(limiter(1, timeout=30.0))
        self.request.__enter__()
        yield
        self.request.__exit__(None, None, None)

    def test_one_ends_when_its_time_is_over(self, limiter, clock):
        assert send(limiter(1), clock, 1) == [70]

    def test_one_ends_with_its_process(self, limiter, clock, monkeypatch):
        real = os.getpid()
        monkeypatch.setattr(os, "getpid", lambda: real + 1)

        def kill(process, _signal):
            assert process == real
            raise ProcessLookupError

        monkeypatch.setattr(os, "kill", kill)
        assert send(limiter(1), clock, 1) == [10]

    def test_a_clock_that_is_set_back_forgets_all(self, limiter, clock):
        limiter(1).close_for(600.0, Telemetry())
        clock.now -= 500.0

        assert send(limiter(1), clock, 1) == [-500]
