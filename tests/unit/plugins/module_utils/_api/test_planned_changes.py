# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What check mode would have done so far, as the next task sees it."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import LocalMemory
from ansible_collections.community.sailpoint.plugins.module_utils._api.planned_changes import (
    CLIENTS,
    CLUSTERS,
    PlannedChanges,
    PlannedEndpoint,
)
from ansible_collections.community.sailpoint.plugins.module_utils._api.request import Response
from ansible_collections.community.sailpoint.plugins.module_utils._api.unknown_ids import (
    is_unknown,
    new_unknown_id,
    without_unknown_ids,
)
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from requests.structures import CaseInsensitiveDict

URL = "https://tenant.example.com"
NEW, OTHER = f"not-yet-known-{1:016x}", f"not-yet-known-{2:016x}"


@pytest.fixture(name="memory")
def fixture_memory():
    return LocalMemory()


@pytest.fixture(name="planned_changes")
def fixture_foresight(memory):
    return PlannedChanges(memory, URL)


@pytest.fixture(name="tenant")
def fixture_tenant(planned_changes):
    """The objects of a tenant with these records: ``tenant(kind, *records)``. Also the paths that it is asked."""

    def make(kind, *records):
        asked = []

        def request(call, read, **_more):
            asked.append(call.path)
            path = call.path.rstrip("/").rpartition("/")[2]
            found = [record for record in records if record["id"] == path]
            body = found[0] if found else list(records)
            return read(Response(200, CaseInsensitiveDict({"X-Total-Count": str(len(records))}), body))

        return PlannedEndpoint(kind.service, "v1", request, planned_changes=planned_changes), asked

    return make


def names(records):
    return [record["name"] for record in records]


def client(id_, name, cluster="c", **more):
    return {"id": id_, "name": name, "cluster_id": cluster, **more}


def test_what_is_noted_last_counts(planned_changes):
    planned_changes.note(CLIENTS, "1", client("1", "a"))
    planned_changes.note(CLIENTS, "1", client("1", "b"))
    planned_changes.note(CLIENTS, "2", None)
    planned_changes.note(CLUSTERS, "c", {"rootLevel": "DEBUG"}, "log-config")

    assert planned_changes.changes(CLIENTS) == {"1": client("1", "b"), "2": None}
    assert planned_changes.changes(CLUSTERS, "log-config") == {"c": {"rootLevel": "DEBUG"}}
    assert planned_changes.changes(CLUSTERS) == {}


def test_what_was_really_done_counts_from_then_on(planned_changes):
    planned_changes.note(CLUSTERS, "c", {"id": "c", "name": "Rome"})
    planned_changes.note(CLUSTERS, "c", {"rootLevel": "DEBUG"}, "log-config")

    planned_changes.forget(CLUSTERS, "c")

    assert planned_changes.changes(CLUSTERS) == {}
    assert planned_changes.changes(CLUSTERS, "log-config") != {}
    planned_changes.forget(CLUSTERS, "c", "log-config")
    assert planned_changes.changes(CLUSTERS, "log-config") == {}
    planned_changes.forget(CLUSTERS, "c", gone=True)
    assert planned_changes.changes(CLUSTERS) == {"c": None}


def test_nothing_is_remembered_where_nothing_was_foreseen(planned_changes, memory):
    planned_changes.forget(CLUSTERS, "c", gone=True)
    planned_changes.resolve(CLUSTERS, [{"id": "c", "name": "Rome"}])

    assert memory.entries(planned_changes._name) == ()


def test_tenants_are_kept_apart(planned_changes, memory):
    planned_changes.note(CLIENTS, "1", client("1", "a"))

    assert PlannedChanges(memory, "https://other.example.com").changes(CLIENTS) == {}
    assert PlannedChanges(memory, URL).changes(CLIENTS) != {}


def test_a_process_sees_what_another_adds(planned_changes, memory):
    other = PlannedChanges(memory, URL)
    for name in "abc":
        planned_changes.note(CLIENTS, "1", client("1", name))

        assert names(other.changes(CLIENTS).values()) == [name]


def test_a_memory_that_fails_is_read_anew(memory):
    planned_changes = PlannedChanges(memory, URL)
    planned_changes.note(CLIENTS, "1", client("1", "a"))
    planned_changes.note(CLIENTS, "2", client("2", "b"))
    assert len(planned_changes.changes(CLIENTS)) == 2

    memory._lists[planned_changes._name] = [["note", CLIENTS, "3", "", client("3", "c")]]

    assert list(planned_changes.changes(CLIENTS)) == ["3"]


@pytest.mark.parametrize("entry", [None, 5, [], ["note", 1, "2", "", None], ["note", CLIENTS, "1", ""]])
def test_what_is_no_entry_is_passed_over(planned_changes, memory, entry):
    memory.add(planned_changes._name, entry)

    assert planned_changes.changes(CLIENTS) == {}


def test_hosts_that_foresee_the_same_at_once_foresee_one(planned_changes):
    planned_changes.note(CLUSTERS, NEW, {"name": "Rome", "description": "one"})
    planned_changes.note(CLUSTERS, OTHER, {"name": "Rome", "description": "other"})
    planned_changes.note(CLIENTS, new_unknown_id(), client("", "a", OTHER))

    assert planned_changes.changes(CLUSTERS) == {NEW: {"id": NEW, "name": "Rome", "description": "other"}}
    assert [one["cluster_id"] for one in planned_changes.changes(CLIENTS).values()] == [NEW]


def test_a_place_that_was_left_can_be_taken(planned_changes):
    planned_changes.note(CLUSTERS, NEW, {"name": "Rome"})
    planned_changes.note(CLUSTERS, NEW, {"name": "Roma"})
    planned_changes.note(CLUSTERS, OTHER, {"name": "Rome"})

    assert {id_: one["name"] for id_, one in planned_changes.changes(CLUSTERS).items()} == {NEW: "Roma", OTHER: "Rome"}


