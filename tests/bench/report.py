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

from tests.bench.cases import Case
from tests.bench.sample import Results, Spread
from tests.bench.sizes import Sizes
from tests.bench.targets import Verdict

COLUMNS = ("", "whole", "min - max", "above start", "per item", "ratio", "requests", "peak")
WIDTHS = (24, 9, 18, 12, 10, 7, 9, 8)

FIGURES_BEGIN, FIGURES_END = "<!-- figures -->", "<!-- end of figures -->"


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
    """A line for each target: what was measured, and what it should be."""
    lines = ["Bars"]
    for verdict in verdicts:
        state = "ok    " if verdict.met else "MISSED"
        lines.append(f"{state} {verdict.target.case}: {verdict.target.name}: {_figure(verdict)} ({_bound(verdict)})")
    return "\n".join(lines)


def markdown(cases: Sequence[Case], results: Mapping[str, Results], verdicts: Sequence[Verdict]) -> str:
    """The figures as docs/explanation/performance.md shows them."""
    lines = ["| case | what is compared | measured | target |", "|---|---|---|---|"]
    for verdict in verdicts:
        missed = "" if verdict.met else " (missed)"
        lines.append(
            f"| `{verdict.target.case}` | {verdict.target.name} | {_figure(verdict)}{missed} | {_bound(verdict)} |"
        )
    for case in cases:
        lines += ["", f"**{case.title}** (`{case.name}`, latency {case.latency_ms:g} ms, {case.rounds} rounds)", ""]
        lines += [
            "| | whole | min to max | each, above start-up | requests | peak memory |",
            "|---|---|---|---|---|---|",
        ]
        for name, series in results[case.name].items():
            whole = series.whole
            each = seconds(series.per_item.median) if series.items else ""
            lines.append(
                f"| {name} | {seconds(whole.median)} | {seconds(whole.least)} to {seconds(whole.most)} | {each} "
                f"| {series.most('requests'):,.0f} | {series.most('peak_mb'):.0f} MB |"
            )
    return "\n".join(lines)


def with_figures(guide: str, figures: str) -> str:
    """The guide with these figures in the place of those it has. Raises ValueError where it has no such place."""
    before, _begin, rest = guide.partition(FIGURES_BEGIN)
    _old, end, after = rest.partition(FIGURES_END)
    if not end:
        raise ValueError(f"the guide has no {FIGURES_BEGIN} and {FIGURES_END}")
    return f"{before}{FIGURES_BEGIN}\n{figures}\n{FIGURES_END}{after}"


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
        "targets": [verdict.as_json() for verdict in verdicts],
    }


def seconds(value: float) -> str:
    """A time as people read it."""
    return f"{value:.2f} s" if abs(value) >= 1 else f"{value * 1000:.3g} ms"


def _figure(verdict: Verdict) -> str:
    return "not measured" if verdict.figure is None else f"{verdict.figure:.3g} {verdict.target.unit}".strip()


def _bound(verdict: Verdict) -> str:
    relation = "at least" if verdict.target.at_least else "at most"
    return f"{relation} {verdict.target.bound:.3g} {verdict.target.unit}".strip()


def _row(cells: Sequence[str]) -> str:
    columns = zip(cells[1:], WIDTHS[1:], strict=True)
    return f"  {cells[0]:<{WIDTHS[0]}}{''.join(f'{cell:>{width}}' for cell, width in columns)}".rstrip()
