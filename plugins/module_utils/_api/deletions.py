# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that this run deleted, which lists may still show."""

from __future__ import annotations

import hashlib
import time

from .memory import Memory


class Deletions:
    """The ids of deleted objects of one tenant, kept for as long as lists may show them.

    ``consistency_timeout`` is in seconds. ``time.monotonic`` is the same for all processes of a machine.
    """

    def __init__(self, memory: Memory, base_url: str, consistency_timeout: float) -> None:
        self._memory = memory
        self._name = f"deleted-{hashlib.sha256(base_url.encode()).hexdigest()}"
        self._list_lag = consistency_timeout

    @property
    def complete(self) -> bool:
        """Whether all processes of the run add their deletions here. If not, a listed object may be a deleted one."""
        return self._memory.shared

    def add(self, object_id: str) -> None:
        """Remember that an object was deleted."""
        self._memory.add(self._name, [object_id, time.monotonic()])

    def ids(self) -> set[str]:
        """The ids of deleted objects that lists may still show."""
        since = time.monotonic() - self._list_lag
        return {
            entry[0]
            for entry in self._memory.entries(self._name)
            if isinstance(entry, list) and list(map(type, entry)) == [str, float] and entry[1] >= since
        }
