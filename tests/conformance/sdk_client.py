# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the sandbox made of the vendor's own SDK. Run by the SDK's Python: ``sdk_client.py v2024|v1 CLUSTER_ID``.

It creates, reads, lists, filters, patches and deletes clients, and prints what it got as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys

HOSTILE = 'quote " backslash \\ percent % plus + ünï'
PAGE = 2


class Sdk:
    """The SDK's functions for managed clients, whatever they are called in this version."""

    def __init__(self, version: str) -> None:
        package = "sailpoint.v2024" if version == "v2024" else "sailpoint.managed_clients"
        self._suffix = "" if version == "v2024" else "_v1"
        self.package = importlib.import_module(package)
        configuration = importlib.import_module("sailpoint.configuration").Configuration()
        make_client = self.package.ApiClient
        self._api = self.package.ManagedClientsApi(make_client(configuration))

    def call(self, function: str, **arguments: object) -> object:
        """Call a function of the SDK."""
        return getattr(self._api, function + self._suffix)(**arguments)

    def model(self, kind: str, **fields: object) -> object:
        """One of the SDK's request bodies; the names of models differ in their case only."""
        models = {known.lower(): known for known in dir(self.package)}
        return getattr(self.package, models[kind.lower()])(**fields)


def main(version: str, cluster_id: str) -> None:
    """Do it, and print it."""
    sdk = Sdk(version)
    made = []
    for name in ("sdk-1", "sdk-2", "sdk-3", HOSTILE):
        body = sdk.model("ManagedClientRequest", clusterId=cluster_id, name=name, description=f"of {name}", type="VA")
        made.append(sdk.call("create_managed_client", managed_client_request=body))
    pages = [
        [entry.name for entry in sdk.call("get_managed_clients", offset=offset, limit=PAGE, count=True)]
        for offset in (0, PAGE, 2 * PAGE)
    ]
    escaped = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    filters = (f'name eq "{escaped}"', 'name eq "SDK-1"', f'id eq "{made[1].id}"', f'clusterId eq "{cluster_id}"')
    found = [[entry.name for entry in sdk.call("get_managed_clients", filters=text)] for text in filters]
    operation = sdk.model("JsonPatchOperation", op="replace", path="/description", value=_value(sdk, "changed"))
    patched = sdk.call("update_managed_client", id=made[0].id, json_patch_operation=[operation])
    status = sdk.call("get_managed_client_status", id=made[0].id, type="VA")
    read = sdk.call("get_managed_client", id=made[0].id)
    sdk.call("delete_managed_client", id=made[1].id)
    left = [entry.name for entry in sdk.call("get_managed_clients")]
    print(
        json.dumps(
            {
                "made": [entry.name for entry in made],
                "pages": pages,
                "found": found,
                "patched": patched.description,
                "read": read.description,
                "status": [str(getattr(status.type, "value", status.type)), status.body["os_type"]],
                "left": left,
            }
        )
    )


def _value(sdk: Sdk, text: str) -> object:
    """A value of a JSON Patch: the SDK wraps it in a model of its own."""
    return next(
        getattr(sdk.package, name)(text)
        for name in dir(sdk.package)
        if name.lower() in ("jsonpatchoperationvalue", "updatemultihostsourcesrequestinnervalue")
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
