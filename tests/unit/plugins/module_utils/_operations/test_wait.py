# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait for a status, for what, and in which requests."""

from __future__ import annotations

import itertools
import time

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError, SailPointError
from ansible_collections.community.sailpoint.plugins.module_utils._api.telemetry import Telemetry
from ansible_collections.community.sailpoint.plugins.module_utils._operations.wait import (
    StatusTarget,
    cheapest_reads,
    intervals,
    wait_for_status,
)

NORMAL = StatusTarget("NORMAL", 60.0)


class Clients:
    """Clients whose records change as a script says: one list of statuses by id, None for one that is gone."""

    def __init__(self, script):
        self._script = {client_id: iter(statuses) for client_id, statuses in script.items()}
        self._last = {}
        self.asked = []

    def _record(self, client_id):
        status = self._last[client_id] = next(self._script[client_id], self._last.get(client_id))
        if isinstance(status, Exception):
            raise status
        return record(client_id, status) if status is not None else None

    def get(self, client_id):
        self.asked.append(client_id)
        return self._record(client_id)

    def find_all(self, filters=None):
        self.asked.append(filters)
        return [found for found in map(self._record, self._script) if found]


class Tenant:
    """What waiting needs of a tenant, with a clock that moves only while it sleeps."""

    def __init__(self, monkeypatch, **script):
        self.now = 0.0
        self.pauses = []
        self.lines = []
        self.clients = Clients(script)
        self.telemetry = Telemetry()
        self.show = self.lines.append
        self.stopped_by = ""
        self.endpoint = lambda service: self.clients
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture(name="tenant")
def fixture_tenant(monkeypatch):
    """A tenant with clients that become what is given: ``tenant(a=["CONFIGURING", "NORMAL"])``."""
    return lambda **script: Tenant(monkeypatch, **script)


def record(client_id, status="CONFIGURING", cluster_id="paris"):
    return {"id": client_id, "cluster_id": cluster_id, "status": status}


def test_intervals_grow_from_half_a_second_to_fifteen():
    first = list(itertools.islice(intervals(), 12))

    assert first[:4] == [0.5, 0.75, 1.125, 1.6875]
    assert first[-1] == 15.0
    assert first == sorted(first)


@pytest.mark.parametrize(
    ("status", "wait_for", "text"),
    [
        ("FAILED", "NORMAL", "is FAILED, not NORMAL"),
        ("FAILED", "FAILED", None),
        ("ERROR", "NORMAL", None),
        (None, "NORMAL", None),
        ("DREAMING", "NORMAL", None),
    ],
)
def test_only_a_failed_client_is_given_up_early(status, wait_for, text):
    problem = StatusTarget(wait_for, 60.0).problem_of(record("a", status))

    assert (problem.text if problem else None) == text


def test_what_is_still_is_one_line():
    assert NORMAL.describe(record("a", "DREA\nMING")) == r"is still DREA\nMING"
    assert NORMAL.describe(record("a", None)) == "still has no status"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"wait_for": ""}, "wait_for is empty"),
        ({"wait_timeout": -1.0}, "wait_timeout is -1"),
        ({"wait_timeout": float("nan")}, "wait_timeout is nan"),
    ],
)
def test_unusable_options(options, text):
    with pytest.raises(OptionError, match=text):
        StatusTarget.of({"wait": True, "wait_for": "NORMAL", "wait_timeout": 600.0, **options})


def places(**clusters):
    return {f"{name}{number}": name for name, count in clusters.items() for number in range(count)}


@pytest.mark.parametrize(
    ("pending", "pages", "looks"),
    [
        (places(a=1), {}, (["a0"], [])),
        (places(a=2), {}, ([], ["a"])),
        # Until all have been listed, that is taken for one request.
        (places(a=1, b=1), {}, ([], [None])),
        (places(a=1, b=1), {None: 2}, (["a0", "b0"], [])),
        (places(a=5, b=1), {None: 2}, (["b0"], ["a"])),
        (places(a=2), {"a": 4, None: 9}, (["a0", "a1"], [])),
        (places(a=9), {"a": 4, None: 4}, ([], ["a"])),
        (places(a=9), {"a": 4, None: 3}, ([], [None])),
        (places(a=5, b=5, c=5), {None: 2}, ([], [None])),
    ],
)
def test_the_fewest_requests(pending, pages, looks):
    assert cheapest_reads(pending, pages) == looks


