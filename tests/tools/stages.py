# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python tests/tools/stages.py STAGE,STAGE,... ...``: make targets, each list of them beside the others.

A list ends at its first failure. It is said how long each stage took, and where there are several lists, which stage
each line is from.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def main(lists: list[str]) -> int:
    """Run the stages. Returns the exit status of the first list that failed, or 0."""
    begun = time.monotonic()
    named = len(lists) > 1
    with ThreadPoolExecutor(len(lists)) as pool:
        statuses = list(pool.map(lambda stages: _run_list(stages.split(","), named=named), lists))
    status = next(filter(None, statuses), 0)
    _say(f"=== {'failed' if status else 'all passed'} in {time.monotonic() - begun:.0f} s")
    return status


def _run_list(stages: list[str], *, named: bool) -> int:
    for stage in stages:
        _say(f"=== {stage}")
        started = time.monotonic()
        status = _make(stage, named=named)
        _say(f"=== {stage}: {'failed' if status else 'passed'} in {time.monotonic() - started:.0f} s")
        if status:
            return status
    return 0


def _make(stage: str, *, named: bool) -> int:
    command = ["make", "--no-print-directory", stage]
    if not named:
        return subprocess.run(command, check=False).returncode
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            _say(f"{stage} | {line.rstrip()}")
    return process.returncode


def _say(line: str) -> None:
    # In one piece: print() writes the end of the line apart, and another list may come between.
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
