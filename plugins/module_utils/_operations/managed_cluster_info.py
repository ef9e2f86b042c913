# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import NotFoundError
from .._api.filters import equals
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.kinds import CLUSTER
from .._plan.upgrade import upgrade_state
from .._secrets import without_secrets
from .outcome import Found, Resource
from .read import refuse_empty
from .selection import SELECTION, check_selection, has_one_of, is_selected


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed clusters that match the options of the module ``managed_cluster_info``, ordered by name and id.

    Raises SailPointError, also if no cluster has the given id.
    """
    refuse_empty(params, "id", "name")
    warnings = check_selection(CLUSTER, params)
    if params["id"]:
        record = tenant.endpoint(CLUSTER.service).get(params["id"])
        if record is None:
            raise NotFoundError(f'managed cluster "{params["id"]}" (id) not found')
        records = [record]
    else:
        # One filter only: no source documents combined filters or several values.
        given = {"name": [params["name"]] if params["name"] else [], "status": params["status"], "type": params["type"]}
        single = [equals(field, values[0]) for field, values in given.items() if values and len(values) == 1]
        records = tenant.endpoint(CLUSTER.service).find_all(single[0] if single else None)
    matching = [
        record
        for record in records
        if params["name"] in (None, record.get("name"))
        and is_selected(record, params, version="current_installed_release_version")
        and has_one_of(record.get("consolidated_health_indicators_status"), params["health"])
        # The specification calls the field a boolean (default false), but its only example of a filter compares
        # it with "operation". So the API is not asked to filter by it.
        and params["operational"] in (None, bool(record.get("operational")))
    ]
    matching.sort(key=lambda record: (CLUSTER.name_of(record), record["id"]))
    return Found([{**without_secrets(record), "upgrade": upgrade_state(record)} for record in matching], warnings)


ARGUMENTS = (
    CONNECTION
    + SELECTION
    + ArgumentSpec(options={"id": {"type": "str"}, "name": {"type": "str"}, "operational": {"type": "bool"}})
)

MANAGED_CLUSTER_INFO = Resource("managed_clusters", ARGUMENTS, find, info=True)
