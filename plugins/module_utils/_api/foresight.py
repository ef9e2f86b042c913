# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of a run in check mode would have done so far, so that the next one sees that."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from .._unknown import has_unknown, is_unknown
from .collection import MEMBERS, Collection, Part, Record
from .memory import Memory
from .retry import Deadline

CLUSTERS, CLIENTS = FORESEEN_PATHS = ("managed-clusters", "managed-clients")
"""The paths of what may be gone with its cluster, or be a member of it."""


class Foresight:
    """The changes that the tasks before would have made to one tenant, as the memory of the run has them."""

    def __init__(self, memory: Memory, base_url: str) -> None:
        self._memory = memory
        self._name = f"foreseen-{hashlib.sha256(base_url.encode()).hexdigest()}"

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

    def gone(self, *paths: str) -> set[str]:
        """The ids of the foreseen objects of these paths that would be gone."""
        return {object_id for path in paths for object_id, record in self.changes(path).items() if record is None}


class ForeseeingCollection(Collection):
    """The objects of one kind as the tasks before would have left them. It only reads."""

    def __init__(self, *arguments: Any, foresight: Foresight) -> None:
        super().__init__(*arguments)
        self._foresight = foresight
        self._path = self._service.path

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All objects that match the filter, and all that are foreseen: whoever filters compares once more."""
        # What belongs to an object that does not exist yet, the tenant does not have.
        found = [] if has_unknown(filters or "") else super().find_all(filters, deadline)
        foreseen = self._foresight.changes(self._path)
        left = [foreseen.pop(record["id"], None) or record for record in found]
        # What was really created meanwhile is there twice otherwise.
        places = {_place(record) for record in left}
        added = [record for record in foreseen.values() if record and _place(record) not in places]
        return self._as_foreseen([*left, *added])

    def get(self, object_id: str, deadline: Deadline | None = None) -> Record | None:
        """The object of that id, or None."""
        foreseen = self._foresight.changes(self._path)
        if object_id in foreseen or is_unknown(object_id):
            record = foreseen.get(object_id)
        else:
            record = super().get(object_id, deadline)
        return next(iter(self._as_foreseen([record] if record else [])), None)

    def get_part(self, object_id: str, part: str, **options: Any) -> Part:
        """A part of an object; None if it has none yet."""
        foreseen = self._foresight.changes(self._path, part)
        if object_id in foreseen or is_unknown(object_id):
            return foreseen.get(object_id)
        return super().get_part(object_id, part, **options)

    def _deleted_ids(self) -> set[str]:
        return super()._deleted_ids() | self._foresight.gone(*FORESEEN_PATHS)

    def _as_foreseen(self, records: list[Record]) -> list[Record]:
        """The records without those that would be gone, and clusters with the clients that would be new in them."""
        left = self._without_gone(records)
        clients = self._foresight.changes(CLIENTS) if self._path == CLUSTERS else {}
        members: defaultdict[str, list[str]] = defaultdict(list)
        for client in clients.values():
            if client:
                members[client["cluster_id"]].append(client["id"])
        return [
            {**record, MEMBERS: list(dict.fromkeys([*(record.get(MEMBERS) or ()), *members[record["id"]]]))}
            if record["id"] in members
            else record
            for record in left
        ]


def _place(record: Record) -> tuple[Any, Any]:
    return record.get("name"), record.get("cluster_id")
