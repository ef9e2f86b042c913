# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a fleet."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from ansible_collections.community.sailpoint.plugins.plugin_utils._report.summary import summarise

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=timezone.utc)
SEEN = "2026-01-31T11:59:00Z"


def cluster(name, **fields):
    return {"id": f"id-{name}", "name": name, "status": "NORMAL", "type": "idn", **fields}


def client(name, of="Paris", **fields):
    return {"id": f"id-{name}", "name": name, "cluster_id": f"id-{of}", "status": "NORMAL", "last_seen": SEEN, **fields}


def findings(summary):
    return [(finding["kind"], finding["cluster"], finding["clients"]) for finding in summary["findings"]]


def test_an_empty_tenant():
    summary = summarise([], [], NOW)

    assert summary["generated_at"] == "2026-01-31T12:00:00Z"
    assert summary["totals"] == {
        "clusters": 0,
        "clients": 0,
        "clients_by_level": {"good": 0, "unknown": 0, "attention": 0, "bad": 0},
        "clusters_with_findings": 0,
        "drift": None,
        "clients_behind": 0,
        "clusters_with_updates": 0,
    }
    assert summary["clusters"] == summary["findings"] == summary["statuses"] == []


def test_a_cluster_that_is_well_has_no_findings():
    summary = summarise([cluster("Paris")], [client("a"), client("b")], NOW)

    assert summary["findings"] == []
    assert [(entry["name"], entry["level"], len(entry["clients"])) for entry in summary["clusters"]] == [
        ("Paris", "good", 2)
    ]


def test_findings_come_the_most_pressing_first_and_say_where():
    clusters = [cluster("Austin"), cluster("Paris"), cluster("Rome")]
    clients = [
        client("a", last_seen=None, status="NOT_CONFIGURED"),
        client("b", status="FAILED"),
        client("c", status="WARNING"),
        client("d", of="Austin"),
    ]

    summary = summarise(clusters, clients, NOW)

    assert findings(summary) == [
        ("never_deployed", "Paris", ["a"]),
        ("not_connected", "Paris", ["b"]),
        ("unhealthy", "Paris", ["c"]),
        ("too_few", "Austin", []),
        ("too_few", "Rome", []),
    ]
    assert [summary["clusters"][finding["position"] - 1]["name"] for finding in summary["findings"]] == [
        "Paris",
        "Paris",
        "Paris",
        "Austin",
        "Rome",
    ]
    assert [entry["level"] for entry in summary["clusters"]] == ["attention", "bad", "attention"]


def test_a_client_of_a_cluster_that_is_in_no_list_is_shown():
    summary = summarise([cluster("Paris")], [client("a", of="gone"), client("b", cluster_id=None)], NOW)

    assert [(entry["name"], entry["listed"], len(entry["clients"])) for entry in summary["clusters"]] == [
        ("Paris", True, 0),
        ("id-gone", False, 1),
        ("None", False, 1),
    ]
    assert summary["totals"]["clusters"] == 1


def test_counts_have_each_value_with_its_level_the_most_frequent_first():
    clients = [client("a"), client("b"), client("c", status="STANDBY", va_version="9", last_seen=None)]

    summary = summarise([cluster("Paris")], clients, NOW)

    assert summary["statuses"] == [
        {"value": "NORMAL", "count": 2, "level": "good"},
        {"value": "STANDBY", "count": 1, "level": "unknown"},
    ]
    assert [(entry["value"], entry["count"]) for entry in summary["versions"]] == [("unknown", 2), ("9", 1)]
    assert [(entry["value"], entry["count"]) for entry in summary["last_seen"] if entry["count"]] == [
        ("under 5 minutes", 2),
        ("never", 1),
    ]


def details(summary):
    return [(finding["kind"], finding["cluster"], finding["detail"]) for finding in summary["findings"]]


def test_twins_are_named():
    clusters = [cluster("Paris"), cluster("Paris", id="other"), cluster("paris")]
    clients = [client("a"), client("a", id="2"), client("b"), client("b", cluster_id="id-paris"), client("c", "paris")]
    clients += [client("a", cluster_id="other"), client("d", cluster_id="other")]

    assert findings(summarise(clusters, clients, NOW)) == [
        ("twin_clusters", "Paris", []),
        ("twin_clusters", "Paris", []),
        ("twin_clients", "Paris", ["a", "a"]),
    ]


def test_what_can_be_updated_and_who_has_to_do_it():
    def updated(name, state, **fields):
        return cluster(
            name, current_installed_release_version="1.2", update_preferences={"updateState": state}, **fields
        )

    clusters = [
        updated("Automatic", "AUTO", update_package="1.3"),
        updated("Manual", "DISABLED", update_package="1.3", is_out_of_date_notified_at=SEEN),
        updated("Newest", "DISABLED", update_package="1.2", is_out_of_date_notified_at=SEEN),
        cluster("Silent", update_preferences=None, update_package=None),
    ]
    clients = [
        client(f"{name}{number}", of=name) for name in ("Automatic", "Manual", "Newest", "Silent") for number in "12"
    ]

    summary = summarise(clusters, clients, NOW)

    assert details(summary) == [
        ("out_of_date", "Manual", f"since {SEEN}"),
        ("update_available", "Manual", "1.2 → 1.3"),
    ]
    assert [entry["upgrade"]["automatic"] for entry in summary["clusters"]] == [True, False, False, None]
    assert [entry["upgrade"]["available_release"] for entry in summary["clusters"]] == ["1.3", "1.3", None, None]
    assert summary["totals"]["clusters_with_updates"] == 2


