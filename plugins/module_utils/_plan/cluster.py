# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kind *cluster*: a managed cluster. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Dict, Optional

from .._api.errors import OptionError
from .._api.service import OBJECT_OR_NULL, TEXT, TEXT_OR_NULL, TEXTS_OR_NULL, Service
from .._argspec import ArgumentSpec
from .difference import Difference, Fields
from .kind import STATE, Entry, Kind, Parent, Record

SERVICE = Service(
    noun="managed cluster",
    path="managed-clusters",
    read_scope="idn:remote-client:read",
    manage_scope="idn:remote-client:manage",
    fields={
        "id": TEXT,
        **dict.fromkeys(("createdAt", "description", "name", "status", "type", "updatedAt"), TEXT_OR_NULL),
        **dict.fromkeys(
            (
                "consolidatedHealthIndicatorsStatus",
                "currentInstalledReleaseVersion",
                "isOutOfDateNotifiedAt",
                "updatePackage",
            ),
            TEXT_OR_NULL,
        ),
        **dict.fromkeys(("attributes", "configuration", "updatePreferences"), OBJECT_OR_NULL),
        "clientIds": TEXTS_OR_NULL,
    },
)

Configuration = Dict[str, Optional[str]]
"""Configuration keys of an entry and their values in the format of the API; None to remove a key."""


class Cluster(Kind):
    """A managed cluster. Clients and log levels belong to it."""

    key = "cluster"
    noun = "managed cluster"
    option = "clusters"
    service = SERVICE
    # Specification: the default type is idn.
    defaults: ClassVar[Fields] = {"description": "", "type": "idn"}
    types = ("idn", "iai", "spConnectCluster", "sqsCluster", "das-rc", "das-pc", "das-dc", "pag", "das-am", "standard")
    statuses = ("CONFIGURING", "FAILED", "NO_CLIENTS", "NORMAL", "WARNING")
    immutable = ("type",)
    immutable_advice = "Declare a cluster with another name, and move the appliances there"
    arguments = ArgumentSpec(
        options={
            "name": {"type": "str"},
            "previous_name": {"type": "str"},
            "id": {"type": "str"},
            "type": {"type": "str"},
            "description": {"type": "str"},
            "configuration": {"type": "dict"},
            "state": STATE,
            "remove_clients": {"type": "bool", "default": False},
        },
        required_one_of=[("name", "id")],
        mutually_exclusive=[("id", "previous_name")],
    )

    def check(self, entry: Entry, now: datetime) -> None:
        """Check the configuration, too. Raises OptionError."""
        super().check(entry, now)
        as_configuration(entry["configuration"] or {})

    def fields_of(self, record: Record, entry: Entry) -> Fields:
        """The declarable fields of a cluster, with only those configuration keys that the entry names."""
        fields = {
            "name": self.name_of(record),
            "type": record.get("type"),
            # null and "" are the same, as with clients.
            "description": record.get("description") or "",
        }
        named, known = entry.get("configuration"), record.get("configuration")
        if named and isinstance(known, dict):
            keys = as_configuration(named)
            fields["configuration"] = {key: as_text(known[key]) for key in keys if known.get(key) is not None}
        return fields

    def delete_query(self, entry: Entry) -> Mapping[str, str]:
        """Whether its clients are deleted, too. By default the API refuses."""
        return {"removeClients": "true"} if entry.get("remove_clients") else {}

    def expected(self, entry: Entry, current: Record | None, difference: Difference, now: datetime) -> Record:
        """The cluster as a change leaves it: configuration keys that the entry does not name stay."""
        record = super().expected(entry, current, difference, now)
        # A new one has no clients.
        record["client_ids"] = record.get("client_ids") or []
        known = (current or {}).get("configuration") or {}
        named = as_configuration(entry.get("configuration") or {})
        others = {key: value for key, value in known.items() if key not in named}
        return {**record, "configuration": {**others, **difference.after.get("configuration", {})}}

    def members_of(self, record: Record) -> Sequence[str]:
        """The ids of its clients."""
        return record.get("client_ids") or ()

    def desired(self, entry: Entry, parent: Parent | None, before: Fields) -> Fields:
        """The fields that an entry names. Removing keys from a cluster without a configuration changes nothing."""
        fields = {field: entry[field] for field in ("name", "type", "description") if entry[field] is not None}
        if entry["configuration"]:
            configuration = as_configuration(entry["configuration"])
            kept = {key: value for key, value in configuration.items() if value is not None}
            if kept or "configuration" in before:
                fields["configuration"] = kept
        return fields


def as_configuration(given: Mapping[str, Any]) -> Configuration:
    """A configuration in the format of the API, where all values are strings. Raises OptionError."""
    return {key: None if value is None else as_text(value) for key, value in given.items()}


def as_text(value: Any) -> str:
    """A value of YAML as a string: ``true``, ``5``, and compact JSON for lists and mappings.

    Raises OptionError for a value that JSON cannot represent.
    """
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise OptionError(f"configuration: {value} cannot be written as JSON. Give it as a string") from None
