# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The targets, and what they say of figures."""

from __future__ import annotations

import pytest

from tests.bench.report import verdict_table, with_figures
from tests.bench.sample import Sample, Series
from tests.bench.sizes import FULL
from tests.bench.targets import Target, Verdict, all_targets, judge


def target(**more):
    return Target("cold", "module / uri", ("module",), lambda of: of["module"].whole.median, **{"bound": 2, **more})


@pytest.mark.parametrize(
    ("figure", "at_least", "met"),
    [
        (1.9, False, True),
        (2, False, True),
        (2.1, False, False),
        (1.9, True, False),
        (2, True, True),
        (2.1, True, True),
        (None, False, False),
    ],
)
def test_a_bar_is_a_bound_that_is_reached_or_missed(figure, at_least, met):
    assert Verdict(target(at_least=at_least), figure).met is met


def test_bars_of_cases_that_were_not_run_are_left_out_and_what_is_missing_is_missed():
    targets = [
        target(),
        Target("cold", "gone", ("gone",), lambda of: 0, 1),
        Target("loop", "other", (), lambda of: 0, 1),
    ]

    verdicts = judge(targets, {"cold": {"module": Series([Sample(1.0)])}})

    assert [(verdict.target.name, verdict.figure, verdict.met) for verdict in verdicts] == [
        ("module / uri", 1.0, True),
        ("gone", None, False),
    ]


def test_a_missed_bar_is_named_with_its_figure():
    table = verdict_table([Verdict(target(unit="x"), 2.5), Verdict(target(unit="x"), None)])

    assert table.splitlines()[1:] == [
        "MISSED cold: module / uri: 2.5 x (at most 2 x)",
        "MISSED cold: module / uri: not measured (at most 2 x)",
    ]


def test_the_bars_of_the_full_size():
    declared = {
        (target.case, target.name): (">=" if target.at_least else "<=", target.bound, target.unit)
        for target in all_targets(FULL)
    }

    assert declared == {
        ("loop", "uri / action, per item above start-up"): (">=", 30, "x"),
        ("tokens", "token requests in all"): ("<=", 1, ""),
        ("cold", "module / uri"): ("<=", 1, "x"),
        ("cold", "action / uri"): ("<=", 0.75, "x"),
        ("unchanged", "requests, token included"): ("<=", 7, ""),
        ("unchanged", "fleet / ping"): ("<=", 1.5, "x"),
        ("unchanged", "large fleet / fleet, above start-up"): ("<=", 12, "x"),
        ("unchanged", "peak memory of any process, large fleet"): ("<=", 200, "MB"),
        ("creates", "fleet above start-up (1.3 x 2.5 s)"): ("<=", 3.25, "s"),
        ("creates", "SDK 1.4 (v2024) script / fleet, per item, without start and import"): (">=", 6, "x"),
        ("creates", "SDK 2 (v1) script / fleet, per item, without start and import"): (">=", 6, "x"),
        ("limited", "share of the 200 requests a second that was used"): (">=", 95, "%"),
        ("limited", "requests answered 429"): ("<=", 5, "%"),
        ("planning", "planning 10,000"): ("<=", 0.5, "s"),
    }


def test_the_guide_keeps_all_but_its_figures():
    guide = "before <!-- figures -->\nold\n<!-- end of figures --> after"

    assert with_figures(guide, "new") == "before <!-- figures -->\nnew\n<!-- end of figures --> after"
    with pytest.raises(ValueError, match="the guide has no "):
        with_figures("nothing", "new")
