# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of a run in check mode would have done so far, so that the next one sees that."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from .collection import Collection, Part, Record
from .memory import Memory
from .retry import Deadline

NOT_YET_KNOWN = "not-yet-known-"
"""How the ids of objects begin that exist only in check mode. No result shows them."""


class Foresight:
    """The changes that the tasks before would have made to one tenant, as the memory of the run has them."""

    def __init__(self, memory: Memory, base_url: str) -> None:
        self._memory = memory
        self._name = f"foreseen-{hashlib.sha256(base_url.encode()).hexdigest()}"

    def new_id(self) -> str:
        """An id for an object that would be created."""
        return f"{NOT_YET_KNOWN}{secrets.token_hex(8)}"

    def note(self, path: str, object_id: str, record: Record | None, part: str = "") -> None:
        """Keep in mind that an object of that path (or a ``part`` of it) would be so, or None if it would be gone."""
        self._memory.add(self._name, [path, object_id, part, record, True])

    def forget(self, path: str, object_id: str) -> None:
        """An object was really changed: what was foreseen of it does not count any more."""
        if self._memory.entries(self._name):
            self._memory.add(self._name, [path, object_id, "", None, False])

    def changes(self, path: str, part: str = "") -> dict[str, Record | None]:
        """The foreseen objects of that path (or that part of them) by id; None for one that would be gone."""
        found: dict[str, Record | None] = {}
        for entry in self._memory.entries(self._name):
            if not isinstance(entry, list) or list(map(type, entry[:3])) != [str, str, str] or len(entry) != 5:
                continue
            where, object_id, what, record, counts = entry
            if where == path and (what == part or not counts):
                found.pop(object_id, None)
                if counts:
                    found[object_id] = record
        return found


class ForeseeingCollection(Collection):
    """The objects of one kind as the tasks before would have left them. It only reads."""

    def __init__(self, *arguments: Any, foresight: Foresight) -> None:
        super().__init__(*arguments)
        self._foresight = foresight
        self._path = self._service.path

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All objects that match the filter, and all that are foreseen: whoever filters compares once more."""
        found = super().find_all(filters, deadline)
        foreseen = self._foresight.changes(self._path)
        if not foreseen and not self._foresight.changes("managed-clusters"):
            return found
        gone = {
            object_id
            for path in {self._path, "managed-clusters"}
            for object_id, record in self._foresight.changes(path).items()
            if record is None
        }
        left = [
            foreseen.pop(record["id"], None) or record
            for record in found
            if gone.isdisjoint((record["id"], record.get("cluster_id")))
        ]
        # What was really created meanwhile is there twice otherwise.
        places = set(map(self._place, left))
        added = [record for record in foreseen.values() if record and self._place(record) not in places]
        return [*left, *added]

    def _place(self, record: Record) -> tuple[Any, ...]:
        return tuple(record.get(name) for name in self._service.identity)

    def get(self, object_id: str, deadline: Deadline | None = None) -> Record | None:
        """The object of that id, or None."""
        foreseen = self._foresight.changes(self._path)
        if object_id in foreseen or object_id.startswith(NOT_YET_KNOWN):
            return foreseen.get(object_id)
        return super().get(object_id, deadline)

    def get_part(self, object_id: str, part: str, **options: Any) -> Part:
        """A part of an object; None if it has none yet."""
        foreseen = self._foresight.changes(self._path, part)
        if object_id in foreseen or object_id.startswith(NOT_YET_KNOWN):
            return foreseen.get(object_id)
        return super().get_part(object_id, part, **options)


def without_unknown_ids(value: Any) -> Any:
    """A result in which null stands for each id that is not known yet."""
    if isinstance(value, str):
        return None if value.startswith(NOT_YET_KNOWN) else value
    if isinstance(value, Mapping):
        return {key: without_unknown_ids(item) for key, item in value.items()}
    return [without_unknown_ids(item) for item in value] if isinstance(value, (list, tuple)) else value
