# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Export a tenant as the variables that declare it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, NamedTuple

from .._api.endpoint import Record
from .._api.errors import SailPointError
from .._api.pool import in_parallel, map_concurrently
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.cluster import as_configuration
from .._plan.identity import Directory
from .._plan.kinds import CLIENT, CLUSTER, LOG_LEVELS
from .._plan.log_levels import DEFAULT_MINUTES, DEFAULTS, in_effect
from .outcome import Resource
from .parts import as_record, read_part


class FoundFleet(NamedTuple):
    """The variables of the role ``fleet``."""

    variables: Mapping[str, Sequence[Mapping[str, Any]]]
    warnings: Sequence[str] = ()

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What the module returns, with the variables as ``returns``."""
        return {"changed": False, returns: self.variables}


def find(tenant: Tenant, params: Mapping[str, Any]) -> FoundFleet:
    """The clusters, clients and log levels of a tenant, as they would be declared. Raises SailPointError."""
    now = datetime.now(timezone.utc)
    endpoint = tenant.endpoint(CLUSTER.service)

    def read_clusters() -> tuple[list[Record], dict[str, Record | None]]:
        clusters = endpoint.find_all()
        ids = [record["id"] for record in clusters] if params["log_levels"] else []
        levels = map_concurrently(lambda one: in_effect(as_record(read_part(endpoint, LOG_LEVELS, one)), now), ids)
        return clusters, dict(zip(ids, levels))

    (clusters, levels), clients = in_parallel(read_clusters, tenant.endpoint(CLIENT.service).find_all)
    return FoundFleet(as_declared(clusters, clients, levels, configuration=params["configuration"]))


def as_declared(
    clusters: Sequence[Record],
    clients: Sequence[Record],
    log_levels: Mapping[str, Record | None],
    *,
    configuration: bool = True,
) -> dict[str, list[Mapping[str, Any]]]:
    """Convert records to the variables that declare them: only fields that can be declared. Pure.

    Objects are identified by name, so that another tenant can use the declaration, or by id if the name is empty or
    ambiguous. ``log_levels`` are the levels in effect, by cluster id. The order depends on the names only.
    """
    names = Counter(CLUSTER.name_of(record) for record in clusters)
    find_by = Directory.of(CLUSTER, clusters)
    references: dict[Any, str] = {record["id"]: _reference(record, find_by) for record in clusters}
    places = Counter((CLIENT.name_of(record), record["cluster_id"]) for record in clients)
    return {
        "fleet_clusters": [
            _cluster(record, names[CLUSTER.name_of(record)] == 1, configuration)
            for record in sorted(clusters, key=lambda record: (CLUSTER.name_of(record), record["id"]))
        ],
        "fleet_clients": [
            _client(
                record,
                places[CLIENT.name_of(record), record["cluster_id"]] == 1,
                references.get(record["cluster_id"], str(record["cluster_id"])),
            )
            for record in sorted(
                clients,
                key=lambda record: (
                    references.get(record["cluster_id"], str(record["cluster_id"])),
                    CLIENT.name_of(record),
                    record["id"],
                ),
            )
        ],
        "fleet_log_levels": [
            entry
            for cluster_id in sorted(log_levels, key=lambda cluster_id: references[cluster_id])
            for entry in _log_levels(references[cluster_id], log_levels[cluster_id])
        ],
    }


def _reference(cluster: Record, find_by: Directory) -> str:
    """The value of a client's ``cluster``: the cluster's name, or its id if the name is not unique."""
    name = CLUSTER.name_of(cluster)
    try:
        found = find_by.find(name) if name else None
    except SailPointError:
        found = None
    return name if found and found.id == cluster["id"] else str(cluster["id"])


def _identity(record: Record, name: str, only: bool) -> dict[str, Any]:
    if not name:
        return {"id": record["id"]}
    return {"name": name} if only else {"id": record["id"], "name": name}


def _cluster(record: Record, only: bool, with_configuration: bool) -> Mapping[str, Any]:
    entry = {**_identity(record, CLUSTER.name_of(record), only), **_type(record)}
    entry["description"] = record.get("description") or ""
    known = record.get("configuration")
    if with_configuration and isinstance(known, Mapping):
        kept = as_configuration({key: known[key] for key in sorted(known) if known[key] is not None})
        entry.update({"configuration": kept} if kept else {})
    return entry


def _client(record: Record, only: bool, cluster: str) -> Mapping[str, Any]:
    identity = _identity(record, CLIENT.name_of(record), only)
    return {**identity, "cluster": cluster, **_type(record), "description": record.get("description") or ""}


def _type(record: Record) -> dict[str, Any]:
    return {"type": record["type"]} if record.get("type") else {}


def _log_levels(cluster: str, record: Record | None) -> list[Mapping[str, Any]]:
    """The entry for levels that are not the default: in a list, which is empty for others."""
    root_level = (record or {}).get("root_level") or DEFAULTS["root_level"]
    given = (record or {}).get("log_levels")
    levels = {name: str(given[name]) for name in sorted(given) if given[name]} if isinstance(given, Mapping) else {}
    if {"root_level": root_level, "log_levels": levels} == DEFAULTS:
        return []
    minutes = (record or {}).get("duration_minutes") or DEFAULT_MINUTES
    duration = {} if minutes == DEFAULT_MINUTES else {"duration_minutes": minutes}
    return [{"cluster": cluster, "root_level": root_level, "log_levels": levels, **duration}]


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "log_levels": {"type": "bool", "default": True},
        "configuration": {"type": "bool", "default": True},
    },
)

MANAGED_CLIENT_FLEET_INFO = Resource("fleet", ARGUMENTS, find, info=True)