def test_one_is_asked_for_by_its_id_until_it_is_there(tenant):
    told = tenant(a=["CONFIGURING", "WARNING", "NORMAL"])

    waited = wait_for_status(told, [record("a")], "a", NORMAL, stop_on_error=True)

    assert waited.problems == {}
    assert waited.records["a"]["status"] == "NORMAL"
    assert told.clients.asked == ["a", "a", "a"]
    assert told.pauses == [0.5, 0.75, 1.125]
    assert told.telemetry.as_result()["waited_seconds"] == 2.375


def test_what_is_there_already_is_not_asked_for(tenant):
    told = tenant(a=[])

    assert wait_for_status(told, [record("a", "NORMAL")], "a", NORMAL, stop_on_error=True).problems == {}
    assert told.clients.asked == told.pauses == []


def test_many_are_asked_for_in_one_list(tenant):
    told = tenant(a=["NORMAL"], b=["CONFIGURING", "CONFIGURING", "NORMAL"], c=["CONFIGURING", "NORMAL"])

    waited = wait_for_status(told, [record(name) for name in "abc"], "all", NORMAL, stop_on_error=True)

    assert waited.problems == {}
    paris = 'clusterId eq "paris"'
    assert told.clients.asked == [paris, paris, "b"]


def test_the_time_ends_with_a_last_look(tenant):
    told = tenant(a=["CONFIGURING"])

    waited = wait_for_status(told, [record("a")], "a", StatusTarget("NORMAL", 2.0), stop_on_error=True)

    assert told.pauses == [0.5, 0.75, 0.75]
    assert len(told.clients.asked) == 3
    assert waited.problems["a"].text == "is still CONFIGURING after 2 s, not NORMAL"


def test_without_time_nothing_is_asked(tenant):
    told = tenant(a=[])

    waited = wait_for_status(told, [record("a")], "a", StatusTarget("NORMAL", 0.0), stop_on_error=True)

    assert waited.problems["a"].text == "is still CONFIGURING after 0 s, not NORMAL"
    assert told.clients.asked == []


@pytest.mark.parametrize(("stop_on_error", "other"), [(True, "is still CONFIGURING, not NORMAL"), (False, None)])
def test_a_failed_one_ends_it_for_all_or_not(tenant, stop_on_error, other):
    told = tenant(a=["FAILED"], b=["CONFIGURING", "CONFIGURING", "NORMAL"])

    waited = wait_for_status(told, [record("a"), record("b")], "all", NORMAL, stop_on_error=stop_on_error)

    assert waited.problems["a"].text == "is FAILED, not NORMAL"
    assert (waited.problems["b"].text if "b" in waited.problems else None) == other


def test_one_that_is_gone_is_said_to_be(tenant):
    told = tenant(a=[None])

    waited = wait_for_status(told, [record("a")], "a", NORMAL, stop_on_error=True)

    assert str(waited.problems["a"]) == "was deleted during the wait. Run the task again"


def test_one_that_a_list_does_not_show_is_asked_for_by_its_id(tenant):
    # The second list lacks it, and it exists.
    told = tenant(a=["CONFIGURING", None, "NORMAL"], b=["CONFIGURING", "CONFIGURING", "NORMAL"])

    waited = wait_for_status(told, [record("a"), record("b")], "all", NORMAL, stop_on_error=True)

    assert waited.problems == {}
    assert told.clients.asked.count("a") == 1


def test_of_many_that_a_list_does_not_show_only_some_are_asked_for(tenant):
    names = [f"n{number}" for number in range(50)]
    told = tenant(**{name: [None, "CONFIGURING", "NORMAL", "NORMAL"] for name in names})

    waited = wait_for_status(told, [record(name) for name in names], "all", NORMAL, stop_on_error=True)

    assert waited.problems == {}
    assert len([asked for asked in told.clients.asked if asked in names]) == 8


@pytest.mark.parametrize("stop_on_error", [True, False])
def test_what_cannot_be_read_ends_it(tenant, stop_on_error):
    told = tenant(a=["CONFIGURING", SailPointError("403 Forbidden")])

    waited = wait_for_status(told, [record("a")], "a", NORMAL, stop_on_error=stop_on_error)

    assert waited.problems["a"].text == "is still CONFIGURING, and could not be read (403 Forbidden)"


def test_progress_comes_now_and_then(tenant):
    told = tenant(a=["NORMAL"], b=["CONFIGURING"] * 9 + ["NORMAL"])

    wait_for_status(told, [record("a"), record("b")], "managed clients", NORMAL, stop_on_error=True)

    assert told.lines[0] == "managed clients: 1 of 2 NORMAL, waited 2 of 60 s"
    assert len(told.lines) < len(told.pauses)
