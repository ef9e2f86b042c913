# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What check mode would have done so far, as the next task sees it."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.foresight import (
    CLIENTS,
    CLUSTERS,
    ForeseeingEndpoint,
    Foresight,
)
from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import OwnMemory
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
    return OwnMemory()


@pytest.fixture(name="foresight")
def fixture_foresight(memory):
    return Foresight(memory, URL)


@pytest.fixture(name="tenant")
def fixture_tenant(foresight):
    """The objects of a tenant with these records: ``tenant(kind, *records)``. Also the paths that it is asked."""

    def make(kind, *records):
        asked = []

        def request(call, read, **_more):
            asked.append(call.path)
            path = call.path.rstrip("/").rpartition("/")[2]
            found = [record for record in records if record["id"] == path]
            body = found[0] if found else list(records)
            return read(Response(200, CaseInsensitiveDict({"X-Total-Count": str(len(records))}), body))

        return ForeseeingEndpoint(kind.service, "v1", request, foresight=foresight), asked

    return make


def names(records):
    return [record["name"] for record in records]


def client(id_, name, cluster="c", **more):
    return {"id": id_, "name": name, "cluster_id": cluster, **more}


def test_what_is_noted_last_counts(foresight):
    foresight.note(CLIENTS, "1", client("1", "a"))
    foresight.note(CLIENTS, "1", client("1", "b"))
    foresight.note(CLIENTS, "2", None)
    foresight.note(CLUSTERS, "c", {"rootLevel": "DEBUG"}, "log-config")

    assert foresight.changes(CLIENTS) == {"1": client("1", "b"), "2": None}
    assert foresight.changes(CLUSTERS, "log-config") == {"c": {"rootLevel": "DEBUG"}}
    assert foresight.changes(CLUSTERS) == {}


def test_what_was_really_done_counts_from_then_on(foresight):
    foresight.note(CLUSTERS, "c", {"id": "c", "name": "Rome"})
    foresight.note(CLUSTERS, "c", {"rootLevel": "DEBUG"}, "log-config")

    foresight.forget(CLUSTERS, "c")

    assert foresight.changes(CLUSTERS) == {}
    assert foresight.changes(CLUSTERS, "log-config") != {}
    foresight.forget(CLUSTERS, "c", "log-config")
    assert foresight.changes(CLUSTERS, "log-config") == {}
    foresight.forget(CLUSTERS, "c", gone=True)
    assert foresight.changes(CLUSTERS) == {"c": None}


def test_nothing_is_remembered_where_nothing_was_foreseen(foresight, memory):
    foresight.forget(CLUSTERS, "c", gone=True)
    foresight.meet(CLUSTERS, [{"id": "c", "name": "Rome"}])

    assert memory.entries(foresight._name) == ()


def test_tenants_are_kept_apart(foresight, memory):
    foresight.note(CLIENTS, "1", client("1", "a"))

    assert Foresight(memory, "https://other.example.com").changes(CLIENTS) == {}
    assert Foresight(memory, URL).changes(CLIENTS) != {}


def test_a_process_sees_what_another_adds(foresight, memory):
    other = Foresight(memory, URL)
    for name in "abc":
        foresight.note(CLIENTS, "1", client("1", name))

        assert names(other.changes(CLIENTS).values()) == [name]


def test_a_memory_that_fails_is_read_anew(memory):
    foresight = Foresight(memory, URL)
    foresight.note(CLIENTS, "1", client("1", "a"))
    foresight.note(CLIENTS, "2", client("2", "b"))
    assert len(foresight.changes(CLIENTS)) == 2

    memory._lists[foresight._name] = [["note", CLIENTS, "3", "", client("3", "c")]]

    assert list(foresight.changes(CLIENTS)) == ["3"]


@pytest.mark.parametrize("entry", [None, 5, [], ["note", 1, "2", "", None], ["note", CLIENTS, "1", ""]])
def test_what_is_no_entry_is_passed_over(foresight, memory, entry):
    memory.add(foresight._name, entry)

    assert foresight.changes(CLIENTS) == {}


def test_hosts_that_foresee_the_same_at_once_foresee_one(foresight):
    foresight.note(CLUSTERS, NEW, {"name": "Rome", "description": "one"})
    foresight.note(CLUSTERS, OTHER, {"name": "Rome", "description": "other"})
    foresight.note(CLIENTS, new_unknown_id(), client("", "a", OTHER))

    assert foresight.changes(CLUSTERS) == {NEW: {"id": NEW, "name": "Rome", "description": "other"}}
    assert [one["cluster_id"] for one in foresight.changes(CLIENTS).values()] == [NEW]