def test_what_was_foreseen_is_what_was_created_then(planned_changes):
    planned_changes.note(CLUSTERS, NEW, {"name": "Rome"})
    planned_changes.note(CLUSTERS, NEW, {"rootLevel": "DEBUG"}, "log-config")
    planned_changes.note(CLIENTS, OTHER, client("", "a", NEW))

    planned_changes.resolve(CLUSTERS, [{"id": "real", "name": "Rome"}, {"id": "x", "name": "Oslo"}])

    assert planned_changes.changes(CLUSTERS) == {}
    assert planned_changes.changes(CLUSTERS, "log-config") == {"real": {"rootLevel": "DEBUG"}}
    assert planned_changes.changes(CLIENTS) == {OTHER: client(OTHER, "a", "real")}
    planned_changes.resolve(CLIENTS, [client("1", "a", "real")])
    assert planned_changes.changes(CLIENTS) == {}
    # What is noted of it after that is of the real one.
    planned_changes.note(CLUSTERS, NEW, {"name": "Rome", "description": "new"})
    assert planned_changes.changes(CLUSTERS) == {"real": {"id": "real", "name": "Rome", "description": "new"}}


class TestReading:
    """What a task in check mode finds."""

    def test_lists_and_objects_are_as_they_would_be(self, planned_changes, tenant):
        clients, _asked = tenant(CLIENT, *({"id": id_, "clusterId": "c", "name": id_} for id_ in "123"))
        planned_changes.note(CLIENTS, "1", client("1", "changed"))
        planned_changes.note(CLIENTS, "2", None)
        planned_changes.note(CLIENTS, NEW, client("", "new"))

        assert names(clients.find_all()) == ["changed", "3", "new"]
        assert clients.get("1")["name"] == "changed"
        assert clients.get("2") is None
        assert clients.get("3")["name"] == "3"
        assert clients.get(NEW)["name"] == "new"

    def test_no_unknown_id_is_sent(self, planned_changes, tenant):
        clients, asked = tenant(CLIENT, {"id": "1", "clusterId": "c", "name": "a"})
        planned_changes.note(CLIENTS, OTHER, client("", "b", NEW))

        assert names(clients.find_all(f'clusterId eq "{NEW}"')) == ["b"]
        assert clients.get(NEW) is None
        assert clients.get_part(NEW, "status", scope="x") is None
        assert asked == []

    def test_what_belongs_to_a_cluster_goes_with_it(self, planned_changes, tenant):
        clients, _asked = tenant(
            CLIENT, {"id": "1", "clusterId": "c", "name": "a"}, {"id": "2", "clusterId": "d", "name": "b"}
        )
        planned_changes.note(CLIENTS, NEW, client("", "new"))
        planned_changes.note(CLUSTERS, "c", None)

        assert names(clients.find_all()) == ["b"]
        assert clients.get("1") is None
        assert clients.get(NEW) is None
        assert clients.get("2")["name"] == "b"

    def test_a_cluster_names_the_clients_that_it_would_have(self, planned_changes, tenant):
        clusters, _asked = tenant(CLUSTER, {"id": "c", "name": "Paris", "clientIds": ["1", "2"]})
        assert clusters.get("c")["client_ids"] == ["1", "2"]
        planned_changes.note(CLIENTS, "1", None)
        planned_changes.note(CLIENTS, NEW, client("", "new"))
        planned_changes.note(CLUSTERS, OTHER, {"name": "Rome"})

        assert [one["client_ids"] for one in clusters.find_all()] == [["2", NEW], []]
        assert clusters.get("c")["client_ids"] == ["2", NEW]

    def test_what_another_run_has_created_meanwhile_is_not_there_twice(self, planned_changes, tenant):
        planned_changes.note(CLUSTERS, NEW, {"name": "Rome"})
        clusters, _asked = tenant(CLUSTER, {"id": "real", "name": "Rome"})

        assert [one["id"] for one in clusters.find_all()] == ["real"]
        assert [one["id"] for one in clusters.find_all()] == ["real"]

    def test_one_that_would_be_recreated_is_there_once(self, planned_changes, tenant):
        planned_changes.note(CLIENTS, "1", None)
        planned_changes.note(CLIENTS, NEW, client("", "a"))
        clients, _asked = tenant(CLIENT, {"id": "1", "clusterId": "c", "name": "a"})

        assert [one["id"] for one in clients.find_all()] == [NEW]

    def test_a_part_is_as_it_would_be(self, planned_changes, tenant):
        clusters, asked = tenant(CLUSTER, {"id": "log-config", "rootLevel": "INFO"})
        planned_changes.note(CLUSTERS, "c", {"rootLevel": "DEBUG"}, "log-config")

        assert clusters.get_part("c", "log-config", scope="x") == {"rootLevel": "DEBUG"}
        assert asked == []
        assert clusters.get_part("d", "log-config", scope="x")["rootLevel"] == "INFO"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (NEW, None),
        ({"id": NEW, "names": [NEW, "a"]}, {"id": None, "names": [None, "a"]}),
        (f"two: {NEW} and {OTHER}", "two: (not known yet) and (not known yet)"),
        ((1, NEW), [1, None]),
        ("not-yet-known-a", "not-yet-known-a"),
        (5, 5),
    ],
)
def test_no_result_has_an_unknown_id(value, shown):
    assert without_unknown_ids(value) == shown


def test_an_unknown_id_is_known_as_one():
    assert is_unknown(NEW)
    assert NEW != OTHER
    assert not any(map(is_unknown, (None, 5, "", "not-yet-known-", f"{NEW}0", f" {NEW}")))
