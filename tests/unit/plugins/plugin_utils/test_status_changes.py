# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the event source tells of two looks at a tenant."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.plugin_utils._status_changes import (
    Snapshot,
    changes,
    initial_events,
)

EARLIER, LATER = "2026-01-01T10:00:00Z", "2026-01-01T10:01:00Z"


def client(identifier, status, **fields):
    return {"id": identifier, "name": f"va-{identifier}", "cluster_id": "c1", "status": status, **fields}


def snapshot(*clients, read_at=EARLIER, names=None):
    return Snapshot(read_at, {record["id"]: record for record in clients}, names or {"c1": "Paris"})


def seen(events):
    return [(e["change"], e["managed_client"]["id"], e["old_status"], e["new_status"]) for e in events]


def test_an_event_tells_who_where_what_and_since_when():
    record = client("1", "FAILED", secret="key", va_version=None)

    events = changes(snapshot(client("1", "NORMAL")), snapshot(record, read_at=LATER))

    assert events == [
        {
            "change": "changed",
            "managed_client": {
                "id": "1",
                "name": "va-1",
                "cluster_id": "c1",
                "status": "FAILED",
                "va_version": None,
            },
            "cluster": {"id": "c1", "name": "Paris"},
            "old_status": "NORMAL",
            "new_status": "FAILED",
            "since": LATER,
            "previous_read": EARLIER,
        }
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([client("1", "NORMAL")], [client("1", "NORMAL", last_seen="now")], []),
        ([client("1", None)], [client("1", None)], []),
        ([client("1", "NORMAL")], [client("1", "A_NEW_VALUE")], [("changed", "1", "NORMAL", "A_NEW_VALUE")]),
        ([client("1", "NORMAL")], [client("1", None)], [("changed", "1", "NORMAL", None)]),
        ([client("1", None)], [client("1", "NORMAL")], [("changed", "1", None, "NORMAL")]),
        ([], [client("1", "NORMAL")], [("appeared", "1", None, "NORMAL")]),
        ([client("1", "NORMAL")], [], [("gone", "1", "NORMAL", None)]),
        ([{"id": "1"}], [{"id": "1", "status": "ERROR"}], [("changed", "1", None, "ERROR")]),
        (
            [client("1", "NORMAL", name="same")],
            [client("2", "NORMAL", name="same")],
            [("gone", "1", "NORMAL", None), ("appeared", "2", None, "NORMAL")],
        ),
    ],
)
def test_changes(before, after, expected):
    assert seen(changes(snapshot(*before), snapshot(*after))) == expected


def test_events_come_in_the_order_of_names_whatever_the_order_of_the_list():
    before = snapshot(client("1", "NORMAL", name="b"), client("2", "NORMAL", name="a"))
    after = snapshot(client("2", "FAILED", name="a"), client("1", "FAILED", name="b"), client("3", "NORMAL", name="0"))

    assert [event["managed_client"]["name"] for event in changes(before, after)] == ["0", "a", "b"]


def test_a_client_without_a_name_is_called_as_everywhere():
    (event,) = initial_events(snapshot(client("1", "NORMAL", name=None, client_id="abc")))

    assert event["managed_client"]["name"] == "VA-abc"


def test_a_cluster_that_went_with_its_client_is_still_named():
    (event,) = changes(snapshot(client("1", "NORMAL")), snapshot(names={"c2": "Rome"}))

    assert event["cluster"] == {"id": "c1", "name": "Paris"}


def test_a_cluster_without_a_known_name():
    (event,) = initial_events(Snapshot(EARLIER, {"1": client("1", "NORMAL")}, {}))

    assert event["cluster"] == {"id": "c1", "name": None}


def test_the_first_look():
    events = initial_events(snapshot(client("2", "NORMAL"), client("1", "FAILED")))

    assert seen(events) == [("initial", "1", None, "FAILED"), ("initial", "2", None, "NORMAL")]
    assert {(event["since"], event["previous_read"]) for event in events} == {(EARLIER, None)}


def with_update(package, read_at=EARLIER):
    cluster = {"id": "c1", "name": "Paris", "current_installed_release_version": "1", "update_package": package}
    return Snapshot(read_at, {}, {"c1": "Paris"}, {"c1": cluster})


@pytest.mark.parametrize(
    ("before", "after", "available"),
    [(None, "2", ["2"]), ("1", "2", ["2"]), ("2", "3", ["3"]), ("2", "2", []), ("2", None, []), ("2", "1", [])],
)
def test_an_update_that_becomes_available(before, after, available):
    events = changes(with_update(before), with_update(after, LATER))

    assert [(e["change"], e["cluster"]["name"], e["upgrade"]["available_release"]) for e in events] == [
        ("update_available", "Paris", package) for package in available
    ]
    assert [(e["previous_read"], e["since"]) for e in events] == [(EARLIER, LATER)] * len(available)


def test_an_update_at_the_first_look():
    assert [event["change"] for event in initial_events(with_update("2"))] == ["update_available"]
    assert initial_events(with_update(None)) == []
