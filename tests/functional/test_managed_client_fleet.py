# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_client_fleet against the sandbox tenant: what is sent, kept, returned and shown."""

from __future__ import annotations

import pytest


@pytest.fixture(name="clusters")
def fixture_clusters(sandbox):
    """The ids of two clusters by name."""
    return {cluster["name"]: cluster["id"] for cluster in sandbox.add_clusters("Paris", "Austin")}


def entries(*names, **more):
    return [{"name": name, "cluster": "Paris", **more} for name in names]


def names(sandbox):
    return sorted(client["name"] for client in sandbox.clients())


def actions(result):
    return [entry["action"] for entry in result["results"]]


def counts(result):
    return {action: count for action, count in result["summary"].items() if count}


def test_it_creates_changes_and_deletes_and_leaves_the_rest(managed_client_fleet, sandbox, clusters, writes):
    paris = clusters["Paris"]
    sandbox.add_clients(
        {"name": "same", "clusterId": paris, "description": "kept"},
        {"name": "changed", "clusterId": paris, "description": "old"},
        {"name": "gone", "clusterId": paris},
        {"name": "another's", "clusterId": paris},
    )
    clients = [
        *entries("new", "same"),
        *entries("changed", description="new"),
        *entries("gone", "never there", state="absent"),
    ]

    result = managed_client_fleet(clients=clients)

    assert actions(result) == ["created", "unchanged", "patched", "deleted", "unchanged"]
    assert counts(result) == {"created": 1, "patched": 1, "deleted": 1, "unchanged": 2}
    assert names(sandbox) == ["another's", "changed", "new", "same"]
    patches = {change["name"]: change["patch"] for change in result["plan"]}
    assert patches == {"new": [], "changed": [{"op": "replace", "path": "/description", "value": "new"}], "gone": []}
    assert [entry["name"] for entry in result["results"]] == ["new", "same", "changed", "gone", "never there"]
    assert result["results"][0]["id"] in {client["id"] for client in sandbox.clients()}
    # Deletes come last.
    assert [entry["method"] for entry in writes()][-1] == "DELETE"
    again = managed_client_fleet(clients=clients)
    assert (again["changed"], set(actions(again))) == (False, {"unchanged"})
    assert len(writes()) == 3


def test_the_diff_has_a_block_for_each_client_that_changes(managed_client_fleet, sandbox, clusters):
    sandbox.add_clients({"name": "a", "clusterId": clusters["Paris"]}, {"name": "b", "clusterId": clusters["Paris"]})
    clients = [*entries("a"), *entries("b", description="new")]

    checked = managed_client_fleet(clients=clients, check_mode=True)
    done = managed_client_fleet(clients=clients)

    assert [block["before_header"] for block in done["diff"]] == ['managed client "b" in Paris']
    for key in ("changed", "diff", "results", "summary", "plan", "digest", "msg"):
        assert checked[key] == done[key]


def test_check_mode_writes_nothing_and_shows_the_whole_plan(managed_client_fleet, sandbox, clusters, writes):
    sandbox.add_clients(*({"name": name, "clusterId": clusters["Paris"]} for name in ("a", "old")))

    result = managed_client_fleet(clients=entries("a", "b"), purge=True, purge_clusters=["Paris"], check_mode=True)

    assert actions(result) == ["unchanged", "created", "deleted"]
    assert [(change["name"], change["action"]) for change in result["plan"]] == [("b", "created"), ("old", "deleted")]
    assert len(result["diff"]) == 2
    assert writes() == []


def test_purge_deletes_only_in_its_clusters(managed_client_fleet, sandbox, clusters):
    for name in ("Paris", "Austin"):
        sandbox.add_clients(*({"name": f"{name}-{number}", "clusterId": clusters[name]} for number in range(3)))

    result = managed_client_fleet(clients=entries("Paris-0"), purge=True, purge_clusters=[clusters["Paris"]])

    assert names(sandbox) == ["Austin-0", "Austin-1", "Austin-2", "Paris-0"]
    assert [entry["name"] for entry in result["results"]] == ["Paris-0", "Paris-1", "Paris-2"]
    assert counts(result) == {"deleted": 2, "unchanged": 1}

    everywhere = managed_client_fleet(
        clients=entries("Paris-0"), purge=True, purge_clusters="all", purge_ignore=["*-1", "Paris"]
    )

    assert names(sandbox) == ["Austin-1", "Paris-0"]
    assert [one["name"] for one in everywhere["undeclared"]] == ["Austin-1"]


