# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a plan from a declaration and the state of a tenant. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from .._api.errors import NotFoundError, OptionError, SailPointError
from .._shown import shown_name, shown_names
from .._texts import matches
from .conflicts import conflicts
from .difference import CREATED, DELETED, UNCHANGED, Difference, absence
from .identity import Directory, find_object, hint, place_name
from .kind import Entry, Kind, Parent, Record
from .kinds import KINDS
from .order import plan_waves
from .plan import Change, Plan, Undeclared
from .purge import parents_to_purge
from .state import State

UNKNOWN_ABSENT = ("ok", "warn", "fail")
"""What to do if the object to delete does not exist, but a similar name does."""


class Declared(NamedTuple):
    """An entry of a declaration. ``where`` names it in messages (``entry 3 of clients``), unless it is the only one."""

    kind: Kind
    entry: Entry
    where: str = ""


class Scope(NamedTuple):
    """The options of a plan, apart from its entries.

    Clients of the clusters in ``purge`` (names or ids, or ``all``) that no entry declares are deleted, unless
    ``purge_ignore`` has their name or id, or that of their cluster, or a pattern that matches it. Objects of the kinds
    in ``complete``, all of which were read, are *undeclared* if no entry declares them.
    """

    purge: Sequence[str] = ()
    complete: Sequence[Kind] = ()
    unknown_absent: str = "warn"
    purge_ignore: Sequence[str] = ()


NARROW = Scope()


def make_plan(declared: Sequence[Declared], state: State, now: datetime, scope: Scope = NARROW) -> Plan:
    """The plan that applies the entries to a tenant in this state. The order of the entries does not matter.

    Entries that are invalid, conflict, or would give two objects the same name are *refused*. Raises SailPointError for
    clusters to purge that do not exist.
    """
    planner = _Planner(declared, state, now, scope)
    planner.plan_parents()
    planner.plan_children()
    purged = planner.purge()
    planner.plan_absent_parents(purged)
    changes = [*planner.changes(), *purged]
    numbers = {id(change): number for number, change in enumerate(changes)}
    accepted = [change for number, change in enumerate(changes) if number not in planner.refused]
    refused = {numbers[id(change)]: error for change, error in conflicts(accepted, state)}
    refused = {**refused, **planner.refused}
    return Plan(
        changes,
        [] if refused else plan_waves(changes),
        planner.undeclared(changes),
        planner.warnings,
        dict(sorted(refused.items())),
        planner.spared,
    )


