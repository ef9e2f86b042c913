# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Overlay the changes that earlier tasks of a run would have made in check mode."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Dict, Optional

from .deadline import Deadline
from .endpoint import Endpoint, Part, Record
from .memory import Memory
from .unknown_ids import UNKNOWN_ID, is_unknown

CLUSTERS, CLIENTS = "managed-clusters", "managed-clients"
"""The paths of clusters and of clients, which belong to a cluster by ``cluster_id``."""

ABOUT_UNKNOWN = re.compile(rf'\w+ eq "{UNKNOWN_ID.pattern}"')
"""A filter that no object of the tenant can match."""

Planned = Dict[str, Optional[Record]]
"""Planned objects by id; None for an object that would be deleted."""


class PlannedChanges:
    """The changes that earlier tasks would have made to one tenant. They are stored in the memory of the run.

    All threads of a process may share it. Each entry of the memory is read once.
    """

    def __init__(self, memory: Memory, base_url: str) -> None:
        self._memory = memory
        self._name = f"planned-{hashlib.sha256(base_url.encode()).hexdigest()}"
        self._lock = threading.Lock()
        self._read = 0
        self._view = _View()

    def note(self, path: str, object_id: str, record: Record | None, part: str = "") -> None:
        """Store the planned state of an object (or of a ``part`` of it). None means that it would be deleted."""
        self._memory.add(self._name, ["note", path, object_id, part, record])

    def forget(self, path: str, object_id: str, part: str = "", *, gone: bool = False) -> None:
        """Drop the planned state of an object (or of a part of it), because a real write changed it."""
        if self._memory.entries(self._name):
            self._memory.add(self._name, ["note" if gone else "forget", path, object_id, part, None])

    def resolve(self, path: str, records: Iterable[Record]) -> None:
        """Replace planned objects by these real ones of the same name and place."""
        with self._lock:
            view = self._updated()
            met = [(view.unknown_id_at(path, record), record["id"]) for record in records] if view.objects else []
        for planned_id, real_id in met:
            if planned_id is not None:
                self._memory.add(self._name, ["meet", path, planned_id, real_id, None])

    def changes(self, path: str, part: str = "") -> Planned:
        """The planned objects (or parts) of a path, by id."""
        with self._lock:
            return dict(self._updated().objects[path, part])

    def _updated(self) -> _View:
        entries = self._memory.entries(self._name)
        if len(entries) < self._read:
            # The shared memory failed. Only the entries of this process are left.
            self._read, self._view = 0, _View()
        for entry in entries[self._read :]:
            if isinstance(entry, list) and list(map(type, entry[:4])) == [str, str, str, str] and len(entry) == 5:
                self._view.add(*entry)
        self._read = len(entries)
        return self._view


class _View:
    """The planned state after all entries of the memory so far."""

    def __init__(self) -> None:
        self.objects: defaultdict[tuple[str, str], Planned] = defaultdict(dict)
        self._places: dict[tuple[Any, ...], str] = {}
        self._same: dict[str, str] = {}

    def add(self, what: str, path: str, object_id: str, more: str, record: Record | None) -> None:
        """Apply an entry. ``more`` is the name of a part or, for ``meet``, the real id of a planned object."""
        object_id = self._same.get(object_id, object_id)
        if what == "note":
            self._note(path, object_id, more, record)
        elif what == "forget":
            self.objects[path, more].pop(object_id, None)
        elif is_unknown(object_id):
            self._meet(path, object_id, more)

    def unknown_id_at(self, path: str, record: Record) -> str | None:
        """The placeholder id of the planned object with the same name and place, or None."""
        place = _place(path, record)
        object_id = self._places.get(place, "")
        found = self.objects[path, ""].get(object_id)
        return object_id if found and _place(path, found) == place else None

    def _note(self, path: str, object_id: str, part: str, record: Record | None) -> None:
        if record is not None and not part:
            cluster_id = record.get("cluster_id")
            if cluster_id in self._same:
                record = {**record, "cluster_id": self._same[cluster_id]}
            if is_unknown(object_id):
                # If several hosts plan the same object at the same time, only one is created.
                other_id = self.unknown_id_at(path, record)
                if other_id is not None and other_id != object_id:
                    self._same[object_id] = object_id = other_id
                self._places[_place(path, record)] = object_id
            record = {**record, "id": object_id}
        self.objects[path, part][object_id] = record

    def _meet(self, path: str, object_id: str, real_id: str) -> None:
        self._same[object_id] = real_id
        for (where, part), found in self.objects.items():
            if where == path and object_id in found:
                record = found.pop(object_id)
                if part:
                    found[real_id] = record
        if path == CLUSTERS:
            clients = self.objects[CLIENTS, ""]
            for client_id, client in list(clients.items()):
                if client and client.get("cluster_id") == object_id:
                    del clients[client_id]
                    self._note(CLIENTS, client_id, "", {**client, "cluster_id": real_id})


class PlannedEndpoint(Endpoint):
    """The objects of one kind with the planned changes applied. Read-only."""

    def __init__(self, *arguments: Any, planned_changes: PlannedChanges) -> None:
        super().__init__(*arguments)
        self._planned_changes = planned_changes
        self._path = self._service.path

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All objects that match the filter, and all planned ones: the caller compares names again."""
        is_sent = not (filters and ABOUT_UNKNOWN.fullmatch(filters))
        found = super().find_all(filters, deadline) if is_sent else []
        planned = self._planned_changes.changes(self._path)
        self._planned_changes.resolve(self._path, [record for record in found if record["id"] not in planned])
        planned = self._planned_changes.changes(self._path)
        merged: Planned = {record["id"]: record for record in found}
        # Known objects keep their position; new ones are last.
        merged.update(planned)
        return self._seen([record for record in merged.values() if record])

    def get(self, object_id: str, deadline: Deadline | None = None) -> Record | None:
        """The object of that id, or None."""
        planned = self._planned_changes.changes(self._path)
        known = object_id in planned or is_unknown(object_id)
        record = planned.get(object_id) if known else super().get(object_id, deadline)
        return next(iter(self._seen([record] if record else [])), None)

    def get_part(self, object_id: str, part: str, **options: Any) -> Part:
        """A part of an object; None if it has none yet."""
        planned = self._planned_changes.changes(self._path, part)
        if object_id in planned or is_unknown(object_id):
            return planned.get(object_id)
        return super().get_part(object_id, part, **options)

    def _seen(self, records: list[Record]) -> list[Record]:
        """Drop clients whose cluster would be deleted; give clusters the clients that they would have."""
        if self._path == CLUSTERS:
            return self._with_clients(records)
        clusters = self._planned_changes.changes(CLUSTERS)
        return [record for record in records if clusters.get(str(record.get("cluster_id")), record) is not None]

    def _with_clients(self, clusters: list[Record]) -> list[Record]:
        clients = self._planned_changes.changes(CLIENTS)
        if not clients and not self._planned_changes.changes(CLUSTERS):
            return clusters
        inside: defaultdict[Any, list[str]] = defaultdict(list)
        for client_id, client in clients.items():
            if client:
                inside[client.get("cluster_id")].append(client_id)
        completed = []
        for cluster in clusters:
            others = [one for one in cluster.get("client_ids") or () if one not in clients]
            completed.append({**cluster, "client_ids": [*others, *inside[cluster["id"]]]})
        return completed


def _place(path: str, record: Record) -> tuple[Any, ...]:
    # Managed cluster types have a type instead of a name.
    return path, record.get("name", record.get("type")), record.get("cluster_id")
