# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan a fleet without any I/O, and print the seconds that it took, as JSON."""

from __future__ import annotations

import json
import sys
import time

from ansible_collections.community.sailpoint.plugins.module_utils._resources.client_plan import plan_client

from tests.bench.naming import client


def main(count: str) -> None:
    """One in ten clients is new, one in ten is changed, and the others are as they should be."""
    pairs = [_pair(number) for number in range(int(count))]
    started = time.perf_counter()
    plans = [plan_client(entry, current, "one") for entry, current in pairs]
    patches = [plan.patch for plan in plans if plan.changed]
    print(json.dumps({"work": time.perf_counter() - started, "changes": len(patches)}))


def _pair(number):
    entry = {**client(number), "id": None, "type": None, "state": "present", "recreate": False}
    record = {**client(number), "id": str(number), "cluster_id": "one", "type": "VA", "client_id": str(number)}
    if number % 10 == 0:
        return entry, None
    return entry, {**record, "description": "old"} if number % 10 == 1 else record


if __name__ == "__main__":
    main(*sys.argv[1:])
