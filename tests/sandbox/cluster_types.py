# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on managed cluster types."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.sandbox import records
from tests.sandbox.errors import problem
from tests.sandbox.web import TENANT, answer, existing, list_answer, nothing_to_delete, object_body, patched, text_field

REQUIRED = ("type", "pod", "org")


async def list_cluster_types(request: web.Request) -> web.Response:
    """GET a page of the cluster types: all, or those of a type, a pod or an org."""
    return list_answer(request, request.app[TENANT].cluster_types, lambda record: record, form=(), by=REQUIRED)


async def create_cluster_type(request: web.Request) -> web.Response:
    """POST a new cluster type."""
    tenant = request.app[TENANT]
    record = records.new_cluster_type(tenant.mint, **_checked(await object_body(request)))
    tenant.write(tenant.cluster_types, record)
    return answer(record)


async def get_cluster_type(request: web.Request) -> web.Response:
    """GET one cluster type."""
    return answer(existing(request, request.app[TENANT].cluster_types))


async def patch_cluster_type(request: web.Request) -> web.Response:
    """PATCH one cluster type."""
    tenant = request.app[TENANT]
    record = existing(request, tenant.cluster_types)
    changed = await patched(request, record, records.CLUSTER_TYPE_PATCHABLE, key="operations")
    tenant.write(tenant.cluster_types, {**record, **_checked(changed)})
    return answer(existing(request, tenant.cluster_types))


async def delete_cluster_type(request: web.Request) -> web.Response:
    """DELETE one cluster type."""
    tenant = request.app[TENANT]
    record_id = request.match_info["id"]
    if tenant.cluster_types.get(record_id) is None:
        return nothing_to_delete(tenant)
    tenant.erase(tenant.cluster_types, record_id)
    return web.Response(status=204)


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    """What a cluster type has of a body. Raises Problem (400)."""
    fields: dict[str, Any] = {field: text_field(body, field) for field in REQUIRED}
    for field, value in fields.items():
        if not value:
            raise problem(400, f"{field} is required.")
    process_ids = body.get("managedProcessIds") or []
    if not isinstance(process_ids, list) or not all(isinstance(one, str) for one in process_ids):
        raise problem(400, "managedProcessIds must be a list of strings.")
    return {**fields, "managedProcessIds": process_ids}
