# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop a task on a signal, after a time limit, or when the process that started it ends."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .._api.cancellation import ORPHANED, TIMEOUT

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")

TIME_LIMIT = "SAILPOINT_TIME_LIMIT"
"""The environment variable with the seconds that the task has left."""


@contextmanager
def interruptible(stop: Callable[[str], None], time_limit: float | None = None) -> Iterator[None]:
    """Within the block, SIGTERM, SIGINT (Ctrl-C), SIGHUP and the time limit call ``stop`` with the reason.

    The task can then finish cleanly and report what it did. The limit is ``time_limit`` seconds or, if an alarm is set
    (by the task keyword ``timeout``), that alarm. A signal that was ignored before (nohup) stays ignored. A second
    SIGINT has its former effect; other signals do not, because Ansible sends SIGTERM to its workers repeatedly. Has no
    effect outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former: dict[int, Any] = {}
    stopped: list[str] = []

    def handle(number: int, _frame: object) -> None:
        if number == signal.SIGINT:
            signal.signal(number, former[number])
        if not stopped:
            stopped.append(TIMEOUT if number == signal.SIGALRM else signal.Signals(number).name)
            stop(stopped[0])

    numbers = [getattr(signal, name) for name in SIGNALS]
    if time_limit or signal.getitimer(signal.ITIMER_REAL)[0]:
        numbers.append(signal.SIGALRM)
    for number in numbers:
        # None: a handler that was not set by Python, and cannot be restored.
        if signal.getsignal(number) not in (signal.SIG_IGN, None):
            former[number] = signal.signal(number, handle)
    try:
        if time_limit:
            signal.setitimer(signal.ITIMER_REAL, time_limit)
        yield
    finally:
        if signal.SIGALRM in former:
            # The task is complete. An alarm now would lose its result.
            signal.setitimer(signal.ITIMER_REAL, 0)
        if stopped and stopped[0] in SIGNALS:
            # More signals may follow, and the result must still be reported.
            former.update({number: signal.SIG_IGN for number in (signal.SIGTERM, signal.SIGHUP) if number in former})
        for number, handler in former.items():
            signal.signal(number, handler)


def resend_signal(reason: str, *, worker: bool) -> None:
    """End this process by the signal that stopped its task.

    An Ansible ``worker`` ends. Elsewhere, SIGINT raises KeyboardInterrupt.
    """
    number = signal.SIGTERM if reason == ORPHANED else signal.Signals[reason]
    handler: Any = signal.SIG_DFL
    if number == signal.SIGINT and not worker:
        handler = signal.default_int_handler
    signal.signal(number, handler)
    os.kill(os.getpid(), number)


class ParentProcess:
    """The process that started this one as a module and reads its output."""

    def __init__(self) -> None:
        self._parent = os.getppid()
        self._was_closed = _is_output_closed()

    def is_gone(self) -> bool:
        """Whether the parent has ended or the output has no reader.

        A parent such as a shell may outlive the Ansible that was killed.
        """
        return os.getppid() != self._parent or (not self._was_closed and _is_output_closed())


def _is_output_closed() -> bool:
    """Whether no one reads the standard output any more, as far as that can be seen: of a pipe or a terminal."""
    # A poll object for each call, because threads cannot share one.
    poll = select.poll()
    poll.register(1, 0)
    return bool(poll.poll(0))
