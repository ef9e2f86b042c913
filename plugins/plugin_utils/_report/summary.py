# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a fleet: what the report shows, as one value. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._plan.upgrade import installed_release, upgrade_state

from .client import ATTENTION, BAD, GOOD, LEVELS, NO_STATUS, UNKNOWN, describe_client, level_of, worst
from .releases import behind

FEWEST_CLIENTS = 2
"""The vendor recommends two virtual appliances or more for each cluster."""

AGES = (
    ("under 5 minutes", 300, GOOD),
    ("under 1 hour", 3600, GOOD),
    ("under 1 day", 86400, BAD),
    ("1 day or more", None, BAD),
)
NEVER = "never"
NO_CLIENTS = "NO_CLIENTS"

FINDINGS = {
    "never_deployed": (BAD, "Never deployed", "blocks updates of the whole cluster until deployed or deleted"),
    "not_connected": (BAD, "Not connected", "failed, in error, or not seen for over an hour"),
    "unhealthy": (ATTENTION, "Not healthy", "status or health shows a warning or an error"),
    "twin_clusters": (ATTENTION, "Duplicate cluster name", "tasks must refer to these clusters by id"),
    "twin_clients": (ATTENTION, "Duplicate client name", "tasks must refer to these clients by cluster or id"),
    "out_of_date": (ATTENTION, "Out of date", "SailPoint sent a notice, and an update is available"),
    "update_available": (ATTENTION, "Update available", "automatic updates are off: start the update yourself"),
    "behind": (ATTENTION, "Behind", "behind the newest version seen on this tenant"),
    "too_few": (ATTENTION, "Too few clients", "two or more are recommended for each cluster"),
}
"""Level, title and explanation by kind of finding, the most pressing first."""

OF_CLIENTS = {
    "never_deployed": "never_deployed",
    "not_connected": "not_connected",
    "unhealthy": "unhealthy",
    "twin_clients": "twin",
    "behind": "behind",
}
"""The boolean field of a client for each kind of finding."""

MOMENTS = ("generated_at", "last_seen", "age", "age_seconds")
"""Fields that differ in each report even if nothing has changed."""


