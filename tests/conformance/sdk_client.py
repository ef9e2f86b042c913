# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the sandbox made of the vendor's own SDK for Python: ``sdk_client.py v2024|v1 CLUSTER_ID NAME``.

It creates, reads, lists, filters, patches and deletes clients and clusters, configures the logs of a cluster, and
prints what it got as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
from datetime import datetime, timedelta, timezone

PAGE = 2


class Sdk:
    """The SDK's functions for a service (``ManagedClients``), whatever they are called in this version."""

    def __init__(self, version: str, service: str) -> None:
        package = "v2024" if version == "v2024" else service.replace("C", "_C").lower()
        self._suffix = "" if version == "v2024" else "_v1"
        self.package = importlib.import_module(f"sailpoint.{package}")
        configuration = importlib.import_module("sailpoint.configuration").Configuration()
        make_client = self.package.ApiClient
        self._api = getattr(self.package, f"{service}Api")(make_client(configuration))

    def call(self, function: str, *values: object, **arguments: object) -> object:
        """Call a function of the SDK."""
        return getattr(self._api, function + self._suffix)(*values, **arguments)

    def model(self, kind: str, **fields: object) -> object:
        """One of the SDK's request bodies; the names of models differ in their case only."""
        return self._named(kind)(**fields)

    def replacement(self, path: str, text: str) -> object:
        """An operation of a JSON Patch: the SDK wraps its value in a model of its own."""
        wrap = self._named("JsonPatchOperationValue", "UpdateMultiHostSourcesRequestInnerValue")
        return self.model("JsonPatchOperation", op="replace", path=path, value=wrap(text))

    def log_configuration(self, kind: str, **fields: object) -> object:
        """The body that configures logs: a model within a model."""
        wrap = self._named("PutClientLogConfigurationV1Request", "PutClientLogConfigurationRequest")
        return wrap(self.model(f"ClientLogConfiguration{kind}", **fields))

    def _named(self, *kinds: str) -> object:
        """The first of the models that there is."""
        models = {known.lower(): known for known in dir(self.package)}
        return getattr(self.package, next(models[kind.lower()] for kind in kinds if kind.lower() in models))


def main(version: str, cluster_id: str, hostile: str) -> None:
    """Do it, and print it."""
    arguments = version, cluster_id, hostile
    print(json.dumps({"clients": clients(*arguments), "clusters": clusters(*arguments)}))


def clients(version: str, cluster_id: str, hostile: str) -> dict[str, object]:
    """What it got of clients."""
    sdk = Sdk(version, "ManagedClients")
    made = []
    for name in ("sdk-1", "sdk-2", "sdk-3", hostile):
        body = sdk.model("ManagedClientRequest", clusterId=cluster_id, name=name, description=f"of {name}", type="VA")
        made.append(sdk.call("create_managed_client", managed_client_request=body))
    pages = [
        [entry.name for entry in sdk.call("get_managed_clients", offset=offset, limit=PAGE, count=True)]
        for offset in (0, PAGE, 2 * PAGE)
    ]
    escaped = hostile.replace("\\", "\\\\").replace('"', '\\"')
    filters = (f'name eq "{escaped}"', 'name eq "SDK-1"', f'id eq "{made[1].id}"', f'clusterId eq "{cluster_id}"')
    found = [[entry.name for entry in sdk.call("get_managed_clients", filters=text)] for text in filters]
    operation = sdk.replacement("/description", "changed")
    patched = sdk.call("update_managed_client", id=made[0].id, json_patch_operation=[operation])
    status = sdk.call("get_managed_client_status", id=made[0].id, type="VA")
    read = sdk.call("get_managed_client", id=made[0].id)
    sdk.call("delete_managed_client", id=made[1].id)
    left = [entry.name for entry in sdk.call("get_managed_clients")]
    return {
        "made": [entry.name for entry in made],
        "pages": pages,
        "found": found,
        "patched": patched.description,
        "read": read.description,
        "status": [str(getattr(status.type, "value", status.type)), status.body["os_type"]],
        "left": left,
    }


def clusters(version: str, cluster_id: str, hostile: str) -> dict[str, object]:
    """What it got of clusters, in the end without the one that was there, and its clients."""
    sdk = Sdk(version, "ManagedClusters")
    body = sdk.model("ManagedClusterRequest", name=hostile, description="of", configuration={"gmtOffset": "-5"})
    made = sdk.call("create_managed_cluster", managed_cluster_request=body)
    escaped = hostile.replace("\\", "\\\\").replace('"', '\\"')
    filters = (f'name eq "{escaped}"', 'type eq "idn"', 'status eq "FAILED"')
    found = [[entry.name for entry in sdk.call("get_managed_clusters", filters=text)] for text in filters]
    operation = sdk.replacement("/configuration/gmtOffset", "1")
    patched = sdk.call("update_managed_cluster", id=made.id, json_patch_operation=[operation])
    unset = sdk.call("get_client_log_configuration", id=made.id)
    end = datetime.now(timezone.utc) + timedelta(hours=1)
    bodies = (
        sdk.log_configuration("DurationMinutes", rootLevel="WARN", logLevels={"a.b": "TRACE"}, durationMinutes=30),
        sdk.log_configuration("Expiration", rootLevel="ERROR", expiration=end),
    )
    logs = []
    for body in bodies:
        sdk.call("put_client_log_configuration", made.id, body)
        logs.append(sdk.call("get_client_log_configuration", id=made.id))
    sdk.call("delete_managed_cluster", id=cluster_id, remove_clients=True)
    return {
        "made": [made.name, str(getattr(made.type, "value", made.type)), made.configuration],
        "found": found,
        "patched": patched.configuration,
        "read": sdk.call("get_managed_cluster", id=made.id).configuration,
        "logs": [unset, *([log.root_level, log.log_levels] for log in logs)],
        "expires": logs[1].expiration == end,
        "left": [entry.name for entry in sdk.call("get_managed_clusters")],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
