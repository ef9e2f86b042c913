# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.faults``: the fault matrix, cell by cell, against several sandboxes at once, and its figures."""

from __future__ import annotations

import argparse
import contextlib
import queue
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.faults.cases import CASES
from tests.faults.judge import (
    CONVERGED,
    FAILED,
    WRONG,
    Cell,
    Verdict,
    all_cells,
    judge,
    result_without_faults,
    short_waits,
)
from tests.sandbox import Sandbox

SANDBOXES = 12
"""How many combinations are run at once. Most of their time they wait."""


def main() -> int:
    """Run the matrix. Returns 1 where a cell is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", metavar="REGEX", help="the cells whose name has such a text in it")
    parser.add_argument("--list", action="store_true", help="show each cell and what came of it")
    parser.add_argument("--sandboxes", type=int, default=SANDBOXES, help=f"how many at once ({SANDBOXES})")
    options = parser.parse_args()
    cells = [cell for cell in all_cells() if re.search(options.only, str(cell))]
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    longest = 0.0
    for verdict in run_all(cells, options.sandboxes):
        counts[verdict.kind] += 1
        longest = max(longest, verdict.seconds)
        if options.list or verdict.kind == WRONG:
            print(f"{verdict.kind}: {verdict.cell}: {verdict.text} ({verdict.seconds:.1f} s)", flush=True)
    cases, faults = {cell.case.name for cell in cells}, {cell.fault.name for cell in cells}
    print(
        f"fault matrix: {len(cases)} operations of modules, {len(faults)} faults, {len(cells)} combinations run: "
        f"{counts[CONVERGED]} converged, {counts[FAILED]} failed clearly, wrong: {counts[WRONG]} "
        f"({time.monotonic() - begun:.0f} s, the longest {longest:.1f} s)"
    )
    return 1 if counts[WRONG] or not cells else 0


def run_all(cells: list[Cell], sandboxes: int) -> Iterator[Verdict]:
    """The verdicts on these cells, in their order, as they come."""
    idle: queue.Queue[Sandbox] = queue.Queue()
    with contextlib.ExitStack() as stack:
        for _number in range(max(1, min(sandboxes, len(cells)))):
            idle.put(stack.enter_context(Sandbox.start()))
        first = idle.get()
        wanted = {cell.case.name for cell in cells}
        expected = {case.name: result_without_faults(case, first) for case in CASES if case.name in wanted}
        idle.put(first)

        def run_one(cell: Cell) -> Verdict:
            sandbox = idle.get()
            try:
                return judge(cell, sandbox, expected[cell.case.name])
            except Exception:
                return Verdict(cell, WRONG, traceback.format_exc(), 0.0)
            finally:
                idle.put(sandbox)

        stack.enter_context(short_waits())
        with ThreadPoolExecutor(sandboxes) as pool:
            yield from pool.map(run_one, cells)


if __name__ == "__main__":
    sys.exit(main())
