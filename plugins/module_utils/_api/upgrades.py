# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The upgrades that this run started. The API cannot tell whether an upgrade is in progress."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager

from .deadline import Deadline
from .memory import Memory

MAX_LOCK = 60.0
"""Seconds to wait for another process of the run that starts the upgrade of the same cluster."""


class Upgrades:
    """The releases to which this run has begun to upgrade the clusters of one tenant."""

    def __init__(self, memory: Memory, base_url: str) -> None:
        self._memory = memory
        self._name = f"upgrades-{hashlib.sha256(base_url.encode()).hexdigest()}"

    def locked(self) -> AbstractContextManager[None]:
        """A context in which no other process of the run begins an upgrade."""
        return self._memory.locked(self._name, Deadline(MAX_LOCK))

    def add(self, cluster_id: str, release: str) -> None:
        """Remember that the upgrade of a cluster to that release has begun, or may have."""
        self._memory.add(self._name, [cluster_id, release])

    def has_begun(self, cluster_id: str, release: str) -> bool:
        """Whether this run has begun the upgrade of a cluster to that release."""
        return [cluster_id, release] in self._memory.entries(self._name)
