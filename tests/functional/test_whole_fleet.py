# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_client_fleet with clusters, clients and log levels in one task: one plan for all of them."""

from __future__ import annotations

import json
import random

import pytest

from tests.functional.engines import run_playbook


@pytest.fixture(name="clusters")
def fixture_clusters(sandbox):
    """The ids by name of Paris, with one client, and Austin, with none."""
    clusters = {cluster["name"]: cluster["id"] for cluster in sandbox.add_clusters("Paris", "Austin")}
    sandbox.add_clients({"name": "paris-1", "clusterId": clusters["Paris"]})
    return clusters


WHOLE = {
    "clusters": [{"name": "Rome"}, {"name": "Austin", "state": "absent"}],
    "clients": [
        {"name": "rome-1", "cluster": "Rome"},
        {"name": "rome-2", "cluster": "Rome"},
        {"name": "paris-1", "cluster": "Paris", "description": "First"},
    ],
    "log_levels": [{"cluster": "Rome", "root_level": "DEBUG", "duration_minutes": 60}],
}
SHOWN = ("changed", "diff", "results", "summary", "plan", "undeclared", "refused", "digest", "msg")


def changes(result):
    return [(one["kind"], one["name"], one["cluster"], one["action"]) for one in result["plan"]]


def refusals(result):
    return [(one["kind"], one["name"], one["cluster"]) for one in result["refused"]]