def test_a_place_that_was_left_can_be_taken(foresight):
    foresight.note(CLUSTERS, NEW, {"name": "Rome"})
    foresight.note(CLUSTERS, NEW, {"name": "Roma"})
    foresight.note(CLUSTERS, OTHER, {"name": "Rome"})

    assert {id_: one["name"] for id_, one in foresight.changes(CLUSTERS).items()} == {NEW: "Roma", OTHER: "Rome"}


def test_what_was_foreseen_is_what_was_created_then(foresight):
    foresight.note(CLUSTERS, NEW, {"name": "Rome"})
    foresight.note(CLUSTERS, NEW, {"rootLevel": "DEBUG"}, "log-config")
    foresight.note(CLIENTS, OTHER, client("", "a", NEW))

    foresight.meet(CLUSTERS, [{"id": "real", "name": "Rome"}, {"id": "x", "name": "Oslo"}])

    assert foresight.changes(CLUSTERS) == {}
    assert foresight.changes(CLUSTERS, "log-config") == {"real": {"rootLevel": "DEBUG"}}
    assert foresight.changes(CLIENTS) == {OTHER: client(OTHER, "a", "real")}
    foresight.meet(CLIENTS, [client("1", "a", "real")])
    assert foresight.changes(CLIENTS) == {}
    # What is noted of it after that is of the real one.
    foresight.note(CLUSTERS, NEW, {"name": "Rome", "description": "new"})
    assert foresight.changes(CLUSTERS) == {"real": {"id": "real", "name": "Rome", "description": "new"}}


class TestReading:
    """What a task in check mode finds."""

    def test_lists_and_objects_are_as_they_would_be(self, foresight, tenant):
        clients, _asked = tenant(CLIENT, *({"id": id_, "clusterId": "c", "name": id_} for id_ in "123"))
        foresight.note(CLIENTS, "1", client("1", "changed"))
        foresight.note(CLIENTS, "2", None)
        foresight.note(CLIENTS, NEW, client("", "new"))

        assert names(clients.find_all()) == ["changed", "3", "new"]
        assert clients.get("1")["name"] == "changed"
        assert clients.get("2") is None
        assert clients.get("3")["name"] == "3"
        assert clients.get(NEW)["name"] == "new"

    def test_no_unknown_id_is_sent(self, foresight, tenant):
        clients, asked = tenant(CLIENT, {"id": "1", "clusterId": "c", "name": "a"})
        foresight.note(CLIENTS, OTHER, client("", "b", NEW))

        assert names(clients.find_all(f'clusterId eq "{NEW}"')) == ["b"]
        assert clients.get(NEW) is None
        assert clients.get_part(NEW, "status", scope="x") is None
        assert asked == []

    def test_what_belongs_to_a_cluster_goes_with_it(self, foresight, tenant):
        clients, _asked = tenant(
            CLIENT, {"id": "1", "clusterId": "c", "name": "a"}, {"id": "2", "clusterId": "d", "name": "b"}
        )
        foresight.note(CLIENTS, NEW, client("", "new"))
        foresight.note(CLUSTERS, "c", None)

        assert names(clients.find_all()) == ["b"]
        assert clients.get("1") is None
        assert clients.get(NEW) is None
        assert clients.get("2")["name"] == "b"

    def test_a_cluster_names_the_clients_that_it_would_have(self, foresight, tenant):
        clusters, _asked = tenant(CLUSTER, {"id": "c", "name": "Paris", "clientIds": ["1", "2"]})
        assert clusters.get("c")["client_ids"] == ["1", "2"]
        foresight.note(CLIENTS, "1", None)
        foresight.note(CLIENTS, NEW, client("", "new"))
        foresight.note(CLUSTERS, OTHER, {"name": "Rome"})

        assert [one["client_ids"] for one in clusters.find_all()] == [["2", NEW], []]
        assert clusters.get("c")["client_ids"] == ["2", NEW]

    def test_what_another_run_has_created_meanwhile_is_not_there_twice(self, foresight, tenant):
        foresight.note(CLUSTERS, NEW, {"name": "Rome"})
        clusters, _asked = tenant(CLUSTER, {"id": "real", "name": "Rome"})

        assert [one["id"] for one in clusters.find_all()] == ["real"]
        assert [one["id"] for one in clusters.find_all()] == ["real"]

    def test_one_that_would_be_recreated_is_there_once(self, foresight, tenant):
        foresight.note(CLIENTS, "1", None)
        foresight.note(CLIENTS, NEW, client("", "a"))
        clients, _asked = tenant(CLIENT, {"id": "1", "clusterId": "c", "name": "a"})

        assert [one["id"] for one in clients.find_all()] == [NEW]

    def test_a_part_is_as_it_would_be(self, foresight, tenant):
        clusters, asked = tenant(CLUSTER, {"id": "log-config", "rootLevel": "INFO"})
        foresight.note(CLUSTERS, "c", {"rootLevel": "DEBUG"}, "log-config")

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
