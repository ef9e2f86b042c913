# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One program from its start to its end, timed from outside."""

from __future__ import annotations

import os
import pathlib
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).parents[2]
LONGEST = 600.0
"""Seconds after which a program is ended."""


class BenchError(Exception):
    """What keeps the benchmark from measuring, in one line."""


@dataclass(frozen=True)
class Finished:
    """Seconds from start to end, the most memory (MB) of any one process, and what it printed."""

    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str], what: str) -> Finished:
    """Run a program to its end. Raises BenchError, with the end of what it printed, where it fails.

    The memory is that of the largest process among the program and its descendants that were waited for (wait4(2)),
    as ansible-playbook does with its workers. No figure is below what this process takes itself: a child begins as
    its copy.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(command),
            # ``python -m`` looks there.
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        timer = threading.Timer(LONGEST, process.terminate)
        timer.start()
        try:
            _pid, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        lines = [line for line in text.splitlines() if line.strip()]
        said = " / ".join(line.strip() for line in lines if "fatal:" in line or "ERROR" in line) or " / ".join(
            lines[-3:]
        )
        raise BenchError(f"{what} failed (exit status {process.returncode}): {said[:2000]}")
    return Finished(seconds, usage.ru_maxrss / 1024, text)
