# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a fleet: what the report shows, as one value. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.collection import Record

from .client import ATTENTION, BAD, GOOD, LEVELS, NO_STATUS, describe_client, level_of, worst

FEWEST_CLIENTS = 2
"""The vendor recommends two virtual appliances or more for each cluster."""

AGES = (
    ("under 5 minutes", 300, GOOD),
    ("under 1 hour", 3600, GOOD),
    ("under 1 day", 86400, BAD),
    ("1 day or more", None, BAD),
)
NEVER = "never"

FINDINGS = {
    "never_deployed": (BAD, "Never deployed", "blocks updates of the whole cluster until it is deployed or deleted"),
    "not_connected": (BAD, "Not connected", "failed, in error, or not seen for over an hour"),
    "unhealthy": (ATTENTION, "Not healthy", "a warning or an error in status or health"),
    "too_few": (ATTENTION, "Too few clients", "two or more are recommended for each cluster"),
}
"""Level, title and explanation by kind of finding, the most pressing first."""


def summarise(
    clusters: Sequence[Record],
    clients: Sequence[Record],
    now: datetime,
    fleet: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The report as a value that JSON can hold.

    ``clusters`` and ``clients`` are records as the info modules return them, ``now`` the moment (with its time zone) at
    which they were read. ``fleet`` is the result of the module ``managed_client_fleet`` in check mode: what it would do
    is the drift.
    """
    described = sorted((describe_client(client, now) for client in clients), key=_by_name)
    members: dict[Any, list[dict[str, Any]]] = {}
    for client in described:
        members.setdefault(client["cluster_id"], []).append(client)
    known = [_describe_cluster(cluster, members.pop(cluster.get("id"), [])) for cluster in clusters]
    # The lists are read one after the other, so a client may be of a cluster that is not in the other list.
    strays = [_describe_cluster({"id": cluster_id}, inside, listed=False) for cluster_id, inside in members.items()]
    described_clusters = [*sorted(known, key=_by_name), *sorted(strays, key=_by_name)]
    drift = drift_of(fleet) if fleet else None
    findings = [
        {**finding, "position": position}
        for position, cluster in enumerate(described_clusters, 1)
        for finding in cluster["findings"]
    ]
    findings.sort(key=lambda finding: finding["rank"])
    return {
        "generated_at": now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "totals": {
            "clusters": len(known),
            "clients": len(described),
            "clients_by_level": _levels(described),
            "clusters_with_findings": sum(bool(cluster["findings"]) for cluster in described_clusters),
            "drift": len(drift) if drift is not None else None,
        },
        "statuses": _counts((client["status"] for client in described), level_of),
        "health": _counts((client["health"] for client in described if client["health"]), level_of),
        "versions": _counts((client["version"] or "unknown" for client in described), lambda _version: "plain"),
        "last_seen": _ages(described),
        "findings": findings,
        "clusters": described_clusters,
        "drift": drift,
    }


def drift_of(fleet: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs from the declaration: the plan of a fleet, what it refuses, and what is not declared.

    A failure before there was a plan is an entry without a name.
    """
    refused = fleet.get("refused") or []
    if "plan" not in fleet:
        refused = [{"kind": "fleet", "name": None, "cluster": None, "msg": str(fleet.get("msg"))}]
    entries = [_drift(entry, "refused", message=str(entry["msg"])) for entry in refused]
    for change in fleet.get("plan") or ():
        before, after = change["before"], change["after"]
        # Log levels are a part of their cluster: what they are to be is a change of it.
        whole = change["kind"] != "log_levels" and not (before and after)
        # Null, an empty text and an empty mapping say the same.
        values = {field: (before.get(field) or None, after.get(field) or None) for field in {**before, **after}}
        differing = [
            {"field": field, "before": old, "after": new}
            for field, (old, new) in values.items()
            if old != new and not whole
        ]
        entries.append(_drift(change, change["action"], differing))
    return [*entries, *(_drift(found, "undeclared") for found in fleet.get("undeclared") or ())]


def _drift(
    entry: Mapping[str, Any], action: str, changes: Sequence[Mapping[str, Any]] = (), message: str = ""
) -> dict[str, Any]:
    return {
        "kind": str(entry["kind"]).replace("_", " "),
        "name": entry["name"],
        "cluster": entry["cluster"],
        "action": action,
        "changes": list(changes),
        "message": message,
    }


def _describe_cluster(record: Record, clients: list[dict[str, Any]], *, listed: bool = True) -> dict[str, Any]:
    status = str(record.get("status") or NO_STATUS)
    levels = _levels(clients)
    cluster: dict[str, Any] = {
        "id": record.get("id"),
        "name": str(record.get("name") or record.get("id")),
        "listed": listed,
        "type": record.get("type"),
        "description": str(record.get("description") or ""),
        "status": status,
        "status_level": level_of(status),
        "operational": record.get("operational"),
        "version": record.get("ccg_version"),
        "clients_by_level": levels,
        "clients": clients,
    }
    findings = list(_findings(cluster))
    level = worst(cluster["status_level"], *(finding["level"] for finding in findings))
    return {**cluster, "findings": findings, "level": level}


def _findings(cluster: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    clients = cluster["clients"]
    for rank, (kind, (level, title, explanation)) in enumerate(FINDINGS.items(), 1):
        if kind == "too_few":
            concerned: list[str] = []
            found = cluster["listed"] and len(clients) < FEWEST_CLIENTS
        else:
            concerned = [client["name"] for client in clients if client[kind]]
            found = bool(concerned)
        if found:
            yield {
                "kind": kind,
                "rank": rank,
                "level": level,
                "title": title,
                "explanation": explanation,
                "cluster": cluster["name"],
                "cluster_id": cluster["id"],
                "clients": concerned,
            }


def _levels(clients: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counted = Counter(client["level"] for client in clients)
    return {level: counted[level] for level in LEVELS}


def _counts(values: Iterable[str], level: Any) -> list[dict[str, Any]]:
    """How often each value occurs, the most frequent first."""
    counted = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return [{"value": value, "count": count, "level": level(value)} for value, count in counted]


def _ages(clients: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counted = Counter(_age_group(client["age_seconds"]) for client in clients)
    groups = [*((title, level) for title, _limit, level in AGES), (NEVER, ATTENTION)]
    return [{"value": title, "count": counted[title], "level": level} for title, level in groups]


def _age_group(seconds: int | None) -> str:
    if seconds is None:
        return NEVER
    return next(title for title, limit, _level in AGES if limit is None or seconds < limit)


def _by_name(described: Mapping[str, Any]) -> tuple[str, str, str]:
    return (described["name"].casefold(), described["name"], str(described["id"]))
