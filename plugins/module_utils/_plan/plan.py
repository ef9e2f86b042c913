# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan: the changes to a tenant and their order. Diff, check mode, drift and approval show it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from .._api.errors import SailPointError
from .._api.fields import to_camel_case
from .._api.unknown_ids import without_unknown_ids
from .._shown import shown_name
from .difference import ACTIONS, DELETED, PATCHED, RECREATED, REPLACED, UNCHANGED, Difference, Fields, json_patch
from .kind import Entry, Kind, Parent, Record


class Change(NamedTuple):
    """The change of one object; its action may be ``unchanged``.

    ``where`` is the entry that declares it (``entry 3 of clients``), or empty for a single object and for one that is
    purged. ``current`` is the record that was read. ``parent`` is the desired parent, and ``origin`` the current one,
    if known.
    """

    kind: Kind
    name: str
    entry: Entry
    where: str
    parent: Parent | None
    origin: Parent | None
    current: Record | None
    difference: Difference
    purged: bool = False

    @property
    def action(self) -> str:
        """One of ``ACTIONS``."""
        return self.difference.action

    @property
    def changes(self) -> bool:
        """Whether anything is done."""
        return self.difference.action != UNCHANGED

    @property
    def deletes(self) -> bool:
        """Whether an object that exists is deleted, even if another one is created in its place."""
        return self.difference.action in (DELETED, RECREATED)

    @property
    def label(self) -> str:
        """What messages call the object."""
        return self.kind.label(self.name)

    @property
    def id(self) -> str | None:
        """The id of the object; None if it does not exist or has none of its own."""
        return (self.current or {}).get("id") or self.entry.get("id")

    @property
    def patch(self) -> list[dict[str, Any]]:
        """The JSON Patch (paths as in the API) that a PATCH sends; empty if the object is created or deleted."""
        if self.action != PATCHED:
            return []
        before, after = self.difference.before, self.difference.after
        return (
            json_patch(to_camel_case(before), to_camel_case(after)) if self.kind.has_id else json_patch(before, after)
        )

    def expected(self, now: datetime) -> Record:
        """The object as the change leaves it if it is made now, as far as that is known before."""
        return self.kind.expected(self.entry, self.current, self.difference, now)

    def planned_again(self, record: Record | None, now: datetime) -> Change:
        """What is still to be done to an object that has changed meanwhile. Raises OptionError or ImmutableError."""
        difference = self.kind.compare(self.entry, record, self.parent, now)
        return self._replace(current=record, difference=difference)

    @property
    def before(self) -> Fields:
        """The fields that it has, as people read them: what it belongs to by its name, not by its id."""
        return _readable(self.kind, self.difference.before, self.origin)

    @property
    def after(self) -> Fields:
        """The fields that it is to have, as people read them."""
        return _readable(self.kind, self.difference.after, self.parent)

    def as_result(self) -> dict[str, Any]:
        """The change as a module returns it."""
        place = self.parent or self.origin
        return {
            "kind": self.kind.key,
            "name": self.name,
            "id": self.id,
            "cluster": place.name if place else None,
            "action": self.action,
            "before": self.before,
            "after": self.after,
            "patch": self.patch,
        }

    def diff(self) -> dict[str, Any]:
        """The change as Ansible shows it with ``--diff``."""
        place = (self.parent or self.origin) if self.kind.has_id else None
        title = f"{self.label} in {shown_name(place.name)}" if place else self.label
        replaced = f" {REPLACED}" if self.action == RECREATED else ""
        return {
            "before": self.before,
            "after": self.after,
            "before_header": title,
            "after_header": f"{title}{replaced}",
        }


class Step(NamedTuple):
    """One step of a plan: the change with that index. ``interim`` is a temporary name, given in an earlier step.

    Without it, two objects that swap names would briefly have the same name, which a tenant may refuse.
    """

    number: int
    interim: str = ""


class Undeclared(NamedTuple):
    """An object that no entry declares."""

    kind: Kind
    name: str
    id: str
    cluster: str | None

    def as_result(self) -> dict[str, Any]:
        """As a module returns it."""
        return {"kind": self.kind.key, "name": self.name, "id": self.id, "cluster": self.cluster}


class Plan(NamedTuple):
    """The changes to a tenant, in order.

    ``changes`` has one for each entry, in their order and including unchanged ones, then the purged objects. The steps
    of a wave run concurrently, after those of the previous wave. ``refused`` are the errors of invalid entries by the
    index of their change; a plan with any must not be applied. ``spared`` are the ids of clusters in which
    ``purge_ignore`` protects clients.
    """

    changes: Sequence[Change]
    waves: Sequence[Sequence[Step]]
    undeclared: Sequence[Undeclared] = ()
    warnings: Sequence[str] = ()
    refused: Mapping[int, SailPointError] = MappingProxyType({})
    spared: Collection[str | None] = ()

    @property
    def pending(self) -> list[Change]:
        """The changes that do something, without those that are refused."""
        return [change for number, change in enumerate(self.changes) if change.changes and number not in self.refused]

    @property
    def digest(self) -> str:
        """The same text for the same plan, and another one if anything in it differs."""
        described = sorted(canonical(change.as_result()) for change in self.pending)
        undeclared = sorted(canonical(found.as_result()) for found in self.undeclared)
        return hashlib.sha256(json.dumps([described, undeclared]).encode()).hexdigest()


def summary(actions: Sequence[str]) -> dict[str, int]:
    """How often each action occurs."""
    counts = Counter(actions)
    return {action: counts[action] for action in ACTIONS}


def _readable(kind: Kind, fields: Fields, place: Parent | None) -> Fields:
    reference = f"{kind.parent}_id"
    if place is None or reference not in fields:
        return fields
    return {
        str(kind.parent) if name == reference else name: place.name if name == reference else value
        for name, value in fields.items()
    }


def canonical(value: Mapping[str, Any]) -> str:
    """A change as a text that is the same for the same change, also if its ids are not known yet."""
    return json.dumps(without_unknown_ids(value), sort_keys=True, default=str)
