# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate limit of the sandbox: whose it is, and its switches."""

from __future__ import annotations

import pytest

from tests.sandbox.credentials import API_CLIENT, PAT
from tests.sandbox.ratelimit import RateLimit


class Gateway:
    """A limit of 2 requests in 10 s, with a clock that the test moves."""

    def __init__(self, **switches):
        self.now = 1000.0
        self._limit = RateLimit(2, 10.0, clock=lambda: self.now)
        self._switches = switches

    def burst(self, count=3, at=None, client_id="a", version="v1"):
        """The waits of so many requests at that moment."""
        self.now = self.now if at is None else at
        return [self._limit.wait(client_id, version, **self._switches) for _time in range(count)]


def test_it_is_that_of_a_client_id_and_a_version():
    gateway = Gateway()

    assert gateway.burst() == [0, 0, 10]
    assert gateway.burst(client_id="b") == [0, 0, 10]
    assert gateway.burst(version="v2024") == [0, 0, 10]


def test_another_token_is_no_other_limit(sandbox, call):
    sandbox.settings(rate_limit=2)
    statuses = []
    for _time in range(3):
        call.use(PAT.client_id, PAT.client_secret)
        statuses.append(call("GET").status_code)

    assert statuses == [200, 200, 429]
    assert call("GET", "/v2024/managed-clients").status_code == 200
    call.use(API_CLIENT.client_id, API_CLIENT.client_secret)
    assert call("GET").status_code == 200


@pytest.mark.parametrize(("counts_refused", "later"), [(False, [0, 0]), (True, [6, 10])])
def test_refused_requests_may_count(counts_refused, later):
    gateway = Gateway(counts_refused=counts_refused)
    gateway.burst()
    gateway.burst(2, at=1006.0)

    assert gateway.burst(2, at=1010.0) == later


class TestEscalation:
    """A client that exceeds the limit again and again."""

    def test_three_intervals_within_two_minutes_close_it_for_longer_and_longer(self):
        gateway = Gateway(escalates=True)
        waits = [gateway.burst(at=moment)[-1] for moment in (1000.0, 1020.0, 1040.0, 1100.0, 1400.0, 2000.0, 3200.0)]

        assert waits == [10, 10, 60, 300, 600, 1200, 1200]

    def test_meanwhile_nothing_is_let_through_and_nothing_climbs(self):
        gateway = Gateway(escalates=True)
        for moment in (1000.0, 1020.0, 1040.0):
            gateway.burst(at=moment)

        assert gateway.burst(at=1070.0) == [30, 30, 30]
        assert gateway.burst(2, at=1100.0) == [0, 0]

    def test_the_step_is_forgotten_after_an_hour(self):
        gateway = Gateway(escalates=True)
        for moment in (1000.0, 1020.0, 1040.0):
            gateway.burst(at=moment)

        assert gateway.burst(at=1100.0 + 3600.0) == [0, 0, 10]

    def test_one_interval_counts_once_and_old_ones_do_not(self):
        gateway = Gateway(escalates=True)
        assert [gateway.burst(at=moment)[-1] for moment in (1000.0, 1001.0, 1002.0, 1020.0, 1130.0)][-1] == 10

    def test_it_is_a_switch(self):
        gateway = Gateway()

        assert [gateway.burst(at=moment)[-1] for moment in (1000.0, 1020.0, 1040.0)] == [10, 10, 10]
