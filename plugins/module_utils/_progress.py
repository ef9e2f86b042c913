# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What long work shows while it works, and how it is stopped."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

QUIET_SECONDS = 2.0
"""Work that is shorter shows nothing; longer work shows a line as often."""


class Occasional:
    """Shows lines, but the first only after a while, and none soon after another."""

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
            self._show(line)


class Progress:
    """Counts what is done, and shows a line now and then: how much, how fast, and how long it will still take."""

    def __init__(self, show: Callable[[str], None] | None, title: str, total: int) -> None:
        self._occasional = Occasional(show)
        self._title = title
        self._total = total
        self._done = 0
        self._begun = time.monotonic()

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if self._done < self._total and self._occasional.is_due():
            rate = self._done / (time.monotonic() - self._begun)
            left = (self._total - self._done) / rate
            self._occasional.show(
                f"{self._title}: {self._done} of {self._total}, {rate:.1f}/s, about {left:.0f} s left"
            )


class Interruption:
    """Whether, and by which signal, the work was told to stop."""

    def __init__(self) -> None:
        self.signal_name = ""


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[Interruption]:
    """Within the block, SIGTERM and SIGINT (Ctrl-C) call ``stop`` instead of ending the process.

    So work can end in good order and say how far it came. A second SIGINT does what it did before; SIGTERM does not,
    because Ansible sends it to its workers more than once. Without effect in a thread that is not the main one.
    """
    interruption = Interruption()
    former: dict[signal.Signals, Any] = {}

    def handle(number: int, _frame: object) -> None:
        if number == signal.SIGINT:
            signal.signal(number, former[signal.SIGINT])
        if not interruption.signal_name:
            interruption.signal_name = signal.Signals(number).name
            stop()

    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGTERM, signal.SIGINT):
            former[name] = signal.signal(name, handle)
    try:
        yield interruption
    finally:
        if interruption.signal_name == "SIGINT" and signal.SIGTERM in former:
            # It comes right after SIGINT, and what was done is still to be said.
            former[signal.SIGTERM] = signal.SIG_IGN
        for name, handler in former.items():
            signal.signal(name, handler)