def summarise(
    clusters: Sequence[Record],
    clients: Sequence[Record],
    now: datetime,
    fleet: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The report as a JSON value.

    ``clusters`` and ``clients`` are records of the info modules, ``now`` is the time (with a time zone) at which they
    were read. ``fleet`` is the result of the module ``managed_client_fleet`` in check mode: its planned changes are the
    drift.
    """
    described = sorted((describe_client(client, now) for client in clients), key=_by_name)
    versions = {client["version"] for client in described}
    names = Counter((client["cluster_id"], client["name"]) for client in described)
    members: dict[Any, list[dict[str, Any]]] = {}
    for client in described:
        client["behind"] = behind(client["version"], versions)
        client["twin"] = names[client["cluster_id"], client["name"]] > 1
        members.setdefault(client["cluster_id"], []).append(client)
    seen = _Seen(
        Counter(cluster.get("name") for cluster in clusters),
        {installed_release(cluster) for cluster in clusters},
        {cluster.get("ccg_version") for cluster in clusters},
    )
    known = [_describe_cluster(cluster, members.pop(cluster.get("id"), []), seen) for cluster in clusters]
    # The two lists are read at different times, so a client may refer to a cluster that is not listed.
    strays = [_describe_cluster({"id": cluster_id}, inside, None) for cluster_id, inside in members.items()]
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
            "clients_behind": sum(client["behind"] > 0 for client in described),
            "clusters_with_updates": sum(cluster["upgrade"]["update_available"] for cluster in known),
        },
        "statuses": _counts((client["status"] for client in described), level_of),
        "health": _counts((client["health"] for client in described if client["health"]), level_of),
        "versions": [
            {**entry, "behind": behind(entry["value"], versions)}
            for entry in _counts((client["version"] or "unknown" for client in described), lambda _version: "plain")
        ],
        "last_seen": _ages(described),
        "findings": findings,
        "clusters": described_clusters,
        "drift": drift,
    }


def as_before(summary: dict[str, Any], previous: object) -> bool:
    """Whether an earlier summary differs in nothing but moments."""
    return isinstance(previous, Mapping) and _timeless(summary) == _timeless(previous)


def _timeless(value: Any) -> Any:
    if isinstance(value, Mapping):
        # The ages of all clients, by groups, are no moments.
        return {key: _timeless(item) for key, item in value.items() if key not in MOMENTS or isinstance(item, list)}
    return [_timeless(item) for item in value] if isinstance(value, list) else value


def drift_of(fleet: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The drift: the planned changes of a fleet, refused entries, and undeclared objects.

    A failure before the plan was made is an entry without a name.
    """
    refused = fleet.get("refused") or []
    if "plan" not in fleet:
        refused = [{"kind": "fleet", "name": None, "cluster": None, "msg": str(fleet.get("msg"))}]
    entries = [_drift(entry, "refused", message=str(entry["msg"])) for entry in refused]
    for change in fleet.get("plan") or ():
        before, after = change["before"], change["after"]
        # Log levels are a part of their cluster: what they are to be is a change of it.
        whole = change["kind"] != "log_levels" and not (before and after)
        # Null, an empty string and an empty mapping are equal.
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


class _Seen(NamedTuple):
    """What the list of clusters has, to compare each of them with."""

    names: Counter[Any]
    releases: set[Any]
    versions: set[Any]


def _describe_cluster(record: Record, clients: list[dict[str, Any]], seen: _Seen | None) -> dict[str, Any]:
    """A cluster with its clients. ``seen`` is None if it is in no list."""
    status = str(record.get("status") or NO_STATUS)
    if status == NO_CLIENTS and clients:
        # What the tenant keeps there is older than its clients.
        status = NO_STATUS
    health = record.get("consolidated_health_indicators_status") or None
    upgrade = upgrade_state(record)
    cluster: dict[str, Any] = {
        "id": record.get("id"),
        "name": str(record.get("name") or record.get("id")),
        "listed": seen is not None,
        "type": record.get("type"),
        "description": str(record.get("description") or ""),
        "status": status,
        "status_level": level_of(status),
        "operational": record.get("operational"),
        "version": record.get("ccg_version"),
        "health": health,
        "health_level": level_of(health),
        "upgrade": upgrade,
        "behind": behind(upgrade["installed_release"], seen.releases)
        or behind(record.get("ccg_version"), seen.versions)
        if seen
        else 0,
        "twin": bool(seen and seen.names[record.get("name")] > 1),
        "clients_by_level": _levels(clients),
        "clients": clients,
    }
    findings = list(_findings(cluster))
    level = worst(cluster["status_level"], *(finding["level"] for finding in findings))
    if cluster["health_level"] != UNKNOWN:
        level = worst(level, cluster["health_level"])
    return {**cluster, "findings": findings, "level": level}


def _findings(cluster: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    concerned = {
        kind: [client["name"] for client in cluster["clients"] if client[field]] for kind, field in OF_CLIENTS.items()
    }
    details = dict(_details(cluster))
    for rank, (kind, (level, title, explanation)) in enumerate(FINDINGS.items(), 1):
        if concerned.get(kind) or kind in details:
            yield {
                "kind": kind,
                "rank": rank,
                "level": level,
                "title": title,
                "explanation": explanation,
                "cluster": cluster["name"],
                "cluster_id": cluster["id"],
                "clients": concerned.get(kind, []),
                "detail": details.get(kind),
            }


def _details(cluster: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Kinds of finding that a cluster itself has, each with a text that says more."""
    count, upgrade = len(cluster["clients"]), cluster["upgrade"]
    newer = f"{upgrade['installed_release'] or 'unknown'} → {upgrade['available_release']}"
    if cluster["health_level"] in (ATTENTION, BAD):
        yield "unhealthy", f"cluster health: {cluster['health']}"
    if cluster["twin"]:
        yield "twin_clusters", f"id {cluster['id']}"
    if upgrade["out_of_date_notified_at"] and upgrade["update_available"]:
        yield "out_of_date", f"since {upgrade['out_of_date_notified_at']}"
    if upgrade["update_available"] and upgrade["automatic"] is False:
        yield "update_available", newer
    versions = max((cluster["behind"], *(client["behind"] for client in cluster["clients"])))
    if versions:
        yield "behind", "by 1 version" if versions == 1 else f"by up to {versions} versions"
    if cluster["listed"] and count < FEWEST_CLIENTS:
        yield "too_few", f"{count} client{'' if count == 1 else 's'}"


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
