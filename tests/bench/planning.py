# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan a fleet without any I/O, and print the seconds that it took, as JSON."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._operations.fleet_plan import Clusters, plan_fleet

from tests.bench.naming import CLUSTER, client

CLUSTER_ID = "one"


def main(count: str) -> None:
    """One in ten clients is new, one in ten is changed, and the others are as they should be."""
    entries = [_entry(number) for number in range(int(count))]
    clients = [_record(number) for number in range(int(count)) if number % 10]
    clusters = [{"id": CLUSTER_ID, "name": CLUSTER}]
    started = time.perf_counter()
    plan = plan_fleet(entries, Clusters(clusters), clients, [CLUSTER])
    patches = [step.plan.patch for step in plan.steps if step.plan.changed]
    print(json.dumps({"work": time.perf_counter() - started, "changes": len(patches)}))


def _entry(number: int) -> dict[str, Any]:
    return {**client(number), "cluster": CLUSTER, "id": None, "type": None, "state": "present", "recreate": False}


def _record(number: int) -> dict[str, Any]:
    found = {**client(number), "id": str(number), "cluster_id": CLUSTER_ID, "type": "VA"}
    return {**found, "description": "as it was"} if number % 10 == 1 else found


if __name__ == "__main__":
    main(*sys.argv[1:])
