# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log of all requests, so that tests and people can see what was sent."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any

LONGEST = 100_000


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Entry:
    """One request and what became of it. ``path`` is as it was sent, with its query; secrets are ``***``.

    ``status`` is 0 while no answer was given; ``connection`` is the port of the other side, ``token`` the
    number of its token in the order of issue. ``began`` and ``ended`` are the seconds, on one clock, at which the
    request arrived and its answer was ready.
    """

    operation: str
    version: str
    method: str
    path: str
    headers: dict[str, str]
    authorized: bool
    request_id: str
    connection: int = 0
    token: int = 0
    body: Any = None
    status: int = 0
    fault: str = ""
    undocumented: str = ""
    began: float = 0.0
    ended: float = 0.0
    time: str = field(default_factory=_now)
    sequence: int = field(default=0)


class Journal:
    """The newest entries, in the order in which the requests came."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=LONGEST)
        self._numbers = itertools.count(1)

    def add(self, entry: Entry) -> None:
        """Keep an entry, and number it."""
        entry.sequence = next(self._numbers)
        self._entries.append(entry)

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()

    def as_json(self, since: int) -> list[dict[str, Any]]:
        """The entries after that number."""
        return [asdict(entry) for entry in self._entries if entry.sequence > since]
