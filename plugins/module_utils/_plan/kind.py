# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of kinds of objects. Each kind has a file; ``kinds.py`` lists them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Dict, Mapping, NamedTuple

from .._api.errors import ImmutableError, OptionError
from .._api.fields import to_snake_case
from .._api.filters import equals
from .._api.service import Service
from .._argspec import ArgumentSpec
from .._options import check_known, refuse_other_case
from .._shown import shown_name
from .difference import CREATED, RECREATED, Difference, Fields, absence, presence

Record = Dict[str, Any]
"""An object as it was read: its fields in snake_case, and their values as the API gives them."""

Entry = Mapping[str, Any]
"""The checked options that declare one object; those that are not given are None."""

GIVEN = ("updated_at",)
"""Fields to which the tenant gives another value with each change."""

STATE = {"type": "str", "default": "present", "choices": ["present", "absent"]}


class Parent(NamedTuple):
    """The parent of an object, as it will be after the plan is applied.

    ``id`` is None if the parent does not exist yet. ``new`` is then the index of the change that creates it.
    """

    id: str | None
    name: str
    new: int | None = None
    created_at: str | None = None

    @classmethod
    def of(cls, kind: Kind, record: Record) -> Parent:
        """An object that was read."""
        return cls(record["id"], kind.name_of(record), created_at=record.get("created_at"))

    @property
    def reference(self) -> Any:
        """The value of ``cluster_id`` in its children: its id, or the change that creates it."""
        return self.id if self.id is not None else CreatedBy(self.new or 0)


class CreatedBy(NamedTuple):
    """The id of an object that the change of that number creates."""

    change: int


class Kind:
    """A kind of object, and how an object is compared with its declaration."""

    key = ""
    """What a plan calls it, such as ``client``."""
    noun = ""
    """What messages call an object, such as ``managed client``."""
    option = ""
    """The option and, after ``fleet_``, the role variable that lists the declared ones, such as ``clients``.

    Empty if no fleet declares objects of this kind.
    """
    arguments = ArgumentSpec({})
    """The options that declare an object of this kind."""
    identity = "name"
    """The field and option with its name."""
    service: ClassVar[Service]
    """The API's paths and scopes for these objects; for a part of an object, those of that object."""
    part = ""
    """For a part of an object: the end of its path, its required string fields, and the value that resets it."""
    part_texts: Sequence[str] = ()
    part_default: ClassVar[Fields] = {}
    parent: str | None = None
    """The kind of its parent, which is also the name of the option that refers to the parent."""
    defaults: ClassVar[Fields] = {}
    """The fields that a new object gets if they are not declared."""
    types: Sequence[str] = ()
    """The types of the specification. Others are sent as they are."""
    statuses: Sequence[str] = ()
    """The statuses of the specification. The vendor adds to them."""
    immutable: Sequence[str] = ()
    """Fields that no source says a PATCH can change."""
    immutable_advice = ""
    purgeable = False
    """Whether a purge deletes undeclared objects of this kind."""

    @property
    def has_id(self) -> bool:
        """Whether an object has an id. If not, it is a part of its parent, as log levels are of a cluster."""
        return "id" in self.arguments.options

    @property
    def not_empty(self) -> Sequence[str]:
        """The options that cannot be empty texts."""
        return (self.identity, "id", "previous_name", self.parent or "", "type")

    def filters_of(self, name: str) -> Sequence[str | None]:
        """The filters of the API's list that find the objects of that name; None for the whole list."""
        return [equals(self.identity, name)]

    def name_of(self, record: Record) -> str:
        """What the object is called; empty if it has no name."""
        return str(record[self.identity]) if record.get(self.identity) is not None else ""

    def named(self, entry: Entry) -> str | None:
        """The name that an entry gives to the object, if objects of this kind have names."""
        return entry.get(self.identity) if self.has_id else None

    def label(self, name: object) -> str:
        """The object in messages, such as ``managed client "paris-1"``."""
        return f'{self.noun} "{shown_name(name)}"'

    def fields_of(self, record: Record, entry: Entry) -> Fields:
        """What can be declared of an object and, if that depends on it, what the entry declares of it."""
        raise NotImplementedError

    def desired(self, entry: Entry, parent: Parent | None, before: Fields) -> Fields:
        """The fields that an entry names, of an object that has the fields ``before``."""
        raise NotImplementedError

    def delete_query(self, entry: Entry) -> Mapping[str, str]:
        """The query parameters of a delete request."""
        return {}

    def expected(self, entry: Entry, current: Record | None, difference: Difference, now: datetime) -> Record:
        """The object after the change, made at ``now``. Fields that only the tenant sets are null."""
        known = current or dict.fromkeys(to_snake_case(self.service.fields))
        given = dict.fromkeys(name for name in GIVEN if name in known)
        return {**known, **given, **difference.after}

    def members_of(self, record: Record) -> Sequence[str]:
        """The ids of the objects that belong to this one, as far as its record tells."""
        return ()

    def warnings_of(
        self, entry: Entry, current: Record | None, difference: Difference, namesakes: Sequence[str]
    ) -> list[str]:
        """Warnings about a change. ``namesakes`` are existing objects with the name of a new one."""
        is_new = difference.action in (CREATED, RECREATED) and entry.get("type")
        return check_known("type", [entry["type"]], self.types) if is_new else []

    def check(self, entry: Entry, now: datetime) -> None:
        """Check what an entry holds beyond its types. Raises OptionError."""
        for option in self.not_empty:
            if entry.get(option) == "":
                raise OptionError(f"{option} is empty. Give a value or omit the option")

    def compare(self, entry: Entry, current: Record | None, parent: Parent | None, now: datetime) -> Difference:
        """The difference between the object and the entry. Raises OptionError or ImmutableError."""
        before = self.fields_of(current, entry) if current else {}
        if entry["state"] == "absent":
            return absence(before)
        if entry.get("type") not in (None, before.get("type")):
            refuse_other_case(f"{self._label_of(entry, current)}: type", entry["type"], self.types)
        desired = self.desired(entry, parent, before)
        if before:
            # A null field is unknown, not different, and cannot be changed.
            unknown = [name for name in self.immutable if before.get(name) is None]
            desired = {name: value for name, value in desired.items() if name not in unknown}
        found = presence(desired, before, self.defaults)
        differing = [name for name in self.immutable if before and found.after.get(name) != before.get(name)]
        if not differing:
            return found
        if entry.get("recreate"):
            return Difference(RECREATED, found.before, found.after)
        changes = " and ".join(self._change(name, found, parent) for name in differing)
        raise ImmutableError(
            f"{self._label_of(entry, current)} cannot change its {changes} in place. {self.immutable_advice}"
        )

    def _label_of(self, entry: Entry, current: Record | None) -> str:
        return self.label(self.name_of(current) if current else entry[self.identity] or entry["id"])

    def _change(self, field: str, found: Difference, parent: Parent | None) -> str:
        if parent and field == f"{self.parent}_id":
            return f'{self.parent} to "{shown_name(parent.name)}"'
        return f'{field} from "{shown_name(found.before[field])}" to "{shown_name(found.after[field])}"'
