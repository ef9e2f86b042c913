# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare two snapshots of client statuses and cluster updates. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._plan.upgrade import available_release, upgrade_state
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import without_secrets

INITIAL, APPEARED, CHANGED, GONE = "initial", "appeared", "changed", "gone"
"""The kinds of client events: status at the first poll, created, status changed, deleted."""

UPDATE_AVAILABLE = "update_available"
"""The kind of cluster events: a new update is available."""


class Snapshot(NamedTuple):
    """The clients of a tenant at one moment.

    ``read_at`` is the time of the read (UTC, ISO 8601). ``clients`` are records by id, and ``cluster_names`` the names
    of their clusters by id, as far as they could be read; ``clusters`` are the watched clusters by id.
    """

    read_at: str
    clients: Mapping[str, Record]
    cluster_names: Mapping[str, str | None]
    clusters: Mapping[str, Record] = {}


def initial_events(snapshot: Snapshot) -> list[dict[str, Any]]:
    """An event for each client of the first look, and for each cluster with an update."""
    events = [_event(INITIAL, record, None, None, snapshot) for record in _in_order(snapshot.clients.values())]
    return [*events, *_updates(None, snapshot)]


def changes(before: Snapshot, after: Snapshot) -> list[dict[str, Any]]:
    """An event for each client that is new, was deleted or has another status; ordered by name and id.

    After them comes an event for each cluster with another update.

    A status is any string or null: the vendor adds values.
    """
    events = []
    for record in _in_order({**before.clients, **after.clients}.values()):
        former, current = before.clients.get(record["id"]), after.clients.get(record["id"])
        if former is None:
            events.append(_event(APPEARED, record, None, before, after))
        elif current is None:
            events.append(_event(GONE, record, former, before, after))
        elif former.get("status") != current.get("status"):
            events.append(_event(CHANGED, record, former, before, after))
    return [*events, *_updates(before, after)]


def _updates(before: Snapshot | None, after: Snapshot) -> list[dict[str, Any]]:
    """An event for each cluster that has an update which it did not have before."""
    former = before.clusters if before else {}
    return [
        {
            "change": UPDATE_AVAILABLE,
            "cluster": {"id": cluster["id"], "name": cluster.get("name")},
            "upgrade": upgrade_state(cluster),
            "since": after.read_at,
            "previous_read": before.read_at if before else None,
        }
        for cluster in sorted(after.clusters.values(), key=lambda one: (CLUSTER.name_of(one), one["id"]))
        if available_release(cluster) not in (None, available_release(former.get(cluster["id"], {})))
    ]


def _event(
    change: str, record: Record, former: Record | None, before: Snapshot | None, after: Snapshot
) -> dict[str, Any]:
    cluster_id = record.get("cluster_id")
    names = {**(before.cluster_names if before else {}), **after.cluster_names}
    return {
        "change": change,
        "managed_client": {**without_secrets(record), "name": CLIENT.name_of(record)},
        "cluster": {"id": cluster_id, "name": names.get(str(cluster_id))},
        "old_status": former.get("status") if former else None,
        "new_status": None if change == GONE else record.get("status"),
        "since": after.read_at,
        "previous_read": before.read_at if before else None,
    }


def _in_order(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (CLIENT.name_of(record), record["id"]))
