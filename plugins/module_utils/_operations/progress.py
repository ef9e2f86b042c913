# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress lines of long tasks."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from .._shown import one_line

QUIET_SECONDS = 2.0
"""Seconds before the first line and between lines."""


class ThrottledDisplay:
    """Prints lines, but not in the first seconds and not too often."""

    def __init__(self, show: Callable[[str], None] | None) -> None:
        self._show = show
        self._shown = time.monotonic()

    def is_due(self) -> bool:
        """Whether a line would be shown now."""
        return self._show is not None and time.monotonic() - self._shown >= QUIET_SECONDS

    def show(self, line: str) -> None:
        """Show the line, if one is due."""
        if self._show and self.is_due():
            self._shown = time.monotonic()
            # A closed terminal or an unwritable log must not stop the task.
            with suppress(OSError):
                self._show(one_line(line))


class Progress:
    """Counts completed items and prints a line now and then: how many, how fast, and the time left."""

    def __init__(self, show: Callable[[str], None] | None, title: str, total: int) -> None:
        self._throttled = ThrottledDisplay(show)
        self._title = title
        self._total = total
        self._done = 0
        self._begun = time.monotonic()

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if self._done < self._total and self._throttled.is_due():
            rate = self._done / (time.monotonic() - self._begun)
            left = (self._total - self._done) / rate
            self._throttled.show(f"{self._title}: {self._done} of {self._total}, {rate:.1f}/s, about {left:.0f} s left")
