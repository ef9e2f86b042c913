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


def test_round_trips_that_a_task_does_not_tell_are_not_measured():
    verdicts = judge(
        all_targets(FULL), {"trips": {"patch": Series([Sample(1.0)]), "create": Series([Sample(1.0, round_trips=3)])}}
    )

    assert {verdict.target.name: verdict.figure for verdict in verdicts} == {
        "round trips, unchanged": None,
        "round trips, patch": None,
        "round trips, delete": None,
        "round trips, create": 3,
    }


def test_time_under_a_shared_limit_is_compared_with_the_least_that_the_requests_take():
    verdicts = judge(all_targets(FULL), {"hosts": {"action": Series([Sample(21.0, requests=400, refused=2)])}})

    assert [verdict.figure for verdict in verdicts] == [2, 1.05]


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
        ("loop", "uri / action, per item above start-up"): (">=", 40, "x"),
        ("loop", "action / debug, per item above start-up"): ("<=", 1.8, "x"),
        ("latency", "an item above start-up, http"): ("<=", 0.11, "s"),
        ("latency", "an item above start-up, TLS"): ("<=", 0.11, "s"),
        ("trips", "round trips, unchanged"): ("<=", 1, ""),
        ("trips", "round trips, patch"): ("<=", 2, ""),
        ("trips", "round trips, delete"): ("<=", 2, ""),
        ("trips", "round trips, create"): ("<=", 3, ""),
        ("tokens", "token requests in all"): ("<=", 1, ""),
        ("cold", "module / uri"): ("<=", 0.95, "x"),
        ("cold", "action / uri"): ("<=", 0.6, "x"),
        ("unchanged", "requests, token included"): ("<=", 7, ""),
        ("unchanged", "fleet / ping"): ("<=", 1.5, "x"),
        ("unchanged", "large fleet / fleet, above start-up"): ("<=", 12, "x"),
        ("unchanged", "peak memory of any process, large fleet"): ("<=", 200, "MB"),
        ("unchanged", "large fleet from a folder / ping"): ("<=", 4, "x"),
        ("creates", "fleet above start-up (1.2 x 2.5 s)"): ("<=", 3, "s"),
        ("creates", "SDK 1.4 (v2024) script / fleet, per item, without start and import"): (">=", 6, "x"),
        ("creates", "SDK 2 (v1) script / fleet, per item, without start and import"): (">=", 6, "x"),
        ("limited", "share of the 200 requests a second that was used"): (">=", 95, "%"),
        ("limited", "requests answered 429"): ("<=", 0, ""),
        ("hosts", "requests answered 429"): ("<=", 0, ""),
        ("hosts", "whole time / (requests / limit)"): ("<=", 1.1, "x"),
        ("planning", "planning 10,000"): ("<=", 0.5, "s"),
    }


def test_the_guide_keeps_all_but_its_figures():
    guide = "before <!-- figures -->\nold\n<!-- end of figures --> after"

    assert with_figures(guide, "new") == "before <!-- figures -->\nnew\n<!-- end of figures --> after"
    with pytest.raises(ValueError, match="the guide has no "):
        with_figures("nothing", "new")
