# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that lag behind writes: for a while they show a record as it was, while a GET by id shows it as it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass
class _Unseen:
    """What lists show of one record: as it was (None: not at all), for so many lists and until so late."""

    before: Record | None
    lists: int
    until: float


class Lag:
    """The writes that the lists of one kind do not show yet."""

    def __init__(self) -> None:
        self._unseen: dict[str, _Unseen] = {}

    def wrote(self, record_id: str, before: Record | None, lists: int, seconds: float) -> None:
        """Hide a write for the next so many lists, and for so many seconds; it is hidden while either lasts.

        What a write hides that is hidden itself stays hidden for as long as the newer one.
        """
        hidden = self._unseen.get(record_id)
        if hidden:
            before = hidden.before
        self._unseen[record_id] = _Unseen(before, lists, time.monotonic() + seconds)

    def listed(self, found: list[Record], matches: Callable[[Record], bool]) -> list[Record]:
        """What a list shows instead of ``found``, which is what there is. It counts as one list."""
        if not self._unseen:
            return found
        now = time.monotonic()
        for record_id, unseen in list(self._unseen.items()):
            if unseen.lists <= 0 and unseen.until <= now:
                del self._unseen[record_id]
            unseen.lists -= 1
        return list(self._as_before(found, matches))

    def _as_before(self, found: list[Record], matches: Callable[[Record], bool]) -> Iterable[Record]:
        shown = set()
        for record in found:
            unseen = self._unseen.get(record["id"])
            before = unseen.before if unseen else record
            if before is not None and (not unseen or matches(before)):
                shown.add(record["id"])
                yield before
        for record_id, unseen in self._unseen.items():
            if unseen.before is not None and record_id not in shown and matches(unseen.before):
                yield unseen.before
