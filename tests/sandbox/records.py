# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the objects of a tenant look like. Source: the schemas of the vendor's specification."""

from __future__ import annotations

from typing import Any

from tests.sandbox.mint import Mint
from tests.specification import stated_values

CLIENT_PATCHABLE = frozenset({"name", "description"})
CLIENT_IMMUTABLE = frozenset({"clusterId", "type"})
CLUSTER_PATCHABLE = frozenset({"name", "description", "type", "configuration"})
CLUSTER_TYPE_PATCHABLE = frozenset({"type", "pod", "org", "managedProcessIds"})
CLIENT_TYPES = tuple(stated_values("client-type"))
CLUSTER_TYPES = tuple(stated_values("type-of-cluster"))
HEALTH_TYPES = ("VA", "CCG")


def new_client(mint: Mint, cluster: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A managed client that was just created and never deployed."""
    moment = mint.moment()
    return {
        "id": mint.hexadecimal(16),
        "alertKey": "CLIENT_STATUS_NOT_CONFIGURED",
        "apiGatewayBaseUrl": None,
        "cookbook": None,
        "ccId": None,
        "clientId": mint.uuid(),
        "clusterId": cluster["id"],
        "description": "",
        "ipAddress": None,
        "lastSeen": None,
        "name": None,
        "sinceLastSeen": None,
        "status": "NOT_CONFIGURED",
        "type": "VA",
        "clusterType": cluster["type"],
        "vaDownloadUrl": "https://sandbox.invalid/va.zip",
        "vaVersion": None,
        "secret": mint.hexadecimal(32),
        "createdAt": moment,
        "updatedAt": moment,
        "provisionStatus": "DRAFT",
        **given,
    }


def new_cluster(mint: Mint, **given: Any) -> dict[str, Any]:
    """A managed cluster without clients."""
    moment = mint.moment()
    return {
        "id": mint.hexadecimal(16),
        "name": "",
        "pod": "sandbox",
        "org": "sandbox",
        "type": "idn",
        "configuration": {},
        "keyPair": {"publicKey": None, "publicKeyThumbprint": None, "publicKeyCertificate": None},
        "attributes": {"queue": {"name": "sandbox-queue", "region": "us-east-1"}, "keystore": None},
        "description": "",
        "redis": {"redisHost": "redis.sandbox.invalid", "redisPort": 6379},
        "clientType": "VA",
        "ccgVersion": "v01",
        "pinnedConfig": False,
        "operational": False,
        "status": "NO_CLIENTS",
        "publicKeyCertificate": None,
        "publicKeyThumbprint": None,
        "publicKey": None,
        "alertKey": "",
        "clientIds": [],
        "serviceCount": 0,
        "ccId": "0",
        "createdAt": moment,
        "updatedAt": moment,
        "lastReleaseNotifiedAt": None,
        **given,
    }


def new_cluster_type(mint: Mint, **given: Any) -> dict[str, Any]:
    """A managed cluster type."""
    return {
        "id": mint.hexadecimal(16),
        "type": "idn",
        "pod": "sandbox",
        "org": "sandbox",
        "managedProcessIds": [],
        **given,
    }


def status_of(mint: Mint, client: dict[str, Any]) -> dict[str, Any]:
    """The status of a client. Its body is a free object whose numbers are strings."""
    return {
        "body": {
            "alertKey": client["alertKey"] or "",
            "id": client["id"],
            "clusterId": client["clusterId"],
            "hostname": f"va-{client['id'][:8]}.sandbox.invalid",
            "internal_ip": client["ipAddress"],
            "lastSeen": None,
            "sinceSeen": client["sinceLastSeen"],
            "sinceSeenMillis": client["sinceLastSeen"],
            "localDev": False,
            "state": None,
            "status": client["status"],
            "product": client["clusterType"],
            "va_version": client["vaVersion"],
            "platform_version": "2",
            "os_version": "2345.3.1",
            "os_type": "flatcar",
            "hypervisor": "unknown",
        },
        "status": client["status"],
        "type": client["type"],
        "timestamp": mint.moment(),
    }


def health_of(mint: Mint, client: dict[str, Any]) -> dict[str, Any]:
    """The health indicators of a client, all well. One that was never deployed has none yet."""
    nothing = {"errors": [], "warnings": []}
    status = client["status"] if client["status"] not in ("NOT_CONFIGURED", "CONFIGURING", None) else "UNDEFINED"
    return {
        "body": {
            "alertKey": client["alertKey"] or "",
            "id": client["id"],
            "clusterId": client["clusterId"],
            "apiUser": client["clientId"],
            "hostname": f"va-{client['id'][:8]}.sandbox.invalid",
            "status": status,
            "product": client["clusterType"],
            "platform_version": "2",
            "os_version": "2345.3.1",
            "os_type": "flatcar",
            "hypervisor": "unknown",
            "consolidatedHealthIndicatorsStatus": "NORMAL",
            "health_indicators": dict.fromkeys(("container", "memory", "storage", "cpu", "otel_va"), nothing),
        },
        "status": status,
        "type": client["type"] if client["type"] in HEALTH_TYPES else "VA",
        "timestamp": mint.moment(),
    }
