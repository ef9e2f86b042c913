# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The upgrade of a managed cluster. How it goes on is not documented: it takes reads rather than time, and switches."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.sandbox.errors import problem
from tests.sandbox.table import Record
from tests.sandbox.tenant import Tenant
from tests.sandbox.web import TENANT, answer, existing

NOT_CONNECTED = ("NOT_CONFIGURED", "ERROR", "FAILED")
KEPT = ("status", "updatePackage")
"""The fields that a cluster under way may show otherwise, and has again at the end."""


async def upgrade_cluster(request: web.Request) -> web.Response:
    """POST the upgrade of a cluster: a job for each of its clients."""
    tenant = request.app[TENANT]
    cluster = existing(request, tenant.clusters)
    if cluster["id"] in tenant.upgrades and tenant.switches.upgrade_again == "refused":
        raise problem(400, "An upgrade of the cluster is in progress.")
    client_ids = tenant.clients.ids("clusterId", cluster["id"])
    jobs = [_job(tenant, client_id, cluster.get("updatePackage")) for client_id in client_ids]
    statuses = [(tenant.clients.get(client_id) or {}).get("status") for client_id in client_ids]
    # The vendor updates no appliance of a cluster if one is not connected.
    if cluster.get("updatePackage") and not {*statuses} & {*NOT_CONNECTED}:
        _begin(tenant, cluster)
    return answer({"jobs": jobs})


def advance(tenant: Tenant, cluster_id: str) -> None:
    """A cluster is read: its upgrade goes on by a step, or ends."""
    cluster = tenant.clusters.get(cluster_id)
    if cluster_id not in tenant.upgrades or cluster is None:
        return
    left, before = tenant.upgrades.pop(cluster_id)
    if left:
        tenant.upgrades[cluster_id] = left - 1, before
        return
    ended = {**cluster, **before}
    if tenant.switches.upgrade_ends != "failed":
        ended["currentInstalledReleaseVersion"] = ended["updatePackage"]
    if tenant.switches.upgrade_ends == "unhealthy":
        ended["consolidatedHealthIndicatorsStatus"] = "ERROR"
    tenant.clusters.put(ended)


def _begin(tenant: Tenant, cluster: Record) -> None:
    _left, before = tenant.upgrades.get(cluster["id"], (0, {name: cluster[name] for name in KEPT}))
    shown: dict[str, Record] = {"configuring": {"status": "CONFIGURING"}, "no_package": {"updatePackage": None}}
    tenant.clusters.put({**cluster, **shown.get(tenant.switches.upgrade_shows, {})})
    tenant.upgrades[cluster["id"]] = tenant.switches.upgrade_steps, before
    if not tenant.switches.upgrade_steps:
        advance(tenant, cluster["id"])


def _job(tenant: Tenant, client_id: str, release: str | None) -> dict[str, Any]:
    process = {"version": release or "", "path": "sailpoint/charon", "description": "", "restartNeeded": True}
    return {
        "uuid": tenant.mint.uuid(),
        "cookbook": tenant.mint.uuid(),
        "state": "PENDING",
        "type": "VA_UPGRADE",
        "targetId": client_id,
        "managedProcessConfiguration": {"charon": process},
    }