class TestAtOnce:
    """All kinds in one task."""

    def test_the_plan_and_what_is_done(self, managed_client_fleet, sandbox, clusters, writes):
        result = managed_client_fleet(**WHOLE, concurrency=1)

        assert changes(result) == [
            ("cluster", "Rome", None, "created"),
            ("cluster", "Austin", None, "deleted"),
            ("client", "rome-1", "Rome", "created"),
            ("client", "rome-2", "Rome", "created"),
            ("client", "paris-1", "Paris", "patched"),
            ("log_levels", "Rome", "Rome", "created"),
        ]
        assert result["msg"] == (
            "created 4: cluster Rome, rome-1, rome-2, log levels Rome; patched 1: paris-1; deleted 1: cluster Austin"
        )
        assert [entry["operation"] for entry in writes()] == [
            "cluster.create",
            "client.create",
            "client.create",
            "client.patch",
            "cluster.log_config.put",
            "cluster.delete",
        ]
        rome = next(cluster["id"] for cluster in sandbox.clusters() if cluster["name"] == "Rome")
        assert {client["name"] for client in sandbox.clients() if client["clusterId"] == rome} == {"rome-1", "rome-2"}
        assert sandbox.log_configurations()[rome]["rootLevel"] == "DEBUG"
        again = managed_client_fleet(**WHOLE)
        assert (again["changed"], again["plan"], again["msg"]) == (False, [], "6 unchanged")

    def test_each_change_says_what_it_was_and_will_be_with_the_name_of_its_cluster(
        self, managed_client_fleet, clusters
    ):
        plan = {one["name"]: one for one in managed_client_fleet(**WHOLE, check_mode=True)["plan"]}

        fields = {"name": "paris-1", "cluster": "Paris", "type": "VA"}
        assert plan["paris-1"]["before"] == {**fields, "description": ""}
        assert plan["paris-1"]["after"] == {**fields, "description": "First"}
        assert plan["paris-1"]["patch"] == [{"op": "replace", "path": "/description", "value": "First"}]
        assert (plan["rome-1"]["id"], plan["rome-1"]["before"], plan["rome-1"]["patch"]) == (None, {}, [])
        assert plan["rome-1"]["after"]["cluster"] == "Rome"
        assert plan["Austin"]["after"] == {}
        assert "cluster_id" not in str(plan)

    def test_check_mode_shows_what_is_done(self, managed_client_fleet, clusters, writes):
        checked = managed_client_fleet(**WHOLE, check_mode=True)
        assert writes() == []
        done = managed_client_fleet(**WHOLE)

        for key in set(SHOWN) - {"results"}:
            assert checked[key] == done[key], key
        # What the tenant gives a new object is not known before.
        known = ("kind", "name", "cluster", "action", "error")
        assert [[one[key] for key in known] for one in checked["results"]] == [
            [one[key] for key in known] for one in done["results"]
        ]

    def test_a_replaced_client_is_called_that(self, managed_client_fleet, clusters):
        result = managed_client_fleet(
            clients=[{"name": "paris-1", "cluster": "Paris", "type": "CCG", "recreate": True}]
        )

        replaced = "REPLACED (deleted and created again, gets a new id, must be deployed again)"
        assert result["msg"] == f"{replaced} 1: paris-1"
        assert "REPLACED" in result["diff"][0]["after_header"]

    def test_what_no_entry_declares(self, managed_client_fleet, sandbox, clusters):
        result = managed_client_fleet(clusters=[{"name": "Austin"}], clients=[], log_levels=[])

        assert [(one["kind"], one["name"], one["cluster"]) for one in result["undeclared"]] == [
            ("client", "paris-1", "Paris"),
            ("cluster", "Paris", None),
        ]
        assert (result["changed"], len(sandbox.clients())) == (False, 1)

    def test_kinds_that_are_not_given_are_not_looked_at(self, managed_client_fleet, clusters, sent):
        result = managed_client_fleet(clusters=[{"name": "Paris"}, {"name": "Austin"}])

        assert result["undeclared"] == []
        assert sent() == ["GET /managed-clusters/v1"]

    def test_twins_are_told_apart(self, managed_client_fleet, sandbox, clusters):
        (twin,) = sandbox.add_clusters("Paris")

        result = managed_client_fleet(clients=[{"name": "a", "cluster": twin["id"]}], check_mode=True)

        assert result["plan"][0]["cluster"] == f"Paris ({twin['id']})"
        assert result["undeclared"][0]["cluster"] == f"Paris ({clusters['Paris']})"


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (
            {"clusters": [{"name": "Paris", "state": "absent"}], "clients": [{"name": "new", "cluster": "Paris"}]},
            'entry 1 of clients: cluster "Paris" is declared absent by entry 1 of clusters',
        ),
        (
            {
                "clusters": [{"name": "Paris", "state": "absent", "remove_clients": True}],
                "clients": [{"name": "paris-1", "description": "kept"}],
            },
            'entry 1 of clients: cluster "Paris" is declared absent by entry 1 of clusters',
        ),
        (
            {"clusters": [{"name": "Austin"}, {"name": "Austin", "description": "again"}]},
            'entry 1 of clusters and entry 2 of clusters both declare managed cluster "Austin"',
        ),
        (
            {
                "clusters": [{"name": "Austin", "state": "absent"}],
                "log_levels": [{"cluster": "Austin", "root_level": "INFO"}],
            },
            'entry 1 of log_levels: cluster "Austin" is declared absent by entry 1 of clusters',
        ),
        (
            {"log_levels": [{"cluster": "Austin", "root_level": "INFO"}, {"cluster": "Austin", "root_level": "WARN"}]},
            "entry 1 of log_levels and entry 2 of log_levels both declare",
        ),
        (
            {"clusters": [{"name": "Rome", "previous_name": "Austin"}, {"name": "Austin"}]},
            "entry 1 of clusters and entry 2 of clusters",
        ),
        (
            {
                "clusters": [{"name": "Rome", "previous_name": "Austin"}],
                "clients": [{"name": "new", "cluster": "Austin"}],
            },
            'entry 1 of clients: cluster "Austin" is renamed to "Rome" by entry 1 of clusters',
        ),
        (
            {
                "clients": [
                    {"name": "a", "cluster": "Paris", "previous_name": "paris-1"},
                    {"name": "paris-1", "cluster": "Paris"},
                ]
            },
            "entry 1 of clients and entry 2 of clients",
        ),
    ],
)
def test_contradictions_name_both_entries_and_nothing_is_sent(managed_client_fleet, clusters, writes, declared, said):
    result = managed_client_fleet(**declared)

    assert result["failed"] is True
    assert said in result["msg"]
    assert "\n" not in result["msg"]
    assert result["refused"]
    assert writes() == []


def test_all_refused_entries_are_returned_beside_the_rest_of_the_plan(managed_client_fleet, clusters, writes):
    clients = [{"name": f"n{number}", "cluster": f"None-{number}"} for number in range(100)]

    result = managed_client_fleet(clients=[*clients, {"name": "new", "cluster": "Paris"}])

    assert result["msg"].startswith(
        '100 entries cannot be applied: entry 1 of clients: managed client "n0": cluster "None-0" not found'
    )
    assert "entry 3 of clients" in result["msg"]
    assert "entry 4 of clients" not in result["msg"]
    assert result["msg"].endswith("and 97 more, see refused")
    assert refusals(result) == [("client", entry["name"], entry["cluster"]) for entry in clients]
    assert changes(result) == [("client", "new", "Paris", "created")]
    assert (result["changed"], writes()) == (False, [])


