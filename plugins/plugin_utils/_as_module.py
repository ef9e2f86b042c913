# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that runs as a module: how it learns that it is to stop, where only this process is told."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._stopping import TIME_LIMIT, TIMEOUT, stopped_by

GRACE = 60
"""Seconds after the task's timeout in which a module ends what it has begun, and says what it did."""

LOOK = 0.1
"""Seconds between looks whether Ansible still runs."""


def run_as_module(task: Any, execute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the module returns that ``execute`` runs for that task."""
    if task.async_val:
        # It is only started, and goes on whatever becomes of Ansible.
        return dict(execute())
    with _ended_with_ansible():
        left = signal.getitimer(signal.ITIMER_REAL)[0]
        return _within(left, task, execute) if left else dict(execute())


def _within(seconds: float, task: Any, execute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The same, where the task's keyword ``timeout`` leaves it so many seconds.

    Ansible would forget the module, which would go on. So the module is told how long it has, and Ansible's alarm waits
    for what it says.
    """
    environment, late = task.environment, False

    def hold_back(number: int, _frame: object) -> None:
        nonlocal late
        late = True
        signal.signal(number, alarm)
        signal.alarm(GRACE)

    task.environment = [*(environment or []), {TIME_LIMIT: f"{seconds:.3f}"}]
    alarm = signal.signal(signal.SIGALRM, hold_back)
    try:
        return dict(execute())
    except BaseException:
        if not late:
            raise
        # Its output is closed now: a module on this machine begins no other request.
        return {
            "failed": True,
            "changed": True,
            "msg": f"{stopped_by(TIMEOUT)}: the module did not say within {GRACE} s what it has done: run again",
            "stopped_by": TIMEOUT,
        }
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, alarm)
        task.environment = environment


@contextmanager
def _ended_with_ansible() -> Iterator[None]:
    """Within the block, a worker whose Ansible has ended ends, too: its module stops then.

    Since ansible-core 2.19 workers have a session of their own, and nothing else tells them.
    """
    parent = multiprocessing.parent_process()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK):
            if parent is not None and os.getppid() != parent.pid:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    if parent is not None:
        # No more threads: then only the module's own eyes are left.
        with suppress(RuntimeError):
            threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()