def test_who_is_behind_by_how_many_of_the_versions_that_were_seen():
    clusters = [
        cluster("Paris", current_installed_release_version="123.9"),
        cluster("Rome", current_installed_release_version="123.10.1"),
    ]
    versions = {"a": "va-610-2", "b": "va-598-9", "c": "va-598-9", "d": "va-601-1", "e": None, "f": "ccg-1"}
    clients = [client(name, of="Rome", va_version=version) for name, version in versions.items()]

    summary = summarise(clusters, [*clients, client("g"), client("h")], NOW)

    rome = summary["clusters"][1]
    assert {entry["name"]: entry["behind"] for entry in rome["clients"]} == {
        "a": 0,
        "b": 2,
        "c": 2,
        "d": 1,
        "e": 0,
        "f": 0,
    }
    assert [entry["behind"] for entry in summary["clusters"]] == [1, 0]
    assert findings(summary) == [("behind", "Paris", []), ("behind", "Rome", ["b", "c", "d"])]
    assert [finding["detail"] for finding in summary["findings"]] == ["by 1 version", "by up to 2 versions"]
    assert summary["totals"]["clients_behind"] == 3


def test_a_cluster_with_clients_is_not_said_to_have_none():
    clusters = [cluster(name, status="NO_CLIENTS") for name in ("Paris", "Rome")]

    summary = summarise(clusters, [client("a"), client("b")], NOW)

    assert [entry["status"] for entry in summary["clusters"]] == ["no status", "NO_CLIENTS"]


@pytest.mark.parametrize(
    ("health", "level", "kinds"), [("NORMAL", "good", []), ("ERROR", "bad", ["unhealthy"]), (None, "good", [])]
)
def test_the_health_of_a_cluster(health, level, kinds):
    record = cluster("Paris", consolidated_health_indicators_status=health)

    summary = summarise([record], [client("a"), client("b")], NOW)

    assert (summary["clusters"][0]["level"], [finding["kind"] for finding in summary["findings"]]) == (level, kinds)


@pytest.mark.parametrize("record", [{"id": "1"}, {"id": "1", "name": None, "status": None}, {"id": "1", "status": 5}])
def test_a_cluster_of_which_little_is_known(record):
    (described,) = summarise([record], [], NOW)["clusters"]

    assert described["name"] == "1"
    assert described["status_level"] == "unknown"


def test_it_fits_into_json_with_a_thousand_clients():
    clients = [client(f"a{number}") for number in range(1000)]

    undeclared = [{"kind": "client", "name": f"a{number}", "cluster": "Paris"} for number in range(1, 1000)]

    summary = summarise([cluster("Paris")], clients, NOW, {"plan": [], "undeclared": undeclared})

    assert json.loads(json.dumps(summary)) == summary
    assert (summary["totals"]["clients"], summary["totals"]["drift"]) == (1000, 999)


class TestDrift:
    """What a fleet in check mode would do, as entries of the report."""

    CHANGE = {"kind": "client", "name": "a", "cluster": "Paris"}  # noqa: RUF012 - read only

    def drift(self, **fleet):
        return [
            (entry["kind"], entry["name"], entry["action"], entry["changes"], entry["message"])
            for entry in summarise([], [], NOW, fleet)["drift"]
        ]

    def test_nothing_declared_is_not_compared(self):
        assert summarise([], [], NOW)["drift"] is None

    def test_a_difference_has_both_values(self):
        change = {**self.CHANGE, "action": "patched", "before": {"name": "a", "description": "old"}}

        assert self.drift(plan=[{**change, "after": {"name": "a", "description": "new"}}]) == [
            ("client", "a", "patched", [{"field": "description", "before": "old", "after": "new"}], "")
        ]

    def test_new_and_deleted_objects_have_no_fields(self):
        plan = [
            {**self.CHANGE, "action": "created", "before": {}, "after": {"name": "a"}},
            {**self.CHANGE, "action": "deleted", "before": {"name": "a"}, "after": {}},
        ]

        assert self.drift(plan=plan) == [("client", "a", "created", [], ""), ("client", "a", "deleted", [], "")]

    def test_refused_entries_and_undeclared_objects(self):
        refused = {"kind": "log_levels", "name": "Rome", "cluster": "Rome", "msg": "cluster Rome does not exist"}

        assert self.drift(failed=True, msg="x", plan=[], refused=[refused], undeclared=[self.CHANGE]) == [
            ("log levels", "Rome", "refused", [], "cluster Rome does not exist"),
            ("client", "a", "undeclared", [], ""),
        ]

    def test_a_failure_before_there_was_a_plan(self):
        assert self.drift(failed=True, msg="the tenant cannot be read") == [
            ("fleet", None, "refused", [], "the tenant cannot be read")
        ]
