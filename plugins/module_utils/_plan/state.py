# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a tenant: objects by kind, id and name. It may be partial. Pure."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .kind import Kind, Record

MAX_NEAR = 3
"""How many near misses a message names."""


class State:
    """The objects that were read. Objects without a path of their own (log levels) stand by the id of their parent."""

    def __init__(self, records: Mapping[Kind, Iterable[Record]], parts: Mapping[str, Mapping[str, Any]] | None = None):
        self._records = {kind.key: list(found) for kind, found in records.items()}
        self._by_id = {key: {record["id"]: record for record in found} for key, found in self._records.items()}
        self._by_name: dict[str, dict[str, list[Record]]] = {}
        self._within: dict[str, dict[Any, list[Record]]] = {}
        for kind, found in ((kind, self._records[kind.key]) for kind in records):
            names: defaultdict[str, list[Record]] = defaultdict(list)
            places: defaultdict[Any, list[Record]] = defaultdict(list)
            parent = f"{kind.parent}_id"
            for record in found:
                names[kind.name_of(record)].append(record)
                places[record.get(parent)].append(record)
            self._by_name[kind.key], self._within[kind.key] = names, places
        self._parts = parts or {}
        self._near: dict[tuple[str, Any], NearNames] = {}

    def all(self, key: str) -> Sequence[Record]:
        """All objects of a kind."""
        return self._records.get(key, ())

    def get(self, key: str, object_id: str | None) -> Record | None:
        """The object of that id."""
        return self._by_id.get(key, {}).get(object_id)

    def named(self, key: str, name: str) -> Sequence[Record]:
        """All objects of exactly that name."""
        return self._by_name.get(key, {}).get(name, ())

    def within(self, key: str, parent_id: Any) -> Sequence[Record]:
        """All objects that belong to the one of that id."""
        return self._within.get(key, {}).get(parent_id, ())

    def part(self, key: str, parent_id: str | None) -> Any:
        """The part of an object that has no id of its own, such as the log levels of a cluster; None if it has none."""
        return self._parts.get(key, {}).get(parent_id or "")

    def near(self, kind: Kind, name: str, parent_id: Any = None) -> list[str]:
        """Names that may be meant by ``name``, the nearest first: within the object of that id, if one is given."""
        place = kind.key, parent_id
        if place not in self._near:
            known = self.all(kind.key) if parent_id is None else self.within(kind.key, parent_id)
            self._near[place] = NearNames(map(kind.name_of, known))
        return self._near[place].of(name)


class NearNames:
    """Suggest similar names.

    Names that differ in their numbers (``paris-1``, ``paris-2``) are a series, not misspellings, and are not suggested.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._series: defaultdict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for name in known:
            self._series[_numbers(name)][name.casefold()] = name

    def of(self, name: str) -> list[str]:
        """Which of the names may be meant by another one, the nearest first."""
        folded = self._series.get(_numbers(name), {})
        matches = difflib.get_close_matches(name.casefold(), filter(None, folded), MAX_NEAR, 0.8)
        return [folded[match] for match in matches if folded[match] != name]


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(re.findall("[0-9]+", name))
