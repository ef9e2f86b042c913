# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a task as a module, and pass on the signals that only this process receives."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import TIMEOUT, stopped_by
from ansible_collections.community.sailpoint.plugins.module_utils._engine.stopping import (
    TIME_LIMIT,
    interruptible,
    resend_signal,
)
from ansible_collections.community.sailpoint.plugins.plugin_utils._stop_message import end, is_orphaned, is_worker

GRACE = 60
"""Seconds that a module has after the task's timeout to finish its requests and report."""

LOOK = 0.1
"""Seconds between checks whether Ansible is still running."""


class _TooLateError(BaseException):
    """The module did not end in time. A BaseException, so that no code in between handles it."""


def run_as_module(task: Any, execute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run the module by ``execute`` and return its result. A signal is passed on to it, and then ends this process."""
    if task.async_val:
        # With async, the module is only started and continues without Ansible.
        return dict(execute())
    stopped: list[str] = []

    def stop(reason: str) -> None:
        stopped.append(reason)
        if reason == TIMEOUT:
            # Ansible's alarm would abandon the running module. The module knows its time limit, so wait for it.
            signal.signal(signal.SIGALRM, _too_late)
            signal.alarm(GRACE)
        elif os.getpgrp() == os.getpid() and not task.become:
            _pass_on(signal.Signals[reason])
        elif reason != signal.SIGINT.name:
            # The module cannot be told, but sees that its output is closed. It received SIGINT itself: Ctrl-C goes to
            # all of the terminal's group.
            resend_signal(reason, worker=is_worker())

    environment = task.environment
    left = signal.getitimer(signal.ITIMER_REAL)[0]
    if left:
        task.environment = [*(environment or []), {TIME_LIMIT: f"{left:.3f}"}]
    result: dict[str, Any] = {}
    try:
        with _signalled_when_orphaned(), interruptible(stop):
            result = dict(execute())
    except _TooLateError:
        result = {
            "failed": True,
            "changed": True,
            "msg": f"{stopped_by(TIMEOUT)}: the module did not report within {GRACE} s what it changed. Run "
            "the task again",
            "stopped_by": TIMEOUT,
        }
    finally:
        task.environment = environment
        if stopped and stopped[0] != TIMEOUT:
            end(stopped[0], result, no_log=bool(task.no_log))
    return result


def _pass_on(number: signal.Signals) -> None:
    """Send a signal to the other processes of this worker's group: the module's."""
    former = signal.signal(number, signal.SIG_IGN)
    os.killpg(0, number)
    signal.signal(number, former)


def _too_late(_number: int, _frame: object) -> None:
    raise _TooLateError


@contextmanager
def _signalled_when_orphaned() -> Iterator[None]:
    """A context in which this worker gets SIGTERM when its Ansible ends.

    Since ansible-core 2.19, workers have their own session and do not receive the signal of the terminal.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK):
            if is_orphaned():
                os.kill(os.getpid(), signal.SIGTERM)
                return

    # If no thread can be started, only the module itself notices that its parent ended.
    with suppress(RuntimeError):
        threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()
