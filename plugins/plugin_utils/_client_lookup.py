# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up single managed clients, by name or by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.collection import Record
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import map_concurrently
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION, ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    GATHER,
    check_gather,
    gathered,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.outcome import Found, Resource
from ansible_collections.community.sailpoint.plugins.module_utils._operations.read import find_named, require_referenced
from ansible_collections.community.sailpoint.plugins.module_utils._plan.identity import pick_named
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """One record for each of the ``terms`` (names or ids), in their order; an empty one where there is no such client.

    Raises SailPointError, AmbiguousError for a name that more than one client has.
    """
    gather = params["gather"] or []
    check_gather(tenant, gather)
    if not all(params["terms"]) or params["cluster"] == "":
        raise OptionError("a name or an id is empty: give a value")
    cluster_id = require_referenced(tenant, CLUSTER, params["cluster"])["id"] if params["cluster"] else None

    def look_up(term: str) -> dict[str, Any]:
        record = _client(tenant, term, by_id=params["by"] == "id", cluster_id=cluster_id)
        return gathered(tenant, [record], gather)[0] if record else {}

    return Found(map_concurrently(look_up, params["terms"]))


def _client(tenant: Tenant, term: str, *, by_id: bool, cluster_id: str | None) -> Record | None:
    endpoint = tenant.endpoint(CLIENT.service)
    if by_id:
        record = endpoint.get(term)
        return record if record and cluster_id in (None, record["cluster_id"]) else None
    return pick_named(CLIENT, term, find_named(endpoint, CLIENT, term), cluster_id)


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "terms": {"type": "list", "elements": "str", "required": True},
        "by": {"type": "str", "default": "name", "choices": ["name", "id"]},
        "cluster": {"type": "str"},
        "gather": GATHER,
    },
)

CLIENT_LOOKUP = Resource("managed_clients", ARGUMENTS, find, info=True)
