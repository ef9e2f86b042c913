# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the object that an entry refers to: by id or by exact name, never a guess. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from .._api.errors import AmbiguousError, NotFoundError, OptionError, RacingError
from .._shown import shown_name, shown_names
from .kind import Entry, Kind, Parent, Record
from .moments import moment_of
from .state import NearNames, State

ID_PATTERN = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""The format of ids in the specification's examples. It decides which request is sent, never what matches."""

RACE = timedelta(seconds=60)
"""Namesakes created within this time may come from concurrent runs, which are about to delete the duplicates."""


def require_single(kind: Kind, name: str, records: Sequence[Record], advice: str) -> Record | None:
    """The record, or None if there is none. Raises AmbiguousError, with their ids, if there are more."""
    if len(records) < 2:
        return records[0] if records else None
    error = _ambiguity(record.get("created_at") for record in records)
    ids = shown_names(sorted(str(record["id"]) for record in records))
    raise error(f"{kind.label(name)} exists {len(records)} times (ids {ids}). {advice}")


def find_object(kind: Kind, entry: Entry, state: State, parent_id: Any) -> Record | None:
    """The object that an entry refers to; None if it does not exist.

    ``parent_id`` is the id of the parent, if the entry names one. Raises NotFoundError, AmbiguousError or OptionError.
    """
    if entry["id"]:
        current = state.get(kind.key, entry["id"])
        _check_found_by_id(kind, entry, current, parent_id, state)
        return current
    name, previous_name = entry[kind.identity], entry.get("previous_name")
    found = pick_named(kind, name, state.named(kind.key, name), parent_id)
    if previous_name is None:
        return found
    if previous_name == name:
        raise OptionError(f"previous_name equals the name: {kind.label(previous_name)}. Remove it")
    previous = pick_named(kind, previous_name, state.named(kind.key, previous_name), parent_id)
    if found and previous:
        raise AmbiguousError(
            f"{kind.label(name)} and its previous_name, {kind.label(previous_name)}, both exist. "
            "Delete one of them, or remove previous_name"
        )
    return found or previous


def hint(names: Sequence[str]) -> str:
    """The end of a message that suggests similar names, or an empty string."""
    return f". Did you mean {' or '.join(f'{chr(34)}{shown_name(name)}{chr(34)}' for name in names)}?" if names else ""


class Directory:
    """Look up parents by name or id. A name takes precedence, unless the reference looks like an id."""

    def __init__(self, kind: Kind, parents: Iterable[Parent]) -> None:
        self._kind = kind
        self._by_id: dict[str, Parent] = {}
        self._by_name: defaultdict[str, list[Parent]] = defaultdict(list)
        self._near: NearNames | None = None
        for parent in parents:
            self._by_name[parent.name].append(parent)
            if parent.id is not None:
                self._by_id[parent.id] = parent

    @classmethod
    def of(cls, kind: Kind, records: Iterable[Record]) -> Directory:
        """The objects as they were read."""
        return cls(kind, [Parent.of(kind, record) for record in records])

    def get(self, object_id: str | None) -> Parent | None:
        """The object of that id."""
        found = self._by_id.get(object_id or "")
        return self._unambiguous(found) if found else None

    def find(self, reference: str) -> Parent:
        """The object of that name or id. Raises NotFoundError or AmbiguousError."""
        named = self._by_name.get(reference, [])
        by_id = self._by_id.get(reference)
        if by_id and (ID_PATTERN.fullmatch(reference) or not named):
            return self._unambiguous(by_id)
        if len(named) > 1:
            ids = shown_names(sorted(str(parent.id) for parent in named))
            is_new = any(parent.id is None for parent in named)
            error = AmbiguousError if is_new else _ambiguity(parent.created_at for parent in named)
            raise error(
                f'{self._kind.key} "{shown_name(reference)}" exists {len(named)} times (ids {ids}). '
                f"Set {self._kind.key} to the id of the one you mean"
            )
        if not named:
            self._near = self._near or NearNames(self._by_name)
            advice = hint(self._near.of(reference)) or ". Give its exact name (case-sensitive) or its id"
            raise NotFoundError(f'{self._kind.key} "{shown_name(reference)}" not found{advice}')
        return named[0]

    def _unambiguous(self, parent: Parent) -> Parent:
        """The object; if its name is ambiguous, the id is added to the name that is shown."""
        if len(self._by_name[parent.name]) == 1:
            return parent
        return parent._replace(name=f"{parent.name} ({parent.id})")


def pick_named(kind: Kind, name: str, namesakes: Sequence[Record], parent_id: Any) -> Record | None:
    """The one of these namesakes that belongs to the parent, or None. Raises AmbiguousError."""
    if not kind.parent:
        return require_single(kind, name, namesakes, "Give the id of the one you mean")
    if parent_id is None:
        return require_single(kind, name, namesakes, f"Give {kind.parent} or the id of the one you mean")
    inside = [record for record in namesakes if record[f"{kind.parent}_id"] == parent_id]
    return require_single(kind, name, inside, f"All are in one {kind.parent}. Give the id of the one you mean")


def _check_found_by_id(kind: Kind, entry: Entry, current: Record | None, parent_id: Any, state: State) -> None:
    if entry["state"] == "present":
        if current is None:
            what = f"{kind.identity} and {kind.parent}" if kind.parent else kind.identity
            raise NotFoundError(
                f"{kind.label(entry['id'])} (id) not found. The tenant assigns the id of a new {kind.key}: "
                f"to create one, give {what} only"
            )
        return
    if current is None:
        return
    # The id and the name or cluster contradict each other: deleting either object would be a guess.
    if entry[kind.identity] not in (None, kind.name_of(current)):
        raise _disagreement(kind, entry, kind.identity, kind.name_of(current))
    if kind.parent and parent_id not in (None, current[f"{kind.parent}_id"]):
        raise _disagreement(kind, entry, kind.parent, place_name(kind, current, state))


def place_name(kind: Kind, record: Record, state: State) -> str:
    """The name of the object that this one belongs to; its id, if that is all that is known of it."""
    place_id = str(record[f"{kind.parent}_id"])
    place = state.get(kind.parent or "", place_id)
    return str(place.get("name") or place_id) if place else place_id


def _disagreement(kind: Kind, entry: Entry, option: str, actual: str) -> OptionError:
    return OptionError(
        f'{kind.label(entry["id"])} (id) has the {option} "{shown_name(actual)}", not "{shown_name(entry[option])}": '
        "nothing was deleted"
    )


def _ambiguity(dates: Iterable[object]) -> type[AmbiguousError]:
    """The error class for namesakes with these creation dates: RacingError if they were created at the same time."""
    moments = [moment_of(date) for date in dates]
    dated = [moment for moment in moments if moment]
    try:
        # Without dates they may have been created at the same time.
        races = len(dated) < len(moments) or max(dated) - min(dated) <= RACE
    except TypeError:
        # One of them has no time zone.
        races = True
    return RacingError if races else AmbiguousError
