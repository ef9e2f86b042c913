# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan a fleet without any I/O, and print the seconds that it took, as JSON."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime, timezone
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._plan.planner import Declared, Scope, make_plan
from ansible_collections.community.sailpoint.plugins.module_utils._plan.state import State

from tests.bench.naming import CLUSTER as CLUSTER_NAME
from tests.bench.naming import client

CLUSTER_ID = "one"


def main(count: str) -> None:
    """One in ten clients is new, one in ten is changed, and the others are as they should be."""
    declared = [_declared(number) for number in range(int(count))]
    clients = [_record(number) for number in range(int(count)) if number % 10]
    clusters = [{"id": CLUSTER_ID, "name": CLUSTER_NAME}]
    now = datetime.now(timezone.utc)
    started = time.perf_counter()
    state = State({CLUSTER: clusters, CLIENT: clients})
    plan = make_plan(declared, state, now, Scope(purge=[CLUSTER_NAME], complete=[CLIENT]))
    patches = [change.patch for change in plan.pending]
    print(json.dumps({"work": time.perf_counter() - started, "changes": len(patches)}))


def _declared(number: int) -> Declared:
    entry = dict.fromkeys(CLIENT.arguments.options)
    entry.update({**client(number), "cluster": CLUSTER_NAME, "state": "present", "recreate": False})
    return Declared(CLIENT, entry, f"entry {number + 1} of clients")


def _record(number: int) -> dict[str, Any]:
    found = {**client(number), "id": str(number), "cluster_id": CLUSTER_ID, "type": "VA"}
    return {**found, "description": "as it was"} if number % 10 == 1 else found


if __name__ == "__main__":
    main(*sys.argv[1:])
