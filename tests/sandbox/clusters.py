# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on managed clusters and on their log configuration."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from aiohttp import web

from tests.sandbox import records
from tests.sandbox.errors import problem
from tests.sandbox.mint import Mint
from tests.sandbox.table import Record
from tests.sandbox.tenant import Tenant
from tests.sandbox.upgrades import advance
from tests.sandbox.web import (
    TENANT,
    answer,
    dated,
    existing,
    list_answer,
    nothing_to_delete,
    object_body,
    patched,
    text_field,
    type_field,
)

LOG_MINUTES = (5, 1440)
DEFAULT_LOG_MINUTES = 240
MAX_EXPIRATION = 24 * 60 * 60
LOG_LEVELS = ("OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE")


async def list_clusters(request: web.Request) -> web.Response:
    """GET a page of the clusters."""
    tenant = request.app[TENANT]
    for cluster_id in list(tenant.upgrades):
        advance(tenant, cluster_id)
    return list_answer(
        request, tenant.clusters, lambda cluster: _complete(tenant, cluster), form=tenant.clients.version
    )


async def create_cluster(request: web.Request) -> web.Response:
    """POST a new cluster."""
    tenant = request.app[TENANT]
    body = await object_body(request)
    name = text_field(body, "name")
    if not name:
        raise problem(400, "name is required.")
    cluster = records.new_cluster(
        tenant.mint,
        name=name,
        description=text_field(body, "description") or "",
        type=type_field(request, body, records.CLUSTER_TYPES, "idn"),
        configuration=_configuration(body),
    )
    tenant.write(tenant.clusters, cluster)
    return answer(dated(tenant, _complete(tenant, cluster), "create"))


async def get_cluster(request: web.Request) -> web.Response:
    """GET one cluster."""
    tenant = request.app[TENANT]
    advance(tenant, request.match_info["id"])
    return answer(shown(tenant, existing(request, tenant.clusters)))


async def patch_cluster(request: web.Request) -> web.Response:
    """PATCH one cluster."""
    tenant = request.app[TENANT]
    cluster = existing(request, tenant.clusters)
    changed = await patched(request, cluster, records.CLUSTER_PATCHABLE)
    for field in ("name", "type"):
        if not text_field(changed, field):
            raise problem(400, f"{field} is required.")
    if changed["type"] != cluster["type"]:
        type_field(request, changed, records.CLUSTER_TYPES)
    changed["description"] = text_field(changed, "description") or ""
    changed["configuration"] = _configuration(changed)
    changed["updatedAt"] = tenant.mint.moment()
    tenant.write(tenant.clusters, changed)
    return answer(shown(tenant, changed))


async def delete_cluster(request: web.Request) -> web.Response:
    """DELETE one cluster, with its clients where ``removeClients`` says so."""
    tenant = request.app[TENANT]
    cluster_id = request.match_info["id"]
    if tenant.clusters.get(cluster_id) is None:
        return nothing_to_delete(tenant)
    client_ids = tenant.clients.ids("clusterId", cluster_id)
    if client_ids and request.query.get("removeClients", "false") != "true":
        raise problem(400, "The cluster has clients.")
    for client_id in client_ids:
        tenant.erase(tenant.clients, client_id)
    tenant.log_configurations.pop(cluster_id, None)
    tenant.erase(tenant.clusters, cluster_id)
    return web.Response(status=204)


async def get_log_configuration(request: web.Request) -> web.Response:
    """GET the log configuration of a cluster: 204 where there is none, or where it has expired."""
    tenant = request.app[TENANT]
    configuration = tenant.log_configurations.get(existing(request, tenant.clusters)["id"])
    if configuration is None or _seconds_until(tenant.mint, configuration["expiration"]) <= 0:
        return web.Response(status=204)
    return answer(configuration)


async def put_log_configuration(request: web.Request) -> web.Response:
    """PUT the log configuration of a cluster."""
    tenant = request.app[TENANT]
    cluster = existing(request, tenant.clusters)
    body = await object_body(request)
    if body.get("rootLevel") not in LOG_LEVELS:
        raise problem(400, f"rootLevel is required, one of {', '.join(LOG_LEVELS)}.")
    levels = body.get("logLevels") or {}
    if not isinstance(levels, dict) or not all(level in LOG_LEVELS for level in levels.values()):
        raise problem(400, f"logLevels must be a map of logging classes to levels: {', '.join(LOG_LEVELS)}.")
    configuration = {
        "clientId": cluster["id"],
        "rootLevel": body["rootLevel"],
        "logLevels": levels,
        **_lifetime(tenant.mint, body),
    }
    tenant.log_configurations[cluster["id"]] = configuration
    return answer(configuration)


def shown(tenant: Tenant, cluster: Record) -> Record:
    """A cluster as the answer to a GET or a PATCH has it."""
    return dated(tenant, _complete(tenant, cluster))


def _lifetime(mint: Mint, body: dict[str, Any]) -> dict[str, Any]:
    minutes, expiration = body.get("durationMinutes"), body.get("expiration")
    if minutes is not None and expiration is not None:
        raise problem(400, "durationMinutes and expiration exclude each other.")
    if expiration is not None:
        try:
            ahead = _seconds_until(mint, expiration)
        except (AttributeError, TypeError, ValueError):
            raise problem(400, "expiration must be a date and time.") from None
        if not 0 < ahead <= MAX_EXPIRATION:
            raise problem(400, "expiration must be within the next 24 hours.")
        return {"expiration": expiration}
    minutes = DEFAULT_LOG_MINUTES if minutes is None else minutes
    if not isinstance(minutes, int) or not LOG_MINUTES[0] <= minutes <= LOG_MINUTES[1]:
        raise problem(400, f"durationMinutes must be from {LOG_MINUTES[0]} to {LOG_MINUTES[1]}.")
    return {"durationMinutes": minutes, "expiration": mint.ahead(minutes)}


def _seconds_until(mint: Mint, text: str) -> float:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp() - mint.time()


def _configuration(body: dict[str, Any]) -> dict[str, str]:
    configuration = body.get("configuration") or {}
    if not isinstance(configuration, dict) or not all(isinstance(value, str) for value in configuration.values()):
        raise problem(400, "configuration must be a map of strings.")
    return configuration


def _complete(tenant: Tenant, cluster: Record) -> Record:
    client_ids = tenant.clients.ids("clusterId", cluster["id"])
    status = cluster["status"] if client_ids or cluster["status"] != "NORMAL" else "NO_CLIENTS"
    return {**cluster, "clientIds": cluster["clientIds"] or client_ids, "status": status}
