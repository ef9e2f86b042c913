# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chart that docs/explanation/performance.md shows: a panel for each case that compares contenders."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping, Sequence

from tests.bench.cases import Case
from tests.bench.report import compared, seconds
from tests.bench.sample import Results, Spread

OURS, OTHERS, INK = "#1f6feb", "#8c959f", "#1f2328"
OUR_NAMES = ("module", "action", "fleet", "large fleet")
WIDTH, BAR, HEAD = 8.5, 0.3, 0.75
"""In inches: the chart, a contender, and what a panel takes besides."""


def draw(cases: Sequence[Case], results: Mapping[str, Results], path: pathlib.Path) -> None:
    """Write the chart as SVG. The same figures give the same file."""
    # A large library, for this one function.
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    mpl.rcParams.update({"svg.hashsalt": "community.sailpoint", "svg.fonttype": "none", "font.size": 9})
    panels = [(case, rows) for case in cases if case.compares and len(rows := _rows(case, results[case.name])) > 1]
    if not panels:
        return
    heights = [HEAD + BAR * len(rows) for _case, rows in panels]
    figure, all_axes = pyplot.subplots(
        len(panels),
        squeeze=False,
        figsize=(WIDTH, sum(heights)),
        height_ratios=heights,
        layout="constrained",
        facecolor="white",
    )
    for axes, (case, rows) in zip(all_axes.flat, panels, strict=True):
        _panel(axes, case, rows)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _rows(case: Case, results: Results) -> list[tuple[str, Spread]]:
    """What a panel shows, with the slowest on top."""
    return sorted(compared(case, results).items(), key=lambda row: -row[1].median)


def _panel(axes, case: Case, rows: Sequence[tuple[str, Spread]]) -> None:
    names = [name for name, _spread in rows]
    medians = [spread.median for _name, spread in rows]
    errors = [[s.median - s.least for _name, s in rows], [s.most - s.median for _name, s in rows]]
    colours = [OURS if name.startswith(OUR_NAMES) else OTHERS for name in names]
    axes.barh(names, medians, color=colours, height=0.62, xerr=errors, error_kw={"ecolor": INK, "elinewidth": 0.8})
    axes.invert_yaxis()
    for place, (_name, spread) in enumerate(rows):
        axes.annotate(seconds(spread.median), (spread.most, place), (5, 0), textcoords="offset points", va="center")
    measured = "for each, above start-up" if case.per_item else "whole playbook"
    axes.set_title(f"{case.title}\n{measured}, {case.latency_ms:g} ms latency", loc="left", fontsize=9)
    axes.set_xlim(0, max(spread.most for _name, spread in rows) * 1.15)
    axes.set_xticks([])
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.tick_params(left=False)