class _Planner:
    def __init__(self, declared: Sequence[Declared], state: State, now: datetime, scope: Scope) -> None:
        self.warnings: list[str] = []
        self.refused: dict[int, SailPointError] = {}
        self.spared: set[str | None] = set()
        self._declared = declared
        self._state = state
        self._now = now
        self._scope = scope
        self._changes: dict[int, Change] = {}
        self._found: dict[int, Record | None] = {}
        self._declared_by: dict[tuple[str, str], int] = {}
        # The parents by kind, before and after the plan is applied.
        self._before: dict[str, Directory] = {}
        self._after: dict[str, Directory] = {}

    def changes(self) -> list[Change]:
        """The changes of all entries, in their order."""
        return [self._changes[number] for number in range(len(self._declared))]

    def plan_parents(self) -> None:
        """Plan objects without a parent, except deletions. Children can refer to them afterwards."""
        for number, (kind, entry, _where) in enumerate(self._declared):
            with self._entry(number):
                kind.check(entry, self._now)
                if kind.parent is None:
                    self._find(number, None)
                    if entry["state"] == "present":
                        self._compare(number, None)
        for kind in KINDS:
            if kind.key in {child.parent for child in KINDS}:
                self._make_directories(kind)

    def plan_children(self) -> None:
        """Plan objects that have a parent."""
        for number, (kind, entry, where) in enumerate(self._declared):
            if kind.parent is None or number in self.refused:
                continue
            with self._entry(number):
                try:
                    parent = self._parent_of(kind, entry)
                except NotFoundError as error:
                    label = kind.label(kind.named(entry) or entry.get("id") or entry[kind.parent])
                    if entry["state"] == "present" or entry.get("id"):
                        raise NotFoundError(f"{label}: {error}" if kind.has_id else str(error)) from None
                    # Without its parent, the object does not exist either.
                    if not self._is_declared_absent(kind.parent, entry[kind.parent]):
                        self._report_missing(where, label, str(error))
                    self._add(number, None, absence({}))
                    continue
                self._find(number, parent)
                self._compare(number, parent)

    def plan_absent_parents(self, purged: Sequence[Change]) -> None:
        """Plan the deletion of parents, now that their remaining children are known."""
        for number in range(len(self._declared)):
            if number not in self._changes:
                with self._entry(number):
                    self._compare(number, None)
                    self._changes[number] = self._with_children(self._changes[number], purged)

    def purge(self) -> list[Change]:
        """The deletions of undeclared objects within the clusters to purge."""
        touched = {(change.kind.key, change.id) for change in self._changes.values() if change.current}
        purged = []
        for kind in KINDS:
            if not kind.purgeable:
                continue
            directory = self._before[kind.parent or ""]
            for parent in parents_to_purge(
                kind, self._scope.purge, self._state, directory, self._after[kind.parent or ""]
            ):
                for record in self._state.within(kind.key, parent.id):
                    name, fields = kind.name_of(record), kind.fields_of(record, {})
                    if (kind.key, record["id"]) in touched:
                        continue
                    if self._is_ignored(kind, record):
                        self.spared.add(parent.id)
                        continue
                    there = directory.get(record[f"{kind.parent}_id"])
                    purged.append(Change(kind, name, {}, "", None, there, record, absence(fields), purged=True))
        return sorted(purged, key=lambda change: (change.name, change.id or ""))

    def undeclared(self, changes: Sequence[Change]) -> list[Undeclared]:
        """The objects that no entry declares."""
        known = {(change.kind.key, change.id) for change in changes}
        # The object of a refused entry may be unknown.
        refused = [self._changes[number] for number in self.refused]
        named = {(change.kind.key, change.name) for change in refused}
        found = []
        for kind in self._scope.complete:
            for record in self._state.all(kind.key):
                name = kind.name_of(record)
                if (kind.key, record["id"]) not in known and (kind.key, name) not in named:
                    place_id = record.get(f"{kind.parent}_id")
                    place = self._origin_of(kind, place_id) if place_id else None
                    found.append(Undeclared(kind, name, record["id"], place.name if place else place_id))
        return sorted(found, key=lambda one: (one.kind.key, one.cluster or "", one.name, one.id))

    @contextmanager
    def _entry(self, number: int) -> Iterator[None]:
        """A context that plans one entry. An error marks the entry as refused."""
        try:
            yield
        except SailPointError as error:
            kind, entry, where = self._declared[number]
            self.refused[number] = type(error)(f"{where}: {error}") if where else error
            name = entry.get(kind.identity) or entry.get("id") or ""
            self._changes[number] = Change(
                kind, name, entry, where, None, None, self._found.get(number), Difference(UNCHANGED, {}, {})
            )

    def _is_ignored(self, kind: Kind, record: Record) -> bool:
        """Whether ``purge_ignore`` protects an object: by its name or id, or by its cluster's id, old or new name."""
        parent_id = record[f"{kind.parent}_id"]
        parent = self._origin_of(kind, parent_id)
        known_as = {kind.name_of(record), record["id"], parent_id, place_name(kind, record, self._state)}
        known_as |= {parent.name} if parent else set()
        return any(matches(text, self._scope.purge_ignore) for text in known_as)

    def _find(self, number: int, parent: Parent | None) -> None:
        kind, entry, _where = self._declared[number]
        if not kind.has_id:
            found = self._state.part(kind.key, parent.id if parent else None)
        else:
            found = find_object(kind, entry, self._state, parent.reference if parent else None)
        self._found[number] = found
        if found and found.get("id"):
            self._declared_by[kind.key, found["id"]] = number

    def _compare(self, number: int, parent: Parent | None) -> None:
        kind, entry, where = self._declared[number]
        current = self._found[number]
        difference = kind.compare(entry, current, parent, self._now)
        if difference.action == CREATED and kind.parent and parent is None:
            raise OptionError(
                f"{kind.label(entry[kind.identity])} not found, and a new one requires a {kind.parent}. "
                f"Give {kind.parent}"
            )
        if current and kind.parent and parent is None:
            # The entry does not name its parent, so the current parent counts.
            parent_id = current.get(f"{kind.parent}_id")
            parent = self._after[kind.parent].get(parent_id)
            former = self._before[kind.parent].get(parent_id)
            if former and parent is None and entry["state"] == "present":
                raise OptionError(self._deleted_or_renamed(kind.parent, former.name, former))
        self._add(number, parent, difference)
        change = self._changes[number]
        warnings = kind.warnings_of(entry, current, difference, self._namesakes(change))
        self.warnings += [f"{where}: {text}" if where else text for text in warnings]
        if entry["state"] == "absent" and current is None and kind.named(entry):
            near = self._state.near(kind, change.name, parent.id if parent else None)
            if near:
                self._report_missing(where, change.label, f"not found{hint(near)}")

    def _namesakes(self, change: Change) -> list[str]:
        """The objects that have the name of a new one, by id and place."""
        kind = change.kind
        if change.action != CREATED or not kind.parent:
            return []
        return [
            f"{record['id']} ({kind.parent} {shown_name(place_name(kind, record, self._state))})"
            for record in self._state.named(kind.key, change.name)
        ]

    def _add(self, number: int, parent: Parent | None, difference: Difference) -> None:
        kind, entry, where = self._declared[number]
        current = self._found.get(number)
        name = {**difference.before, **difference.after}.get(kind.identity) or kind.named(entry)
        if not kind.has_id:
            name = parent.name if parent else entry[kind.identity]
        origin = None
        if kind.parent and current:
            origin_id = current.get(f"{kind.parent}_id", parent.id if parent else None)
            origin = self._origin_of(kind, origin_id)
        self._changes[number] = Change(kind, name or entry["id"], entry, where, parent, origin, current, difference)

    def _origin_of(self, kind: Kind, object_id: str | None) -> Parent | None:
        """The parent of an object, with its new name: a renamed cluster does not change its clients."""
        key = kind.parent or ""
        return self._after[key].get(object_id) or self._before[key].get(object_id)

    def _make_directories(self, kind: Kind) -> None:
        before, after = [], []
        for record in self._state.all(kind.key):
            before.append(Parent.of(kind, record))
            number = self._declared_by.get((kind.key, record["id"]))
            if number is None:
                after.append(before[-1])
            elif self._declared[number].entry["state"] == "present":
                after.append(before[-1]._replace(name=self._changes[number].name))
        for number, change in self._changes.items():
            if change.kind is kind and change.action == CREATED:
                after.append(Parent(None, change.name, number))
        self._before[kind.key], self._after[kind.key] = Directory(kind, before), Directory(kind, after)

    def _parent_of(self, kind: Kind, entry: Entry) -> Parent | None:
        reference = entry[kind.parent or ""]
        if reference is None:
            return None
        before, after = self._before[kind.parent or ""], self._after[kind.parent or ""]
        try:
            return after.find(reference)
        except NotFoundError:
            former = before.find(reference)
        if entry["state"] == "absent":
            return former
        raise OptionError(self._deleted_or_renamed(kind.parent or "", reference, former))

    def _deleted_or_renamed(self, key: str, reference: str, former: Parent) -> str:
        """The error for a reference to an object that another entry deletes or renames."""
        number = self._declared_by[key, former.id or ""]
        other = self._changes.get(number)
        where = self._declared[number].where
        named = f'{key} "{shown_name(reference)}"'
        if other is None:
            return f"{named} is declared absent by {where}. Set its state to present, or refer to another {key}"
        return f'{named} is renamed to "{shown_name(other.name)}" by {where}. Use its new name'

    def _with_children(self, change: Change, purged: Sequence[Change]) -> Change:
        """The deletion of a cluster, with the clients deleted with it. Raises OptionError if it must be empty."""
        if change.action != DELETED or not change.current:
            return change
        leaving = {(one.kind.key, one.id) for one in [*self._changes.values(), *purged] if one.deletes}
        left = []
        listed = set()
        for kind in KINDS:
            if kind.parent == change.kind.key:
                records = self._state.within(kind.key, change.current["id"])
                listed |= {record["id"] for record in records}
                left += [kind.name_of(record) for record in records if (kind.key, record["id"]) not in leaving]
        # Also clients that the list does not show yet, but the cluster names.
        left = sorted(left) or sorted(map(str, set(change.kind.members_of(change.current)) - listed))
        if left and not change.entry.get("remove_clients"):
            raise OptionError(
                f"{change.label} was not deleted because it has clients: {shown_names(left)}. Delete them "
                "first, or set "
                "remove_clients: true to delete them with it"
            )
        fields = {**change.difference.before, **({"clients": left} if left else {})}
        return change._replace(difference=absence(fields))

    def _is_declared_absent(self, key: str, reference: str) -> bool:
        return any(
            kind.key == key and entry["state"] == "absent" and reference in (entry[kind.identity], entry["id"])
            for kind, entry, _where in self._declared
        )

    def _report_missing(self, where: str, label: str, text: str) -> None:
        """Warn or fail, as ``on_not_found`` says: the object to delete is missing, but a similar name exists."""
        message = f"{where}: {label}: {text}" if where else f"{label}: {text}"
        if self._scope.unknown_absent == "fail":
            raise NotFoundError(f"{label}: {text}")
        if self._scope.unknown_absent == "warn":
            self.warnings.append(f"nothing to delete: {message}")
