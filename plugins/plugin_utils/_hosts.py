# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert managed clients to inventory hosts and groups. Pure."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import AmbiguousError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._shown import shown_name

GROUPINGS = ("cluster", "status", "type", "version", "update")
"""What hosts can be grouped by."""

RESERVED = frozenset({"all", "ungrouped", "localhost", "127.0.0.1"})
"""Names that mean something else to Ansible."""

MAX_BYTES = 200
"""Bytes of the name of a host or a group: Ansible makes names of files out of it, which have 255 at most."""

RECORD_VARIABLE = "sailpoint_client"
"""The one variable that holds all that the API tells of a client."""


class Host(NamedTuple):
    """A host: its name, its variables, and the groups that it is in."""

    name: str
    variables: Mapping[str, Any]
    groups: Sequence[str]


def plan_hosts(records: Sequence[Record], hostname: str, group_by: Collection[str], group_prefix: str) -> list[Host]:
    """A host for each managed client.

    ``hostname`` is ``name`` or ``id``. Raises AmbiguousError if two clients would become one host, two values one
    group, or a host has the name of a group.
    """
    hosts = _Names("host", "Rename one of them, or set hostname to id")
    groups = _Names("group", "Remove it from group_by, or rename one of them")
    planned = []
    for record in records:
        label = f'managed client "{shown_name(CLIENT.name_of(record))}" (id {shown_name(record["id"])})'
        text = CLIENT.name_of(record) if hostname == "name" else record["id"]
        name = hosts.claim(safe_host_name(text) or safe_host_name(record["id"]), record["id"], label)
        joined = []
        for grouping in GROUPINGS:
            if grouping not in group_by:
                continue
            for key, value in _values(record, grouping):
                group = safe_group_name(f"{group_prefix}{grouping}_{value}")
                label = f'{grouping} "{shown_name(value)}"' + (f" (id {shown_name(key)})" if key != value else "")
                joined.append(groups.claim(group, (grouping, key), label))
        planned.append(Host(name, _variables(record), joined))
    hosts.refuse_overlap(groups)
    return planned


def safe_host_name(text: str) -> str:
    """A text as the name of a host: letters and digits of any script, ``_``, and within it ``-`` and ``.``.

    It is then safe in host patterns, on command lines and as a file name. It may be empty.
    """
    name = re.sub(r"[^\w.-]", "_", _normal(text))
    name = re.sub(r"^[.-]+", lambda leading: "_" * len(leading.group()), name)
    return f"{name}_" if name in RESERVED else _short(name)


def safe_group_name(text: str) -> str:
    """A text as the name of a group: letters and digits of any script, and ``_``; no digit first."""
    name = re.sub(r"\W", "_", _normal(text))
    return _short(f"_{name}" if re.match(r"\d|$", name) else name)


def internal_ip(record: Record) -> str | None:
    """The internal IP address in the status response, or None."""
    details = record.get("status_details")
    body = details.get("body") if isinstance(details, Mapping) else None
    address = body.get("internal_ip") if isinstance(body, Mapping) else None
    # A zone (fe80::1%eth0) may be any text, and means nothing on another host.
    if not isinstance(address, str) or "%" in address:
        return None
    try:
        return str(ipaddress.ip_address(address.strip()))
    except ValueError:
        return None


class _Names:
    """Names that are in use, each for one thing."""

    def __init__(self, noun: str, advice: str) -> None:
        self._noun = noun
        self._advice = advice
        self._claimed: dict[str, tuple[Any, str]] = {}

    def claim(self, name: str, key: Any, label: str) -> str:
        """Reserve a name for the object with that key. Raises AmbiguousError if another one has it."""
        other_key, other = self._claimed.setdefault(name, (key, label))
        if other_key != key:
            raise AmbiguousError(f"{other} and {label} would both become the {self._noun} {name}. {self._advice}")
        return name

    def refuse_overlap(self, others: _Names) -> None:
        """Raise AmbiguousError if a name is also one of the others."""
        for name in self._claimed.keys() & others._claimed.keys():
            raise AmbiguousError(
                f"{self._claimed[name][1]} would become the {self._noun} {name}, and {others._claimed[name][1]} the "
                f"{others._noun} of the same name. {self._advice}"
            )


def _short(name: str) -> str:
    """The name, or its beginning and a checksum if it is too long for a file name."""
    data = name.encode("utf-8")
    if len(data) <= MAX_BYTES:
        return name
    digest = hashlib.sha256(data).hexdigest()[:16]
    return f"{data[: MAX_BYTES - len(digest) - 1].decode('utf-8', 'ignore')}_{digest}"


def _normal(text: str) -> str:
    # One spelling for what Unicode can spell in several ways.
    return unicodedata.normalize("NFC", text.strip())


def _values(record: Record, grouping: str) -> list[tuple[Any, Any]]:
    """What tells the groups of a record from others, and what each is called."""
    if grouping == "cluster":
        key = record["cluster_id"]
        return [(key, record.get("cluster_name") or key)]
    if grouping == "update":
        upgrade = record.get("cluster_upgrade") or {}
        if not upgrade.get("update_available"):
            return []
        values = ["available", *(["out_of_date"] if upgrade["out_of_date_notified_at"] else [])]
        return [(value, value) for value in values]
    value = record.get("va_version" if grouping == "version" else grouping) or None
    return [] if value is None else [(value, value)]


def _variables(record: Record) -> dict[str, Any]:
    address = internal_ip(record)
    return {RECORD_VARIABLE: record, **({"ansible_host": address} if address else {})}
