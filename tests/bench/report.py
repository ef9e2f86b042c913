# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found: as a table for the terminal, and as data. Pure."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from tests.bench.bars import Verdict
from tests.bench.cases import Case
from tests.bench.sample import Results, Spread
from tests.bench.sizes import Sizes

COLUMNS = ("", "whole", "min - max", "above start", "per item", "ratio", "requests", "peak")
WIDTHS = (24, 9, 18, 12, 10, 7, 9, 8)


def compared(case: Case, results: Results) -> dict[str, Spread]:
    """What the contenders of a case are compared by: seconds for each item above start-up, or for the whole."""
    if case.per_item:
        return {name: series.per_item for name, series in results.items() if series.items}
    return {name: series.whole for name, series in results.items()}


def case_table(case: Case, results: Results) -> str:
    """A line for each contender. All times are medians; the ratio is to the slowest."""
    costs = {name: spread.median for name, spread in compared(case, results).items()}
    lines = [f"{case.title} (latency {case.latency_ms:g} ms, rounds: {case.rounds})", _row(COLUMNS)]
    for name, series in results.items():
        whole = series.whole
        cells = [name, seconds(whole.median), f"{seconds(whole.least)} - {seconds(whole.most)}"]
        cells += [seconds(series.above.median), seconds(series.per_item.median)] if series.items else ["", ""]
        cells += [f"{costs[name] / max(costs.values()):.3f}" if name in costs and len(costs) > 1 else ""]
        cells += [f"{series.most('requests'):,.0f}", f"{series.most('peak_mb'):.0f} MB"]
        lines.append(_row(cells))
    return "\n".join(lines)


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """A line for each bar: what was measured, and what it should be."""
    lines = ["Bars"]
    for verdict in verdicts:
        bar = verdict.bar
        relation = "at least" if bar.at_least else "at most"
        figure = "not measured" if verdict.figure is None else f"{verdict.figure:.3g} {bar.unit}".strip()
        state = "ok    " if verdict.met else "MISSED"
        lines.append(f"{state} {bar.case}: {bar.name}: {figure} ({relation} {bar.bound:.3g} {bar.unit}".rstrip() + ")")
    return "\n".join(lines)


def as_json(
    sizes: Sizes, cases: Sequence[Case], results: Mapping[str, Results], verdicts: Sequence[Verdict]
) -> dict[str, Any]:
    """All figures, and what they were measured with."""
    return {
        "machine": {
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "ansible_core": version("ansible-core"),
            "requests": version("requests"),
        },
        "sizes": asdict(sizes),
        "cases": [
            {
                "name": case.name,
                "title": case.title,
                "latency_ms": case.latency_ms,
                "contenders": {name: series.as_json() for name, series in results[case.name].items()},
            }
            for case in cases
        ],
        "bars": [verdict.as_json() for verdict in verdicts],
    }


def seconds(value: float) -> str:
    """A time as people read it."""
    return f"{value:.2f} s" if abs(value) >= 1 else f"{value * 1000:.3g} ms"


def _row(cells: Sequence[str]) -> str:
    columns = zip(cells[1:], WIDTHS[1:], strict=True)
    return f"  {cells[0]:<{WIDTHS[0]}}{''.join(f'{cell:>{width}}' for cell, width in columns)}".rstrip()
