# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clients (virtual appliances)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._api.collection import Record
from .._api.errors import NotFoundError, OptionError
from .._api.filters import equals
from .._api.paths import HEALTH_VERSIONS
from .._api.pool import map_concurrently
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.kinds import CLIENT, CLUSTER
from .._secrets import without_secrets
from .outcome import Found, Resource
from .read import find_named, refuse_empty, require_referenced

STATUS_SCOPE = "idn:managed-client-status:read"
HEALTH_SCOPE = "idn:remote-client:manage"

GATHER = {"type": "list", "elements": "str", "choices": ["status", "health"]}
"""The option that tells what to read of each client besides."""


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed clients that match the options of the module ``managed_client_info``, ordered by name and id.

    Raises SailPointError.
    """
    refuse_empty(params, "name", "id", "client_id", "cluster")
    gather = params["gather"] or []
    check_gather(tenant, gather)
    cluster_id = require_referenced(tenant, CLUSTER, params["cluster"])["id"] if params["cluster"] else None
    matching = [
        record
        for record in _candidates(tenant, params, cluster_id)
        if params["name"] in (None, CLIENT.name_of(record))
        and params["client_id"] in (None, record.get("client_id"))
        and cluster_id in (None, record["cluster_id"])
    ]
    return Found(gathered(tenant, matching, gather))


def check_gather(tenant: Tenant, gather: Sequence[str]) -> None:
    """Raise OptionError where that cannot be read with this version of the API."""
    if "health" in gather and tenant.api_version not in HEALTH_VERSIONS:
        raise OptionError(
            f"gather: health cannot be had with api_version {tenant.api_version}: set it to one of "
            + ", ".join(HEALTH_VERSIONS)
        )


def gathered(tenant: Tenant, records: Iterable[Record], gather: Sequence[str]) -> list[dict[str, Any]]:
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


def _gathered(tenant: Tenant, record: Record, gather: Sequence[str]) -> dict[str, Any]:
    """The record without secrets, and what the API tells of it apart: each as the API gives it."""
    details = dict(record)
    endpoint = tenant.endpoint(CLIENT.service)
    if "status" in gather:
        # The parameter is required (specification); a client without a type is taken for what most are.
        query = {"type": record.get("type") or "VA"}
        details["status_details"] = endpoint.get_part(
            record["id"], "status", scope=STATUS_SCOPE, query=query, owner=record
        )
    if "health" in gather:
        details["health"] = endpoint.get_part(record["id"], "health-indicators", scope=HEALTH_SCOPE, owner=record)
    return without_secrets(details)


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "name": {"type": "str"},
        "id": {"type": "str"},
        "client_id": {"type": "str"},
        "cluster": {"type": "str"},
        "gather": GATHER,
    },
)

MANAGED_CLIENT_INFO = Resource("managed_clients", ARGUMENTS, find, info=True)
