# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed cluster types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import NotFoundError
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.kinds import CLUSTER_TYPE
from .._secrets import without_secrets
from .outcome import Found, Resource
from .read import refuse_empty

FIELDS = ("type", "pod", "org")


def find(tenant: Tenant, params: Mapping[str, Any]) -> Found:
    """The managed cluster types that match the options, ordered by type and id. Raises SailPointError."""
    refuse_empty(params, "id", *FIELDS)
    endpoint = tenant.endpoint(CLUSTER_TYPE.service)
    if params["id"]:
        record = endpoint.get(params["id"])
        if record is None:
            raise NotFoundError(f'managed cluster type "{params["id"]}" (id) not found')
        records = [record]
    else:
        records = endpoint.find_all()
    matching = [record for record in records if all(params[field] in (None, record.get(field)) for field in FIELDS)]
    matching.sort(key=lambda record: (CLUSTER_TYPE.name_of(record), record["id"]))
    return Found([without_secrets(record) for record in matching])


ARGUMENTS = CONNECTION + ArgumentSpec(options={name: {"type": "str"} for name in ("id", *FIELDS)})

MANAGED_CLUSTER_TYPE_INFO = Resource("managed_cluster_types", ARGUMENTS, find, info=True)