def test_without_purge_nothing_that_is_not_declared_is_deleted(managed_client_fleet, sandbox, clusters):
    sandbox.add_clients({"name": "b", "clusterId": clusters["Paris"]})

    managed_client_fleet(clients=entries("a"), purge_clusters=["Paris"])

    assert names(sandbox) == ["a", "b"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_more_deletions_than_allowed_fail_before_anything_is_sent(
    managed_client_fleet, sandbox, clusters, writes, check_mode
):
    sandbox.add_clients(*({"name": f"n{number:02}", "clusterId": clusters["Paris"]} for number in range(11)))
    sandbox.add_clients({"name": "kept", "clusterId": clusters["Paris"]})
    options = {"clients": entries("kept"), "purge": True, "purge_clusters": ["Paris"], "check_mode": check_mode}

    refused = managed_client_fleet(**options)

    assert "the plan deletes 11 objects, but max_deletions (fleet_max_deletions of the role) is 10" in refused["msg"]
    assert 'managed client "n00"' in refused["msg"]
    assert "and 1 more. Nothing was sent" in refused["msg"]
    assert writes() == []
    assert managed_client_fleet(**options, max_deletions=11)["summary"]["deleted"] == 11


@pytest.mark.parametrize(
    "clients",
    [
        [],
        [{"name": "new", "cluster": "Paris"}],
        [{"name": "Paris-0", "cluster": "Paris", "state": "absent"}],
        [{"name": "Austin-0", "cluster": "Austin"}],
    ],
    ids=["none", "new", "absent", "elsewhere"],
)
def test_a_purge_of_all_clients_of_a_cluster_needs_a_word_of_its_own(
    managed_client_fleet, sandbox, clusters, writes, clients
):
    for name in ("Paris", "Austin"):
        sandbox.add_clients(*({"name": f"{name}-{number}", "clusterId": clusters[name]} for number in range(2)))
    options = {"clients": clients, "purge": True, "purge_clusters": ["Austin", clusters["Paris"]]}

    refused = managed_client_fleet(**options)
    checked = managed_client_fleet(**options, check_mode=True)

    assert 'the purge would delete all managed clients of "' in refused["msg"]
    assert '"Paris"' in refused["msg"]
    assert 'managed client "Paris-1"' in refused["msg"]
    assert "set purge_all (fleet_purge_all of the role) to true" in refused["msg"]
    assert checked["msg"] == refused["msg"]
    assert writes() == []
    assert not managed_client_fleet(**options, purge_all=True).get("failed")
    assert names(sandbox) == sorted(entry["name"] for entry in clients if "state" not in entry)


def test_a_purge_that_leaves_a_client_or_finds_none_needs_no_word(managed_client_fleet, sandbox, clusters):
    sandbox.add_clients(*({"name": name, "clusterId": clusters["Paris"]} for name in ("a", "b")))
    a, _b = sandbox.clients()

    renamed = managed_client_fleet(
        clients=[{"id": a["id"], "name": "c"}], purge=True, purge_clusters=["Paris", "Austin"]
    )

    assert counts(renamed) == {"patched": 1, "deleted": 1}
    assert names(sandbox) == ["c"]


def test_a_recreate_counts_as_a_deletion(managed_client_fleet, sandbox, clusters, writes):
    sandbox.add_clients({"name": "a", "clusterId": clusters["Paris"]})
    options = {"clients": entries("a", type="CCG", recreate=True)}

    assert "the plan deletes 1 object, but max_deletions" in managed_client_fleet(**options, max_deletions=0)["msg"]
    assert writes() == []
    assert actions(managed_client_fleet(**options)) == ["recreated"]
    assert [client["type"] for client in sandbox.clients()] == ["CCG"]


@pytest.mark.parametrize(
    ("clients", "text"),
    [
        (entries("a", "b", "a"), 'entry 1 of clients and entry 3 of clients both declare managed client "a"'),
        (
            [*entries("x"), *entries("x", description="other")],
            "entry 1 of clients and entry 2 of clients both declare",
        ),
        ([{"name": "x"}, {"id": "x-id"}], "entry 1 of clients and entry 2 of clients both declare"),
        ([*entries("a"), *entries("a", state="absent")], "entry 1 of clients and entry 2 of clients both declare"),
        ([*entries("a"), {"name": "a", "state": "absent"}], "entry 1 of clients and entry 2 of clients both declare"),
        (
            [{"name": "x", "state": "absent"}, *entries("x", cluster="Austin", state="absent")],
            "entry 1 of clients and entry 2 of clients both declare",
        ),
        ([{"id": "no-such-id", "state": "absent"}] * 2, "entry 1 of clients and entry 2 of clients both declare"),
        ([{"id": "x-id", "name": "y"}], 'would become the second one named "y" in its cluster'),
        ([{"id": "x-id", "name": "new"}, *entries("new")], 'would become the second one named "new" in its cluster'),
        (
            [{"name": "x"}, *entries("x", cluster="Austin")],
            '"x" is declared present, but after this plan another',
        ),
        (
            [{"name": "new", "state": "absent"}, {"id": "x-id", "name": "new"}],
            '"new" is declared absent, but after this plan another',
        ),
        (
            [*entries("new", state="absent"), {"id": "x-id", "name": "new"}],
            '"new" is declared absent, but after this plan another',
        ),
        (entries("a", cluster="Rome"), 'entry 1 of clients: managed client "a": cluster "Rome" not found'),
        ([*entries("x"), {"name": "twin"}], 'entry 2 of clients: managed client "twin" exists 2 times (ids'),
        ([{"name": "a"}], 'entry 1 of clients: managed client "a" not found, and a new one requires a cluster'),
        ([{"id": "no-such-id"}], 'entry 1 of clients: managed client "no-such-id" (id) not found'),
        (entries("x", type="CCG"), 'entry 1 of clients: managed client "x" cannot change its type from "VA" to "CCG"'),
        ([{"cluster": "Paris"}], "entry 1 of clients: one of the following is required: name, id"),
        (entries(""), "entry 1 of clients: name is empty"),
    ],
)
def test_what_cannot_be_planned_fails_before_anything_is_sent(
    managed_client_fleet, sandbox, clusters, writes, clients, text
):
    sandbox.add_clients(
        {"name": "x", "id": "x-id", "clusterId": clusters["Paris"]},
        {"name": "y", "clusterId": clusters["Paris"]},
        {"name": "twin", "clusterId": clusters["Paris"]},
        {"name": "twin", "clusterId": clusters["Austin"]},
    )

    result = managed_client_fleet(clients=[*entries("first"), *clients][1:], consistency_timeout=0)

    assert text in result["msg"]
    assert "\n" not in result["msg"]
    assert writes() == []


def test_a_name_that_is_the_id_of_another_client_is_no_contradiction(managed_client_fleet, sandbox, clusters):
    sandbox.add_clients({"name": "x", "id": "x-id", "clusterId": clusters["Paris"]})

    result = managed_client_fleet(clients=[{"name": "x-id", "state": "absent"}, {"id": "x-id", "description": "new"}])

    assert actions(result) == ["unchanged", "patched"]
    assert [client["description"] for client in sandbox.clients()] == ["new"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"purge": True}, "purge is True but all of the following are missing: purge_clusters"),
        ({"purge": True, "purge_clusters": ["Rome"]}, 'cluster "Rome" not found'),
        ({"concurrency": 0}, "concurrency is 0. Give a number from 1 to 64"),
    ],
)
def test_unusable_options(managed_client_fleet, clusters, writes, options, text):
    assert text in managed_client_fleet(clients=entries("a"), **options)["msg"]
    assert writes() == []


