# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan a fleet without any I/O, and print the seconds that it took, as JSON."""

from __future__ import annotations

import json
import sys
import time

from ansible_collections.community.sailpoint.plugins.module_utils._plan import plan_presence

from tests.bench.naming import client


def main(count: str) -> None:
    """One in ten clients is new, one in ten is changed, and the others are as they should be."""
    pairs = [_pair(number) for number in range(int(count))]
    started = time.perf_counter()
    plans = [plan_presence(desired, current, defaults={"type": "VA"}) for desired, current in pairs]
    patches = [plan.patch for plan in plans if plan.changed]
    print(json.dumps({"work": time.perf_counter() - started, "changes": len(patches)}))


def _pair(number: int) -> tuple[dict[str, str], dict[str, str]]:
    desired = {**client(number), "cluster_id": "one"}
    if number % 10 == 0:
        return desired, {}
    return desired, {**desired, "type": "VA", **({"description": "old"} if number % 10 == 1 else {})}


if __name__ == "__main__":
    main(*sys.argv[1:])
