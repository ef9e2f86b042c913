# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in memory, with an index for each field that can be filtered: ten thousand are as quick as ten."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from tests.sandbox.filters import Condition
from tests.sandbox.lag import Lag, Record


def _key(value: Any) -> str:
    return (str(value).lower() if isinstance(value, bool) else str(value)).casefold()


class Table:
    """Records by id, in the order in which they came."""

    def __init__(self, indexed: Iterable[str]) -> None:
        self._records: dict[str, Record] = {}
        # By field and by folded value: the ids, in order (a dict, because a set has none).
        self._indexes: dict[str, defaultdict[str, dict[str, None]]] = {name: defaultdict(dict) for name in indexed}
        # By id: a record, and its JSON in the form in which it was shown last.
        self._texts: dict[str, tuple[Record, Hashable, str]] = {}
        self.version = 0
        """Another one after each change."""
        self.lag = Lag()

    @property
    def fields(self) -> list[str]:
        """The fields that can be filtered."""
        return list(self._indexes)

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records.values())

    def get(self, record_id: str) -> Record | None:
        """The record of that id, or None."""
        return self._records.get(record_id)

    def put(self, record: Record) -> None:
        """Add a record, or put it in the place of the one that has its id."""
        old = self._records.get(record["id"])
        if old is not None:
            self._unindex(old)
        self.version += 1
        self._records[record["id"]] = record
        for name, index in self._indexes.items():
            if record.get(name) is not None:
                index[_key(record[name])][record["id"]] = None

    def remove(self, record_id: str) -> None:
        """Remove the record of that id. Raises KeyError where there is none."""
        self._unindex(self._records.pop(record_id))
        self.version += 1
        self._texts.pop(record_id, None)

    def rearrange(self, records: Iterable[Record]) -> None:
        """Have these records, in this order, and no others."""
        for record_id in list(self._records):
            self.remove(record_id)
        for record in records:
            self.put(record)

    def texts(self, records: Iterable[Record], form: Hashable, shown: Callable[[Record], Record]) -> Iterator[str]:
        """The JSON of what is ``shown`` of each record; ``form`` is all that this depends on, beside the record."""
        for record in records:
            known = self._texts.get(record["id"])
            if known is None or known[0] is not record or known[1] != form:
                known = self._texts[record["id"]] = record, form, json.dumps(shown(record))
            yield known[2]

    def ids(self, field: str, value: str) -> list[str]:
        """The ids of the records with that value, without regard to case."""
        return list(self._indexes[field].get(_key(value), ()))

    def find(self, conditions: Iterable[Condition], *, exact: bool = False) -> list[Record]:
        """The records that meet all conditions; without ``exact``, without regard to case."""
        found: list[Record] | None = None
        for condition in conditions:
            if found is None:
                ids = self._indexes[condition.field].get(_key(condition.value), {})
                found = [self._records[record_id] for record_id in ids]
                if not exact:
                    continue  # the index compares just so
            found = [record for record in found if meets(record, condition, exact)]
        return list(self._records.values()) if found is None else found

    def _unindex(self, record: Record) -> None:
        for name, index in self._indexes.items():
            if record.get(name) is not None:
                index[_key(record[name])].pop(record["id"], None)


def meets(record: Record, condition: Condition, exact: bool) -> bool:
    """Whether a record meets a condition; without ``exact``, without regard to case."""
    value = record.get(condition.field)
    if value is None:
        return False
    return str(value) == condition.value if exact and isinstance(value, str) else _key(value) == _key(condition.value)