class TestApproval:
    """What is approved is what is applied."""

    def test_the_plan_that_was_shown_is_applied(self, managed_client_fleet, clusters, writes):
        shown = managed_client_fleet(**WHOLE, check_mode=True)

        result = managed_client_fleet(**WHOLE, approved_digest=shown["digest"], approved_plan=shown["plan"])

        assert (result["changed"], result["digest"]) == (True, shown["digest"])
        assert len(writes()) == 6

    @pytest.mark.parametrize("given", ["list", "result", "json"])
    def test_another_plan_is_refused_and_says_what_differs(self, managed_client_fleet, clusters, writes, given):
        shown = managed_client_fleet(**WHOLE, check_mode=True)
        approved = {"list": shown["plan"], "result": shown, "json": json.dumps(shown["plan"])}[given]
        other = {**WHOLE, "clients": [*WHOLE["clients"][1:], {"name": "late", "cluster": "Paris"}]}

        result = managed_client_fleet(**other, approved_digest=shown["digest"], approved_plan=approved)

        assert result["msg"].startswith("the plan differs from the approved one")
        assert ": not approved: client late created; " in result["msg"]
        assert "approved, but no longer planned: client rome-1 created" in result["msg"]
        assert writes() == []

    def test_a_change_of_the_tenant_after_the_approval(self, managed_client_fleet, sandbox, clusters, writes):
        shown = managed_client_fleet(**WHOLE, check_mode=True)
        (client,) = sandbox.clients()
        sandbox.set_client(client["id"], description="by another")

        result = managed_client_fleet(**WHOLE, approved_digest=shown["digest"])

        assert "the plan differs from the approved one" in result["msg"]
        assert writes() == []

    def test_no_approval_fits_a_plan_that_is_done(self, managed_client_fleet, clusters, writes):
        shown = managed_client_fleet(**WHOLE, check_mode=True)
        managed_client_fleet(**WHOLE)
        count = len(writes())

        result = managed_client_fleet(**WHOLE, approved_digest=shown["digest"], approved_plan=shown["plan"])

        assert "and 1 more" in result["msg"]
        assert len(writes()) == count

    @pytest.mark.parametrize(("approved", "said"), [("{", "is not JSON"), (5, "is not a plan"), ([1], "is not a plan")])
    def test_a_plan_that_is_none(self, managed_client_fleet, clusters, writes, approved, said):
        result = managed_client_fleet(**WHOLE, approved_digest="0", approved_plan=approved)

        assert f"approved_plan {said}" in result["msg"]
        assert writes() == []

    def test_the_digest_does_not_depend_on_the_order_of_the_entries(self, managed_client_fleet, clusters):
        shuffled = {option: random.Random(1).sample(entries, len(entries)) for option, entries in WHOLE.items()}

        digests = {managed_client_fleet(**declared, check_mode=True)["digest"] for declared in (WHOLE, shuffled)}

        assert len(digests) == 1

    def test_the_digest_differs_if_anything_does(self, managed_client_fleet, sandbox, clusters):
        (twin,) = sandbox.add_clusters("Twin", "Twin")[:1]
        others = [
            {},
            {"clients": WHOLE["clients"][1:]},
            {"clients": [*WHOLE["clients"], {"name": "a", "cluster": twin["id"]}]},
            {"log_levels": [{"cluster": "Rome", "root_level": "DEBUG", "duration_minutes": 61}]},
            {"clusters": [{"name": "Rome", "configuration": {"a": "1"}}, *WHOLE["clusters"][1:]]},
        ]

        digests = {managed_client_fleet(**{**WHOLE, **other}, check_mode=True)["digest"] for other in others}

        assert len(digests) == len(others)


PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_client_fleet:
        clusters: [{{name: Rome}}]
        clients: [{{name: rome-1, cluster: Rome}}]
        api_version: v1
      {keyword}
"""


@pytest.mark.parametrize(
    ("keyword", "way", "count"),
    [("", "auto", 1), ("", "never", 1), ("register: result", "auto", 0), ("no_log: true", "auto", 0)],
)
def test_the_summary_is_on_the_terminal(sandbox, tmp_path, keyword, way, count):
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(PLAYBOOK.format(keyword=keyword), encoding="utf-8")
    environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}

    finished = run_playbook(playbook, environment=environment)
    again = run_playbook(playbook, environment=environment)

    assert finished.returncode == 0, finished.stdout
    assert finished.stdout.count("[localhost] created 2: cluster Rome, rome-1\n") == count
    # Nothing was done: there is nothing to tell.
    assert "unchanged" not in again.stdout.partition("PLAY RECAP")[0]
