# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant as it was read: the lists of an info module, in memory, where a resource expects a tenant.

It is read-only, so what a resource does with it is what check mode does with the tenant itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from ._api.collection import Record
from ._api.fields import to_snake_case
from ._api.filters import equals
from ._api.tenant import Tenant

COMPARISON = re.compile(r'(\w+) eq "(.*)"', re.DOTALL)


class SnapshotCollection:
    """The objects of one kind, with the reading half of what ``Collection`` does."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = list(records)
        self._by_field: dict[str, dict[str, list[Record]]] = {}

    def find_all(self, filters: str | None = None, deadline: object = None) -> list[Record]:
        """All objects, or those that match one comparison made by ``filters.equals``."""
        comparison = COMPARISON.fullmatch(filters) if filters else None
        if comparison is None:
            return list(self.records)
        (field,) = to_snake_case({comparison.group(1): None})
        return list(self._index(field).get(re.sub(r"\\(.)", r"\1", comparison.group(2), flags=re.DOTALL), ()))

    def get(self, object_id: str) -> Record | None:
        """The object of that id, or None where there is none."""
        found = self.find_all(equals("id", object_id))
        return found[0] if found else None

    def is_leftover(self, record: Record) -> bool:
        """Whether a record does not exist any more: nothing is known beyond what was read."""
        return False

    def add(self, record: Record) -> None:
        """Take in one more, as if it had been read."""
        self.records.append(record)
        self._by_field.clear()

    def remove(self, record: Record) -> None:
        """Leave one out, as if it had not been read."""
        self.records.remove(record)
        self._by_field.clear()

    def _index(self, field: str) -> dict[str, list[Record]]:
        if field not in self._by_field:
            index = defaultdict(list)
            for record in self.records:
                index[str(record.get(field))].append(record)
            self._by_field[field] = dict(index)
        return self._by_field[field]


class Snapshot:
    """What ``ensure`` of a resource needs of a tenant that may only be read."""

    read_only = True
    list_lag = 0.0

    def __init__(self, clusters: Iterable[Record], clients: Iterable[Record]) -> None:
        self.clusters = SnapshotCollection(clusters)
        self.clients = SnapshotCollection(clients)

    def as_tenant(self) -> Tenant:
        """Itself, in the place of a tenant."""
        return cast(Tenant, cast(Any, self))
