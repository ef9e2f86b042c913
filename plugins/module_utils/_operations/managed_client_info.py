# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clients (virtual appliances)."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import datetime, timezone
from http import HTTPStatus
from typing import Any

from .._api.collection import Record
from .._api.errors import ApiError, NotFoundError, OptionError
from .._api.fields import to_snake_case_throughout
from .._api.filters import equals
from .._api.paths import HEALTH_VERSIONS
from .._api.pool import map_concurrently
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.kinds import CLIENT, CLUSTER
from .._secrets import without_secrets
from .outcome import Found, Resource
from .read import find_named, refuse_empty, require_referenced
from .selection import AGES, SELECTION, check_selection, has_one_of, health_status, is_of_age, is_selected

STATUS_SCOPE = "idn:managed-client-status:read"
HEALTH_SCOPE = "idn:remote-client:manage"

IDENTITY = ("name", "id", "client_id", "cluster")

GATHER = {"type": "list", "elements": "str", "choices": ["status", "health"]}
"""The option that tells what to read of each client besides."""


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed clients that match the options of the module ``managed_client_info``, ordered by name and id.

    Each has the name of its cluster. Raises SailPointError.
    """
    refuse_empty(params, *IDENTITY)
    warnings = check_selection(CLIENT, params)
    # What is selected by has to be read.
    gather = {*(params["gather"] or ()), *(["health"] if params["health"] else [])}
    check_gather(tenant, gather)
    cluster = require_referenced(tenant, CLUSTER, params["cluster"]) if params["cluster"] else None
    cluster_id = cluster["id"] if cluster else None
    reads: list[Callable[[], tuple[list[Record], list[str]]]] = [
        lambda: (_candidates(tenant, params, cluster_id), []),
        lambda: ([cluster], []) if cluster else _clusters(tenant),
    ]
    (records, _none), (clusters, unread) = map_concurrently(lambda read: read(), reads)
    names = {record["id"]: record.get("name") for record in clusters}
    now = datetime.now(timezone.utc)
    matching = [
        {**record, "cluster_name": names.get(record["cluster_id"])}
        for record in records
        if params["name"] in (None, CLIENT.name_of(record))
        and params["client_id"] in (None, record.get("client_id"))
        and cluster_id in (None, record["cluster_id"])
        and is_selected(record, params, version="va_version")
        and is_of_age(record, params, now)
    ]
    found = gathered(tenant, matching, gather)
    healthy = [record for record in found if has_one_of(health_status(record.get("health")), params["health"])]
    return Found(healthy, [*warnings, *unread])


def _clusters(tenant: Tenant) -> tuple[list[Record], list[str]]:
    """All clusters; none, and a warning, if this user may not read them, as a client of the API management may not."""
    try:
        return tenant.endpoint(CLUSTER.service).find_all(), []
    except ApiError as error:
        if error.status != HTTPStatus.FORBIDDEN:
            raise
        return [], [f"cluster_name is null: {error}"]


def check_gather(tenant: Tenant, gather: Container[str]) -> None:
    """Raise OptionError where that cannot be read with this version of the API."""
    if "health" in gather and tenant.api_version not in HEALTH_VERSIONS:
        raise OptionError(
            f"gather: health cannot be had with api_version {tenant.api_version}: set it to one of "
            + ", ".join(HEALTH_VERSIONS)
        )


def gathered(tenant: Tenant, records: Iterable[Record], gather: Container[str]) -> list[dict[str, Any]]:
    """The records without secrets, ordered by name and id, each with what else is to be read of it.

    Raises RequestError.
    """
    ordered = sorted(records, key=lambda record: (CLIENT.name_of(record), record["id"]))
    return map_concurrently(lambda record: _gathered(tenant, record, gather), ordered)


def _candidates(tenant: Tenant, params: Mapping[str, Any], cluster_id: str | None) -> list[Record]:
    """The clients among which those that match are, in as few requests as that takes."""
    if params["id"]:
        record = tenant.endpoint(CLIENT.service).get(params["id"])
        if record is None:
            raise NotFoundError(f'managed client "{params["id"]}" (id) does not exist')
        return [record]
    if params["name"]:
        return find_named(tenant.endpoint(CLIENT.service), CLIENT, params["name"])
    if params["client_id"]:
        return tenant.endpoint(CLIENT.service).find_all(equals("clientId", params["client_id"]))
    return tenant.endpoint(CLIENT.service).find_all(equals("clusterId", cluster_id) if cluster_id else None)


def _gathered(tenant: Tenant, record: Record, gather: Container[str]) -> dict[str, Any]:
    """The record without secrets, and what the API tells of it apart, with its field names in snake_case."""
    details = dict(record)
    endpoint = tenant.endpoint(CLIENT.service)
    if "status" in gather:
        # The parameter is required (specification); a client without a type is taken for what most are.
        query = {"type": record.get("type") or "VA"}
        details["status_details"] = to_snake_case_throughout(
            endpoint.get_part(record["id"], "status", scope=STATUS_SCOPE, query=query, owner=record)
        )
    if "health" in gather:
        details["health"] = to_snake_case_throughout(
            endpoint.get_part(record["id"], "health-indicators", scope=HEALTH_SCOPE, owner=record)
        )
    return without_secrets(details)


ARGUMENTS = (
    CONNECTION
    + SELECTION
    + AGES
    + ArgumentSpec(options={**{name: {"type": "str"} for name in IDENTITY}, "gather": GATHER})
)

MANAGED_CLIENT_INFO = Resource("managed_clients", ARGUMENTS, find, info=True)
