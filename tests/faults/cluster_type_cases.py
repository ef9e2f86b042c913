# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations on cluster types, as columns of the fault matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_type import (
    MANAGED_CLUSTER_TYPE,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_type_info import (
    MANAGED_CLUSTER_TYPE_INFO,
)

from tests.faults.cases import LAGGING, Case
from tests.faults.state import ClusterType, State

HARBOUR = ClusterType("harbour", process_ids=("ccg",))
NEW = {"type": "new", "pod": "sandbox", "org": "sandbox"}
CHANGED = {"type": "harbour", "org": "other", "managed_process_ids": ["charon", "ccg"]}


def _with(*cluster_types: ClusterType) -> Callable[[State], State]:
    return lambda before: before.replaced(cluster_types=cluster_types)


def _case(operation: str, options: dict[str, Any], *cluster_types: ClusterType, **fields: Any) -> Case:
    declared = _with(*cluster_types)
    return Case("managed_cluster_type", MANAGED_CLUSTER_TYPE, operation, options, declared, **fields)


CASES = (
    _case("cluster_type.list", NEW, HARBOUR, ClusterType("new")),
    _case("cluster_type.create", NEW, HARBOUR, ClusterType("new")),
    _case("cluster_type.create", NEW, HARBOUR, ClusterType("new"), **LAGGING),
    _case("cluster_type.patch", CHANGED, ClusterType("harbour", org="other", process_ids=("charon", "ccg"))),
    _case("cluster_type.get", {"id": "harbour", "state": "absent"}, title="absent by id"),
    _case("cluster_type.delete", {"type": "harbour", "state": "absent"}),
    Case("managed_cluster_type_info", MANAGED_CLUSTER_TYPE_INFO, "cluster_type.list", {}),
    Case("managed_cluster_type_info", MANAGED_CLUSTER_TYPE_INFO, "cluster_type.get", {"id": "harbour"}),
)
