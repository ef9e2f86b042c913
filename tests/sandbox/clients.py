# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on managed clients."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.sandbox import records
from tests.sandbox.errors import problem
from tests.sandbox.filters import Condition
from tests.sandbox.table import Record
from tests.sandbox.tenant import Tenant
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


async def list_clients(request: web.Request) -> web.Response:
    """GET a page of the clients."""
    tenant = request.app[TENANT]
    with_secret = tenant.switches.secret_on_get
    return list_answer(request, tenant.clients, lambda client: _keyed(client, with_secret), form=with_secret)


async def create_client(request: web.Request) -> web.Response:
    """POST a new client."""
    tenant = request.app[TENANT]
    body = await object_body(request)
    cluster = tenant.clusters.get(text_field(body, "clusterId") or "")
    if cluster is None:
        raise problem(400, "clusterId must be the id of a managed cluster.")
    name = text_field(body, "name")
    _refuse_duplicate(tenant, name, None)
    client = records.new_client(
        tenant.mint,
        cluster,
        name=name,
        description=_description(tenant, body),
        type=type_field(request, body, records.CLIENT_TYPES, "VA"),
    )
    tenant.write(tenant.clients, {**client, "status": "NORMAL"} if tenant.settings.appliances_connect else client)
    return answer(dated(tenant, _keyed(client, tenant.switches.secret_on_create), "create"))


async def get_client(request: web.Request) -> web.Response:
    """GET one client."""
    tenant = request.app[TENANT]
    return answer(shown(tenant, existing(request, tenant.clients)))


async def patch_client(request: web.Request) -> web.Response:
    """PATCH one client."""
    tenant = request.app[TENANT]
    client = existing(request, tenant.clients)
    immutable = records.CLIENT_IMMUTABLE if tenant.switches.immutable_paths else frozenset()
    changed = await patched(request, client, (records.CLIENT_PATCHABLE | records.CLIENT_IMMUTABLE) - immutable)
    _check(tenant, changed)
    if changed["type"] != client["type"]:
        type_field(request, changed, records.CLIENT_TYPES)
    changed["description"] = _description(tenant, changed)
    if changed["name"] != client["name"]:
        _refuse_duplicate(tenant, changed["name"], client["id"])
    changed["updatedAt"] = tenant.mint.moment()
    tenant.write(tenant.clients, changed)
    return answer(shown(tenant, changed))


async def delete_client(request: web.Request) -> web.Response:
    """DELETE one client."""
    tenant = request.app[TENANT]
    client_id = request.match_info["id"]
    if tenant.clients.get(client_id) is None:
        return nothing_to_delete(tenant)
    tenant.erase(tenant.clients, client_id)
    return web.Response(status=204)


async def client_status(request: web.Request) -> web.Response:
    """GET the status of one client."""
    kind = request.query.get("type")
    if kind not in records.CLIENT_TYPES:
        raise problem(400, f"type is required, one of {', '.join(records.CLIENT_TYPES)}.")
    tenant = request.app[TENANT]
    return answer(records.status_of(tenant.mint, existing(request, tenant.clients)))


async def client_health(request: web.Request) -> web.Response:
    """GET the health indicators of one client."""
    tenant = request.app[TENANT]
    return answer(records.health_of(tenant.mint, existing(request, tenant.clients)))


def shown(tenant: Tenant, client: Record) -> Record:
    """A client as the answer to a GET or a PATCH has it."""
    return dated(tenant, _keyed(client, tenant.switches.secret_on_get))


def _check(tenant: Tenant, client: dict[str, Any]) -> None:
    for field in ("name", "description", "type", "clusterId"):
        text_field(client, field)
    if "name" not in client or "description" not in client:
        raise problem(400, "name and description cannot be removed.")
    if tenant.clusters.get(client["clusterId"] or "") is None:
        raise problem(400, "clusterId must be the id of a managed cluster.")


def _description(tenant: Tenant, body: dict[str, Any]) -> str | None:
    return text_field(body, "description") or (None if tenant.switches.null_description else "")


def _refuse_duplicate(tenant: Tenant, name: str | None, own_id: str | None) -> None:
    if tenant.switches.duplicate_names or name is None:
        return
    if any(client["id"] != own_id for client in tenant.clients.find([Condition("name", name)])):
        raise problem(400, f"A managed client of the name {name} exists.")


def _keyed(client: Record, with_secret: bool) -> Record:
    return client if with_secret else {**client, "secret": None}
