# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find entries that conflict, and names that would become ambiguous. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, Tuple

from .._api.errors import AmbiguousError, OptionError, SailPointError
from .._shown import shown_name
from .difference import Fields
from .kind import Kind
from .plan import Change
from .state import State

Conflict = Tuple[Change, SailPointError]
"""A change that conflicts with another one, and the error."""


def conflicts(changes: Sequence[Change], state: State) -> Iterator[Conflict]:
    """Each conflicting change with its error."""
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind.key, []).append(change)
    for of_kind in by_kind.values():
        kind = of_kind[0].kind
        found = list(_same_object(of_kind))
        # The following checks would report duplicates again.
        if kind.has_id and not found:
            found = [*_previous_names(of_kind), *_namesakes(kind, of_kind, state)]
        yield from found


def _same_object(changes: Sequence[Change]) -> Iterator[Conflict]:
    """Two entries that declare the same object, now or after the plan is applied."""
    seen: dict[tuple[Hashable, ...], Change] = {}
    declared = [change for change in changes if not change.purged]
    # Entries that delete a name in any cluster come last: they also affect namesakes in other entries.
    for change in sorted(declared, key=_is_absent_anywhere):
        name = change.kind.named(change.entry)
        keys: list[tuple[Hashable, ...]] = [("id", change.id) if change.id else ("place", name, _place_of(change))]
        if _is_absent_anywhere(change):
            keys.append(("name", name))
        for key in keys:
            other = seen.setdefault(key, change)
            if other is not change:
                yield change, OptionError(f"{_both(other, change)} both declare {change.label}. Keep one of them")
                break
        if not change.entry.get("id"):
            seen.setdefault(("name", name), change)


def _previous_names(changes: Sequence[Change]) -> Iterator[Conflict]:
    """A ``previous_name`` that another entry declares: on the next run it would refer to that object."""
    names: dict[tuple[Any, Any], Change] = {}
    for change in changes:
        name = change.kind.named(change.entry)
        if name and change.entry["state"] == "present":
            names.setdefault((name, _place_of(change)), change)
    for change in changes:
        previous = change.entry.get("previous_name")
        other = names.get((previous, _place_of(change))) if previous else None
        if other and other is not change:
            yield (
                change,
                OptionError(
                    f'{_both(change, other)} conflict: "{shown_name(previous)}" is the previous_name of '
                    f"{change.label} and is also declared present. Remove previous_name, or rename by id"
                ),
            )


def _namesakes(kind: Kind, changes: Sequence[Change], state: State) -> Iterator[Conflict]:
    """Objects that would end up with the same name and parent as another one.

    Also entries by name, if other entries leave another object of that name: on the next run, the entry would refer to
    that one, or be ambiguous.
    """
    changed = {change.current["id"]: change.difference.after for change in changes if change.current}
    left = [changed.get(record["id"], _fields(kind, record)) for record in state.all(kind.key)]
    left += [change.difference.after for change in changes if not change.current]
    places = Counter(_place(kind, fields) for fields in left if fields)
    names = Counter(fields[kind.identity] for fields in left if fields)
    for change in changes:
        before, after = change.difference.before, change.difference.after
        if after and _place(kind, after) != _place(kind, before) and places[_place(kind, after)] > 1:
            where = f" in its {kind.parent}" if kind.parent else ""
            former = kind.name_of(change.current) if change.current else change.name
            yield (
                change,
                AmbiguousError(
                    f"{_prefix(change)}{kind.label(former)} would "
                    f'become the second one named "{shown_name(after[kind.identity])}"{where}. Choose another name'
                ),
            )
    for change in changes:
        if change.purged or change.entry.get("id"):
            continue
        name = change.entry[kind.identity]
        anywhere = kind.parent is not None and change.entry[kind.parent] is None
        count = names[name] if anywhere else places[name, _place_of(change)]
        if count > bool(change.difference.after):
            yield (
                change,
                AmbiguousError(
                    f"{_prefix(change)}{change.label} is declared {change.entry['state']}, but after this "
                    "plan another object would have the same "
                    f"name. Give the {kind.parent or 'id'} of each, or choose another name"
                ),
            )


def _is_absent_anywhere(change: Change) -> bool:
    """Whether the entry deletes the object of that name in any cluster."""
    kind, entry = change.kind, change.entry
    if not kind.parent or not kind.has_id or entry.get("id"):
        return False
    return entry[kind.parent] is None and entry["state"] == "absent"


def _place_of(change: Change) -> Hashable:
    """The parent of the object, as far as its entry names one."""
    return change.parent.reference if change.parent else None


def _place(kind: Kind, fields: Fields) -> tuple[Any, Any]:
    return fields.get(kind.identity), fields.get(f"{kind.parent}_id")


def _fields(kind: Kind, record: Fields) -> Fields:
    return {kind.identity: kind.name_of(record), f"{kind.parent}_id": record.get(f"{kind.parent}_id")}


def _both(first: Change, second: Change) -> str:
    return " and ".join(sorted((first.where, second.where), key=_number))


def _number(where: str) -> tuple[str, int]:
    number = "".join(filter(str.isdigit, where))
    return where.rpartition(" ")[2], int(number or 0)


def _prefix(change: Change) -> str:
    return f"{change.where}: " if change.where else ""
