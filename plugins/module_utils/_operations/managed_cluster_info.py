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

FILTERS = ("name", "status", "type")
"""What a list is filtered by, the narrowest first.

The specification calls ``operational`` a boolean, and its only example compares it with ``"operation"``: how it is
compared is not known, and a filter that finds nothing is not told from an empty list. So it is compared here only.
"""


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed clusters that match the options of the module ``managed_cluster_info``, ordered by name and id.

    Raises SailPointError, also where there is no cluster of the given id.
    """
    refuse_empty(params, "id", *FILTERS)
    if params["id"]:
        record = tenant.endpoint(CLUSTER.service).get(params["id"])
        if record is None:
            raise NotFoundError(f'managed cluster "{params["id"]}" (id) does not exist')
        records = [record]
    else:
        # No source says that filters can be joined.
        narrowest = next((field for field in FILTERS if params[field] is not None), None)
        records = tenant.endpoint(CLUSTER.service).find_all(equals(narrowest, params[narrowest]) if narrowest else None)
    matching = [
        record
        for record in records
        if all(params[field] in (None, record.get(field)) for field in FILTERS)
        # The specification's default is false.
        and params["operational"] in (None, bool(record.get("operational")))
    ]
    matching.sort(key=lambda record: (CLUSTER.name_of(record), record["id"]))
    return Found([{**without_secrets(record), "upgrade": upgrade_state(record)} for record in matching])


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "id": {"type": "str"},
        "name": {"type": "str"},
        "type": {"type": "str"},
        "status": {"type": "str"},
        "operational": {"type": "bool"},
    },
)

MANAGED_CLUSTER_INFO = Resource("managed_clusters", ARGUMENTS, find, info=True)
