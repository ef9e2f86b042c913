# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which operations there are, by version of the API, and who may use them. Source: the vendor's specifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.sandbox import clients, clusters
from tests.sandbox.credentials import Access
from tests.sandbox.web import Handler, Operation

VERSIONS = ("v3", "v2024", "v2025", "v2026", "v1")
BEFORE_HEALTH = ("v3", "v2024")
READ = frozenset({"idn:remote-client:read", "idn:remote-client:manage"})
MANAGE = frozenset({"idn:remote-client:manage"})
STATUS = frozenset({"idn:managed-client-status:read"})
READ_ONE = READ | STATUS | {"idn:managed-client-status:manage"}


@dataclass(frozen=True)
class Route:
    """An operation on a service's path; ``application`` are the versions in which an API client may use it."""

    name: str
    method: str
    service: str
    tail: str
    scopes: frozenset[str]
    handler: Handler
    application: tuple[str, ...] = ()
    versions: tuple[str, ...] = VERSIONS


CLIENTS, CLUSTERS = "managed-clients", "managed-clusters"
ROUTES = (
    Route("client.list", "GET", CLIENTS, "", READ, clients.list_clients, VERSIONS),
    Route("client.create", "POST", CLIENTS, "", MANAGE, clients.create_client),
    Route("client.get", "GET", CLIENTS, "/{id}", READ_ONE, clients.get_client, VERSIONS),
    Route("client.patch", "PATCH", CLIENTS, "/{id}", MANAGE, clients.patch_client),
    Route("client.delete", "DELETE", CLIENTS, "/{id}", MANAGE, clients.delete_client),
    Route("client.status", "GET", CLIENTS, "/{id}/status", STATUS, clients.client_status, VERSIONS),
    Route(
        "client.health",
        "GET",
        CLIENTS,
        "/{id}/health-indicators",
        MANAGE,
        clients.client_health,
        VERSIONS,
        tuple(version for version in VERSIONS if version not in BEFORE_HEALTH),
    ),
    Route("cluster.list", "GET", CLUSTERS, "", READ, clusters.list_clusters, ("v3", "v2024")),
    Route("cluster.create", "POST", CLUSTERS, "", MANAGE, clusters.create_cluster),
    Route("cluster.get", "GET", CLUSTERS, "/{id}", READ, clusters.get_cluster),
    Route("cluster.patch", "PATCH", CLUSTERS, "/{id}", MANAGE, clusters.patch_cluster),
    Route("cluster.delete", "DELETE", CLUSTERS, "/{id}", MANAGE, clusters.delete_cluster),
    Route("cluster.log_config.get", "GET", CLUSTERS, "/{id}/log-config", READ, clusters.get_log_configuration),
    Route("cluster.log_config.put", "PUT", CLUSTERS, "/{id}/log-config", MANAGE, clusters.put_log_configuration),
)

# By name: those of the routes and the two that stand in no service.
TOKEN, UNKNOWN = "token", "unknown"
NAMES = frozenset({route.name for route in ROUTES} | {TOKEN, UNKNOWN})


def all_operations() -> Iterator[tuple[str, str, Operation]]:
    """Method, path and operation, for each version."""
    for route in ROUTES:
        for version in route.versions:
            base = f"/{route.service}/v1" if version == "v1" else f"/{version}/{route.service}"
            access = Access(route.scopes, application=version in route.application)
            yield route.method, base + route.tail, Operation(route.name, version, access, route.handler)