def test_names_can_be_exchanged(managed_client_fleet, sandbox, clusters):
    one, other = sandbox.add_clients(*({"name": name, "clusterId": clusters["Paris"]} for name in "ab"))

    result = managed_client_fleet(clients=[{"id": one["id"], "name": "b"}, {"id": other["id"], "name": "a"}])

    assert actions(result) == ["patched", "patched"]
    assert {client["id"]: client["name"] for client in sandbox.clients()} == {one["id"]: "b", other["id"]: "a"}


class TestRequests:
    """How many requests a snapshot takes."""

    def seed(self, sandbox, **sizes):
        clusters = sandbox.add_clusters(*sizes)
        for cluster, size in zip(clusters, sizes.values()):
            named = ({"name": f"n{number}", "clusterId": cluster["id"]} for number in range(size))
            sandbox.add_clients(*named)

    def test_whole_lists_where_all_is_spoken_of(self, managed_client_fleet, sandbox, sent):
        self.seed(sandbox, Paris=600, Austin=10)

        result = managed_client_fleet(clients=[{"name": f"n{number}", "cluster": "Paris"} for number in range(600)])

        assert counts(result) == {"unchanged": 600}
        assert sorted(sent()) == ["GET /managed-clients/v1"] * 3 + ["GET /managed-clusters/v1"]

    def test_whole_lists_for_one_client_which_tell_of_its_namesakes_and_what_is_not_declared(
        self, managed_client_fleet, sandbox, sent
    ):
        self.seed(sandbox, Rome=600, Milan=1)

        result = managed_client_fleet(clients=[{"name": "n599", "cluster": "Milan"}], check_mode=True)

        assert len(result["undeclared"]) == 601
        (warning,) = result["warnings"]
        assert "clients of the same name in other clusters are not changed" in warning
        assert sorted(sent()) == ["GET /managed-clients/v1"] * 3 + ["GET /managed-clusters/v1"]

    def test_whole_lists_where_a_client_may_be_anywhere(self, managed_client_fleet, sandbox, sent):
        self.seed(sandbox, Paris=300, Milan=10)

        result = managed_client_fleet(clients=[{"name": "n299"}])

        assert counts(result) == {"unchanged": 1}
        assert len(sent()) == 3


