# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clients (virtual appliances)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from http import HTTPStatus
from typing import Any

from .._api.endpoint import Part, Record
from .._api.errors import ApiError, NotFoundError, OptionError
from .._api.fields import to_snake_case_throughout
from .._api.filters import equals
from .._api.paths import HEALTH_VERSIONS
from .._api.pool import in_parallel, map_concurrently
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.kinds import CLIENT, CLUSTER
from .._secrets import without_secrets
from .outcome import Found, Resource
from .read import find_named, read_within, refuse_empty, require_referenced
from .selection import AGES, SELECTION, check_selection, has_one_of, health_status, is_seen_within, is_selected

STATUS_SCOPE = "idn:managed-client-status:read"
HEALTH_SCOPE = "idn:remote-client:manage"

IDENTITY = ("name", "id", "client_id", "cluster")

GATHER = {"type": "list", "elements": "str", "choices": ["status", "health"]}
"""The option for further data of each client."""


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed clients that match the options of the module ``managed_client_info``, ordered by name and id.

    Each has the name of its cluster. Raises SailPointError.
    """
    refuse_empty(params, *IDENTITY)
    warnings = check_selection(CLIENT, params)
    # The fields to filter by must be read.
    gather = {*(params["gather"] or ()), *(["health"] if params["health"] else [])}
    check_gather(tenant, gather)
    records, clusters, unread = _read(tenant, params)
    names = {record["id"]: record.get("name") for record in clusters}
    now = datetime.now(timezone.utc)
    matching = [
        {**record, "cluster_name": names.get(record["cluster_id"])}
        for record in records
        if params["name"] in (None, CLIENT.name_of(record))
        and params["client_id"] in (None, record.get("client_id"))
        and (not params["cluster"] or record["cluster_id"] in names)
        and is_selected(record, params, version="va_version")
        and is_seen_within(record, params, now)
    ]
    found = gathered(tenant, in_order(matching), gather)
    healthy = [record for record in found if has_one_of(health_status(record.get("health")), params["health"])]
    return Found(healthy, [*warnings, *unread])


def check_gather(tenant: Tenant, gather: Container[str]) -> None:
    """Raise OptionError if this version of the API does not have the data."""
    if "health" in gather and tenant.api_version not in HEALTH_VERSIONS:
        raise OptionError(
            f"gather: health is not available with api_version {tenant.api_version}. Set it to one of "
            + ", ".join(HEALTH_VERSIONS)
        )


def in_order(records: Iterable[Record]) -> list[Record]:
    """The records by name and id."""
    return sorted(records, key=lambda record: (CLIENT.name_of(record), record["id"]))


def gathered(tenant: Tenant, records: Sequence[Record], gather: Container[str]) -> list[dict[str, Any]]:
    """The records without secrets, each with what else the API tells of it, in snake_case. Raises RequestError."""
    details = [dict(record) for record in records]
    asked = [(one, field, read) for one in details for part, field, read in PARTS if part in gather]
    found = map_concurrently(lambda each: each[2](tenant, each[0]), asked)
    for (one, field, _read_part), part in zip(asked, found):
        one[field] = to_snake_case_throughout(part)
    return [without_secrets(one) for one in details]


def _read(tenant: Tenant, params: Mapping[str, Any]) -> tuple[list[Record], list[Record], list[str]]:
    """The candidate clients, their clusters, and a warning if the clusters cannot be read."""
    reference = params["cluster"]
    if not reference:
        candidates, (clusters, unread) = in_parallel(lambda: _candidates(tenant, params), lambda: _clusters(tenant))
        return candidates, clusters, unread
    if any(params[option] for option in ("id", "name", "client_id")):
        cluster, candidates = in_parallel(
            lambda: require_referenced(tenant, CLUSTER, reference), lambda: _candidates(tenant, params)
        )
    else:
        endpoint = tenant.endpoint(CLIENT.service)
        cluster, candidates = read_within(
            tenant, CLUSTER, reference, lambda one: endpoint.find_all(equals("clusterId", one))
        )
    return candidates, [cluster], []


def _clusters(tenant: Tenant) -> tuple[list[Record], list[str]]:
    """All clusters; none, and a warning, if this user may not read them, as a client of the API management may not."""
    try:
        return tenant.endpoint(CLUSTER.service).find_all(), []
    except ApiError as error:
        if error.status != HTTPStatus.FORBIDDEN:
            raise
        return [], [f"cluster_name is null: {error}"]


def _candidates(tenant: Tenant, params: Mapping[str, Any]) -> list[Record]:
    endpoint = tenant.endpoint(CLIENT.service)
    if params["id"]:
        record = endpoint.get(params["id"])
        if record is None:
            raise NotFoundError(f'managed client "{params["id"]}" (id) not found')
        return [record]
    if params["name"]:
        return find_named(endpoint, CLIENT, params["name"])
    return endpoint.find_all(equals("clientId", params["client_id"]) if params["client_id"] else None)


def _status_of(tenant: Tenant, record: Record) -> Part:
    # The parameter is required (specification). VA is the default for a client without a type.
    query = {"type": record.get("type") or "VA"}
    endpoint = tenant.endpoint(CLIENT.service)
    return endpoint.get_part(record["id"], "status", scope=STATUS_SCOPE, query=query, owner=record)


def _health_of(tenant: Tenant, record: Record) -> Part:
    endpoint = tenant.endpoint(CLIENT.service)
    return endpoint.get_part(record["id"], "health-indicators", scope=HEALTH_SCOPE, owner=record)


PARTS = (("status", "status_details", _status_of), ("health", "health", _health_of))
"""What can be gathered of a client, the field under which it is returned, and what reads it."""

ARGUMENTS = (
    CONNECTION
    + SELECTION
    + AGES
    + ArgumentSpec(options={**{name: {"type": "str"} for name in IDENTITY}, "gather": GATHER})
)

MANAGED_CLIENT_INFO = Resource("managed_clients", ARGUMENTS, find, info=True)
