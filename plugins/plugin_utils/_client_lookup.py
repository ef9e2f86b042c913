# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up single managed clients, by name or by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import in_parallel, map_concurrently
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
    """One record for each of the ``terms`` (names or ids), in their order; an empty one if there is no such client.

    Raises SailPointError, AmbiguousError for a name that more than one client has.
    """
    gather = params["gather"] or []
    check_gather(tenant, gather)
    if not all(params["terms"]) or params["cluster"] == "":
        raise OptionError("a name or an id is empty. Give a value")
    terms, reference, by_id = params["terms"], params["cluster"], params["by"] == "id"
    endpoint = tenant.endpoint(CLIENT.service)

    def read(term: str) -> list[Record]:
        return list(filter(None, [endpoint.get(term)])) if by_id else find_named(endpoint, CLIENT, term)

    calls: list[Callable[[], Any]] = [lambda: map_concurrently(read, terms)]
    if reference:
        calls.insert(0, lambda: require_referenced(tenant, CLUSTER, reference)["id"])
    *cluster_ids, lists = in_parallel(*calls)
    cluster_id = cluster_ids[0] if cluster_ids else None
    found = [_pick(term, records, by_id, cluster_id) for term, records in zip(terms, lists)]
    details = iter(gathered(tenant, [record for record in found if record], gather))
    return Found([next(details) if record else {} for record in found])


def _pick(term: str, records: Sequence[Record], by_id: bool, cluster_id: str | None) -> Record | None:
    if not by_id:
        return pick_named(CLIENT, term, records, cluster_id)
    return next((record for record in records if cluster_id in (None, record["cluster_id"])), None)


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "terms": {"type": "list", "elements": "str", "required": True},
        "by": {"type": "str", "default": "name", "choices": ["name", "id"]},
        "cluster": {"type": "str"},
        "gather": GATHER,
    },
)

CLIENT_LOOKUP = Resource("managed_clients", ARGUMENTS, find, info=True)
