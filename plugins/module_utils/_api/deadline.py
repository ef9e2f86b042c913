# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deadline for retries and waits."""

from __future__ import annotations

import time


class Deadline:
    """A point in time (``time.monotonic``), ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds left; 0 after the deadline."""
        return max(0.0, self._end - time.monotonic())

    def allows(self, wait: float) -> bool:
        """Whether a pause of ``wait`` seconds ends before the deadline."""
        return time.monotonic() + wait <= self._end
