# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kind *client*: a managed client (virtual appliance). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from .._api.filters import equals
from .._api.service import TEXT, TEXT_OR_NULL, Service
from .._argspec import ArgumentSpec
from .._shown import shown_names
from .difference import Difference, Fields
from .identity import ID_PATTERN
from .kind import STATE, Entry, Kind, Parent, Record

SERVICE = Service(
    noun="managed client",
    path="managed-clients",
    read_scope="idn:remote-client:read",
    manage_scope="idn:remote-client:manage",
    fields={
        "id": TEXT,
        "clusterId": TEXT,
        **dict.fromkeys(
            (
                *("alertKey", "clientId", "clusterType", "createdAt", "description", "ipAddress", "lastSeen", "name"),
                *("provisionStatus", "secret", "sinceLastSeen", "status", "type", "updatedAt", "vaVersion"),
            ),
            TEXT_OR_NULL,
        ),
    },
)


class Client(Kind):
    """A managed client. It belongs to a cluster."""

    key = "client"
    noun = "managed client"
    option = "clients"
    service = SERVICE
    parent = "cluster"
    defaults: ClassVar[Fields] = {"description": "", "type": "VA"}
    types = ("CCG", "VA", "INTERNAL", "IIQ_HARVESTER")
    statuses = ("NORMAL", "UNDEFINED", "NOT_CONFIGURED", "CONFIGURING", "WARNING", "ERROR", "FAILED")
    purgeable = True
    immutable = ("cluster_id", "type")
    immutable_advice = (
        "Set recreate: true to delete it and create a new one (its appliance must then be deployed again)"
    )
    arguments = ArgumentSpec(
        options={
            "name": {"type": "str"},
            "previous_name": {"type": "str"},
            "id": {"type": "str"},
            "cluster": {"type": "str"},
            "description": {"type": "str"},
            "type": {"type": "str"},
            "state": STATE,
            "recreate": {"type": "bool", "default": False},
        },
        required_one_of=[("name", "id")],
        mutually_exclusive=[("id", "previous_name")],
    )

    def name_of(self, record: Record) -> str:
        """The name of a client: one without a name is called ``VA-`` and its client id (specification)."""
        return super().name_of(record) or ("" if record.get("name") == "" else f"VA-{record.get('client_id')}")

    def filters_of(self, name: str) -> Sequence[str | None]:
        """The filters that find a name; that of a client without one may be unknown to the first."""
        prefix, _dash, client_id = name.partition("-")
        unnamed = [equals("clientId", client_id)] if prefix == "VA" and ID_PATTERN.fullmatch(client_id) else []
        return [*super().filters_of(name), *unnamed]

    def fields_of(self, record: Record, entry: Entry) -> Fields:
        """The declarable fields of a client."""
        return {
            "name": self.name_of(record),
            "cluster_id": record["cluster_id"],
            # null and "" are the same (specification: the default is "").
            "description": record.get("description") or "",
            "type": record.get("type"),
        }

    def desired(self, entry: Entry, parent: Parent | None, before: Fields) -> Fields:
        """The fields that an entry names."""
        wanted: dict[str, Any] = {
            "name": entry["name"],
            "cluster_id": parent.reference if parent else None,
            "description": entry["description"],
            "type": entry["type"],
        }
        return {field: value for field, value in wanted.items() if value is not None}

    def warnings_of(
        self, entry: Entry, current: Record | None, difference: Difference, namesakes: Sequence[str]
    ) -> list[str]:
        """Clients of the same name in other clusters, which the user may have meant to move."""
        warnings = super().warnings_of(entry, current, difference, namesakes)
        if not namesakes:
            return warnings
        return [
            *warnings,
            f"{self.label(entry['name'])} is new in its cluster; clients of the same name in other clusters are not "
            f"changed: {shown_names(sorted(namesakes))}",
        ]
