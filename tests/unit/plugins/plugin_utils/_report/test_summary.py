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
