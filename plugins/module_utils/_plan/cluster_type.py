# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kind *cluster type*: a managed cluster type. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from .._api.errors import OptionError
from .._api.service import TEXT, TEXT_OR_NULL, TEXTS_OR_NULL, Service
from .._argspec import ArgumentSpec
from .difference import Difference, Fields
from .kind import STATE, Entry, Kind, Parent, Record

REQUIRED = ("type", "pod", "org")
DECLARED = (*REQUIRED, "managed_process_ids")

SERVICE = Service(
    noun="managed cluster type",
    path="managed-cluster-types",
    read_scope="idn:managed-cluster-types:read",
    manage_scope="idn:managed-cluster-types:manage",
    fields={"id": TEXT, **dict.fromkeys(REQUIRED, TEXT_OR_NULL), "managedProcessIds": TEXTS_OR_NULL},
    identity=("type",),
    versions=("v2024", "v2025", "v2026", "v1"),
    # Specification: the list has no parameter ``count``, and the body of a PATCH is an object.
    counts=False,
    patch_key="operations",
)


class ClusterType(Kind):
    """A managed cluster type. It belongs to nothing, and a fleet does not declare it."""

    key = "cluster_type"
    noun = "managed cluster type"
    service = SERVICE
    identity = "type"
    defaults: ClassVar[Fields] = {"managed_process_ids": []}
    arguments = ArgumentSpec(
        options={
            "type": {"type": "str"},
            "id": {"type": "str"},
            "pod": {"type": "str"},
            "org": {"type": "str"},
            "managed_process_ids": {"type": "list", "elements": "str"},
            "state": STATE,
        },
        required_one_of=[("type", "id")],
    )

    def filters_of(self, name: str) -> Sequence[str | None]:
        """No filter: the list is short, and no source documents how its query parameters compare values."""
        return [None]

    def fields_of(self, record: Record, entry: Entry) -> Fields:
        """What can be declared of a cluster type."""
        fields = {field: record.get(field) for field in DECLARED}
        return {**fields, "managed_process_ids": record.get("managed_process_ids") or []}

    def compare(self, entry: Entry, current: Record | None, parent: Parent | None, now: datetime) -> Difference:
        """What has to be done so that the entry holds. A new one needs what the API requires."""
        missing = " and ".join(field for field in REQUIRED if entry[field] is None)
        if entry["state"] == "present" and current is None and missing:
            raise OptionError(
                f"{self.label(entry['type'])} not found, and a new one requires {missing}. Give {missing}"
            )
        return super().compare(entry, current, parent, now)

    def desired(self, entry: Entry, parent: Parent | None, before: Fields) -> Fields:
        """The fields that an entry names."""
        return {field: entry[field] for field in DECLARED if entry[field] is not None}
