# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The official SDK in a sequential script: ``sdk_loop v2024|v1 read|create COUNT CLUSTER_ID``, run by the SDK's Python.

It prints the seconds that the calls took, without the import, as JSON.
"""

from __future__ import annotations

import json
import sys
import time

from tests.bench.naming import client
from tests.conformance.sdk_client import Sdk


def main(version: str, work: str, count: str, cluster_id: str) -> None:
    """Do it, and print how long it took."""
    sdk = Sdk(version, "ManagedClients")
    wanted = [client(number) for number in range(int(count))]
    started = time.perf_counter()
    for entry in wanted:
        if work == "read":
            (found,) = sdk.call("get_managed_clients", filters=f'name eq "{entry["name"]}"')
            if found.description != entry["description"]:
                raise SystemExit(f"{entry['name']} differs")
        else:
            body = sdk.model("ManagedClientRequest", clusterId=cluster_id, type="VA", **entry)
            sdk.call("create_managed_client", managed_client_request=body)
    print(json.dumps({"work": time.perf_counter() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
