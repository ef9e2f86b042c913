# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Until when something may still be tried."""

from __future__ import annotations

import time


class Deadline:
    """The moment after which nothing is tried again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then; 0 when it is past."""
        return max(0.0, self._end - time.monotonic())

    def allows(self, wait: float) -> bool:
        """Whether a pause of ``wait`` seconds still ends in time."""
        return time.monotonic() + wait <= self._end
