# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of the sandbox: paths, versions and scopes are those of ``tests/specification``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.sandbox import clients, cluster_types, clusters, upgrades
from tests.sandbox.credentials import Access
from tests.sandbox.web import Handler, Operation
from tests.specification import VERSIONS, document

HANDLERS: dict[str, Handler] = {
    "client.list": clients.list_clients,
    "client.create": clients.create_client,
    "client.get": clients.get_client,
    "client.patch": clients.patch_client,
    "client.delete": clients.delete_client,
    "client.status": clients.client_status,
    "client.health": clients.client_health,
    "cluster.list": clusters.list_clusters,
    "cluster.create": clusters.create_cluster,
    "cluster.get": clusters.get_cluster,
    "cluster.patch": clusters.patch_cluster,
    "cluster.delete": clusters.delete_cluster,
    "cluster.upgrade": upgrades.upgrade_cluster,
    "cluster.log_config.get": clusters.get_log_configuration,
    "cluster.log_config.put": clusters.put_log_configuration,
    "cluster_type.list": cluster_types.list_cluster_types,
    "cluster_type.create": cluster_types.create_cluster_type,
    "cluster_type.get": cluster_types.get_cluster_type,
    "cluster_type.patch": cluster_types.patch_cluster_type,
    "cluster_type.delete": cluster_types.delete_cluster_type,
}
"""By the ``operationId`` of the statement. The sandbox does not have the operations that are missing here."""

# Operations without a version.
TOKEN, UNKNOWN = "token", "unknown"
NAMES = frozenset({*HANDLERS, TOKEN, UNKNOWN})


def all_operations() -> Iterator[tuple[str, str, Operation]]:
    """Method, path and operation, for each version."""
    for version in VERSIONS:
        for path, methods in document(version)["paths"].items():
            for method, stated in methods.items():
                name = stated["operationId"]
                if name in HANDLERS:
                    access, query = _access(stated["security"]), _query(version, stated.get("parameters", []))
                    yield method.upper(), path, Operation(name, version, access, HANDLERS[name], query)


def _access(security: list[dict[str, Any]]) -> Access:
    schemes = {scheme: scopes for alternative in security for scheme, scopes in alternative.items()}
    return Access(frozenset(schemes["userAuth"]), application="applicationAuth" in schemes)


def _query(version: str, parameters: list[dict[str, Any]]) -> frozenset[str]:
    """The names of the query parameters."""
    shared = document(version)["components"]["parameters"]
    resolved = [shared[given["$ref"].rpartition("/")[2]] if "$ref" in given else given for given in parameters]
    return frozenset(parameter["name"] for parameter in resolved if parameter["in"] == "query")