class TestErrors:
    """What happens when some of it fails."""

    def test_stop_begins_no_other(self, managed_client_fleet, sandbox, clusters):
        sandbox.add_clients({"name": "z", "clusterId": clusters["Paris"]})
        sandbox.fault("client.create", kind="answer", status=400, body={"message": "no more"})
        clients = [*entries("a", "b", "c"), *entries("z", state="absent")]

        result = managed_client_fleet(clients=clients, concurrency=1)

        assert (result["failed"], result["changed"]) == (True, False)
        request_id = next(entry["request_id"] for entry in sandbox.log() if entry["operation"] == "client.create")
        assert result["msg"] == (
            "not all changes were applied: "
            '1 failed, first error: could not create managed client "a": 400 Bad Request: no more '
            f"(request id {request_id}); "
            "3 not started; run again to apply the rest"
        )
        assert names(sandbox) == ["z"]
        assert counts(managed_client_fleet(clients=clients)) == {"created": 3, "deleted": 1}

    def test_continue_does_the_others(self, managed_client_fleet, sandbox, clusters):
        sandbox.fault("client.create", kind="answer", status=400, body={"message": "no more"})

        result = managed_client_fleet(clients=entries("a", "b", "c"), concurrency=1, on_error="continue")

        assert (result["failed"], result["changed"]) == (True, True)
        assert names(sandbox) == ["b", "c"]
        assert [bool(entry["error"]) for entry in result["results"]] == [True, False, False]
        assert counts(result) == {"created": 2, "failed": 1}

    def test_a_token_that_is_repeated_in_an_error_is_masked(self, managed_client_fleet, sandbox, clusters):
        sandbox.fault("client.create", kind="answer", status=400, body={"message": "you sent {authorization}"})

        result = managed_client_fleet(clients=entries("a"))

        assert "you sent Bearer ********" in result["results"][0]["error"]
        assert "you sent Bearer ********" in result["msg"]


def test_the_rate_of_a_tenant_is_kept(managed_client_fleet, sandbox, clusters):
    sandbox.settings(rate_limit=20, rate_window=0.5)

    result = managed_client_fleet(
        clients=entries(*(f"n{number}" for number in range(60))), rate_limit=20, rate_window=0.5
    )

    assert counts(result) == {"created": 60}
    assert {entry["status"] for entry in sandbox.log()} == {200}
    assert result["api"]["retries"] == 0
    assert result["api"]["throttled_seconds"] > 0


def test_a_429_closes_the_gate_for_all(managed_client_fleet, sandbox, clusters):
    sandbox.settings(rate_limit=10, rate_window=1)

    result = managed_client_fleet(clients=entries(*(f"n{number}" for number in range(30))), rate_limit=0)

    assert counts(result) == {"created": 30}
    limited = [entry for entry in sandbox.log() if entry["status"] == 429]
    # At most all that were under way at once, each time that the limit was met.
    assert 0 < len(limited) <= 8 * 4
    assert len(sandbox.clients()) == 30
