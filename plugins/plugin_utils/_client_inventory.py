# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clients for an inventory: those of some clusters or all, in as few requests as that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._api.filters import equals
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import in_parallel
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION, ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    gathered,
    in_order,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.outcome import Found, Resource
from ansible_collections.community.sailpoint.plugins.module_utils._plan.identity import Directory
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._plan.upgrade import upgrade_state


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed clients of the ``clusters`` (names or ids), or all, ordered by name and id.

    The list of clusters is read only for ``clusters`` and for ``cluster_names``; then each client has a
    ``cluster_name`` and the ``cluster_upgrade``. Raises SailPointError.
    """
    references = params["clusters"]
    all_clusters, all_clients = tenant.endpoint(CLUSTER.service).find_all, tenant.endpoint(CLIENT.service).find_all
    if len(references or ()) == 1:
        # Filter the list for one cluster. For several, the whole list costs no more requests than a list for each.
        cluster_records = all_clusters()
        (cluster_id,) = _ids(cluster_records, references)
        records = all_clients(equals("clusterId", cluster_id))
    elif references or params["cluster_names"]:
        cluster_records, records = in_parallel(all_clusters, all_clients)
    else:
        cluster_records, records = [], all_clients()
    if references:
        wanted = _ids(cluster_records, references)
        records = [record for record in records if record["cluster_id"] in wanted]
    found = gathered(tenant, in_order(records), ["status"] if params["status"] else [])
    if params["cluster_names"]:
        told = {
            record["id"]: {"cluster_name": record.get("name"), "cluster_upgrade": upgrade_state(record)}
            for record in cluster_records
        }
        unknown = {"cluster_name": None, "cluster_upgrade": upgrade_state({})}
        found = [{**record, **told.get(record["cluster_id"], unknown)} for record in found]
    return Found(found)


def _ids(clusters: Sequence[Record], references: Sequence[str]) -> set[str]:
    """The ids of the clusters that these names or ids mean. Raises SailPointError."""
    directory = Directory.of(CLUSTER, clusters)
    return {str(directory.find(reference).id) for reference in references}


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "clusters": {"type": "list", "elements": "str"},
        "cluster_names": {"type": "bool", "default": False},
        "status": {"type": "bool", "default": False},
    },
)

CLIENT_INVENTORY = Resource("managed_clients", ARGUMENTS, find, info=True)
