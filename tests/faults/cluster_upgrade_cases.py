# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The upgrade of a cluster, as columns of the fault matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_upgrade import (
    MANAGED_CLUSTER_UPGRADE,
)

from tests.faults.cases import Case
from tests.faults.state import State

ONE = {"name": "Kyiv"}
RINGS = {"rings": [{"clusters": ["Kyiv"]}], "wait_timeout": 5}


def _upgraded(before: State) -> State:
    clusters = [replace(one, release="2") if one.name == "Kyiv" else one for one in before.clusters]
    return before.replaced(clusters=clusters)


def _case(operation: str, options: dict[str, Any], **fields: Any) -> Case:
    module = "managed_cluster_upgrade"
    return Case(module, MANAGED_CLUSTER_UPGRADE, operation, options, _upgraded, kyiv=True, **fields)


CASES = (
    *(_case(operation, ONE) for operation in ("cluster.list", "cluster.get", "client.list", "cluster.upgrade")),
    *(
        _case(operation, RINGS, title="rings", switches={"upgrade_steps": 1, "upgrade_shows": "configuring"})
        for operation in ("cluster.get", "cluster.upgrade")
    ),
)
