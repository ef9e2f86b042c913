# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests may be sent, and when."""

from __future__ import annotations

import threading
import time

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import StoppedError
from ansible_collections.community.sailpoint.plugins.module_utils._api.pace import Pace, shielded


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


def take(pace, clock, count, seconds=0.0):
    """Take that many turns one after the other, each of so many seconds. Returns the moments at which they began."""
    moments = []
    for _time in range(count):
        with pace.turn():
            moments.append(clock.now - 1000.0)
            clock.now += seconds
    return moments


def test_a_burst_may_be_as_large_as_the_limit_and_no_larger(clock):
    assert take(Pace(3, 10.0), clock, 7) == [0, 0, 0, 10, 10, 10, 20]


def test_a_request_counts_until_the_window_after_its_answer(clock):
    assert take(Pace(2, 10.0), clock, 3, seconds=1.0) == [0, 1, 11]


def test_a_limit_of_zero_is_none(clock):
    assert take(Pace(0, 10.0), clock, 1000) == [0] * 1000


def test_the_wait_is_told(clock):
    pace = Pace(1, 10.0)
    take(pace, clock, 1)

    with pace.turn() as waited:
        assert waited == 10.0


@pytest.mark.parametrize("limit", [0, 100])
def test_closed_it_gives_no_turn_to_anyone(clock, limit):
    pace = Pace(limit, 10.0)
    pace.close_for(5.0)
    pace.close_for(3.0)

    assert take(pace, clock, 2) == [5, 5]


def test_stopped_it_gives_no_turn_and_ends_no_sleep(clock):
    pace = Pace(0, 10.0)
    with pace.turn():
        # The one that is under way ends as it would.
        pace.stop("a test")

    with pytest.raises(StoppedError), pace.turn():
        pytest.fail("there was a turn")
    with pytest.raises(StoppedError):
        pace.sleep(60.0)


def test_stopping_wakes_those_that_wait():
    pace = Pace(1, 3600.0)
    with pace.turn():
        pass
    errors = []

    def wait():
        try:
            pace.sleep(3600.0)
        except StoppedError as error:
            errors.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    pace.stop("a test")
    waiting.join(timeout=30)
    assert len(errors) == 1


def test_who_begins_a_task_forgets_what_stopped_the_one_before():
    pace = Pace(0, 10.0)
    pace.stop("SIGTERM")
    pace.stop("SIGINT")
    assert pace.stopped_by == "SIGTERM"

    pace.begin(None)

    pace.check()
    assert pace.stopped_by == ""


def test_without_anyone_to_hear_no_request_begins():
    pace = Pace(0, 10.0)
    alone = [False, False, True, False]
    pace.begin(lambda: alone.pop(0))

    for _time in range(2):
        with pace.turn():
            pass
    for _time in range(2):
        with pytest.raises(StoppedError), pace.turn():
            pytest.fail("there was a turn")
    assert pace.stopped_by == "orphaned"


def test_what_is_begun_is_made_whole():
    pace = Pace(0, 10.0)
    pace.stop("SIGTERM")

    with shielded(), pace.turn():
        pace.sleep(0.0)

    with pytest.raises(StoppedError):
        pace.check()
