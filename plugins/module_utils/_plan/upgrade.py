# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read releases and health from the records of a cluster and its clients. Pure.

Source of the fields: the specification, which does not say how they change during an upgrade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._shown import shown_name, shown_names
from .kind import Record
from .kinds import CLIENT

NOT_CONNECTED = ("NOT_CONFIGURED", "CONFIGURING", "ERROR", "FAILED")
"""The statuses of a client whose appliance is not connected, or not yet. Others, also new ones, count as connected."""

SILENT = (None, "UNDEFINED")
"""The statuses that tell nothing. A client that was never seen, either, counts as not deployed (assumption)."""

HEALTHY = ("NORMAL", None)
"""The status and health values of a healthy cluster. None: the API returns nothing."""

NEVER_HEALTHY = ("ERROR", "FAILED", "CONFIGURING")
"""Values that are a problem even if the cluster had them before."""

CONFIGURING = "CONFIGURING"


def installed_release(cluster: Record) -> str | None:
    """The release that the cluster has, or None if the API does not say."""
    return _text(cluster.get("current_installed_release_version"))


def available_release(cluster: Record) -> str | None:
    """The release that an upgrade would install, or None if there is no update."""
    package = _text(cluster.get("update_package"))
    return package if package != installed_release(cluster) else None


def upgrade_state(cluster: Record) -> dict[str, Any]:
    """What modules, inventory and events tell of the releases and the health of a cluster."""
    preferences = cluster.get("update_preferences")
    update_state = str(preferences.get("updateState")) if isinstance(preferences, Mapping) else ""
    return {
        "installed_release": installed_release(cluster),
        "available_release": available_release(cluster),
        "update_available": available_release(cluster) is not None,
        # Null, or a value that the vendor added: unknown.
        "automatic": {"AUTO": True, "DISABLED": False}.get(update_state),
        "out_of_date_notified_at": cluster.get("is_out_of_date_notified_at"),
        "health": cluster.get("consolidated_health_indicators_status"),
    }


def disconnected(clients: Iterable[Record]) -> list[Record]:
    """The clients whose appliances are not connected."""
    return [
        client
        for client in clients
        if client.get("status") in NOT_CONNECTED or (client.get("status") in SILENT and not _was_seen(client))
    ]


def _was_seen(client: Record) -> bool:
    return bool(client.get("last_seen") or client.get("since_last_seen"))


def _text(value: Any) -> str | None:
    return str(value) if value else None


def named_with_status(clients: Sequence[Record]) -> str:
    """These clients with their statuses, in a sentence."""
    return shown_names(f"{CLIENT.name_of(client) or client['id']} ({client.get('status')})" for client in clients)


def health_problems(cluster: Record, before: Record) -> list[str]:
    """Health problems of a cluster that it did not have ``before``, and errors in any case."""
    found = []
    for noun, field in (("status", "status"), ("health", "consolidated_health_indicators_status")):
        value = cluster.get(field)
        if value not in HEALTHY and (value in NEVER_HEALTHY or value != before.get(field)):
            found.append(f"its {noun} is {shown_name(value)}")
    return found
