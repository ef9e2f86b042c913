# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fast part of the fault matrix (``make faults`` runs all of it), and that it is about every module."""

from __future__ import annotations

import re

import pytest

from tests.faults.cases import CASES, MODULES
from tests.faults.judge import WRONG, all_cells, judge, result_without_faults, short_waits
from tests.sandbox.fixtures import sandbox, sandbox_process
from tests.sandbox.operations import HANDLERS, TOKEN
from tests.tools.link_checkout import ROOT

__all__ = ["sandbox", "sandbox_process"]

FAST = (
    "503, not processed",
    "reset, processed",
    "502 with HTML, processed",
    "the answer breaks off",
    "200 with an error, not processed",
    "another record, not processed",
)
"""The faults that lose or tear an answer, and those that make what was not done look done."""

EXPECTED: dict[str, dict] = {}
"""The results where nothing goes wrong, by the name of the case."""


@pytest.mark.parametrize(
    "cell", [cell for cell in all_cells() if cell.fault.name in FAST and cell.times == "once"], ids=str
)
def test_a_fault_leaves_what_was_declared_or_is_an_error(sandbox, cell):
    if cell.case.name not in EXPECTED:
        EXPECTED[cell.case.name] = result_without_faults(cell.case, sandbox)
    with short_waits():
        verdict = judge(cell, sandbox, EXPECTED[cell.case.name])

    assert verdict.kind != WRONG, verdict.text


def test_every_module_is_in_the_matrix():
    assert {case.module for case in CASES} >= MODULES


def test_every_operation_is_in_the_matrix():
    assert {case.operation for case in CASES} == {TOKEN, *HANDLERS}


def test_the_guide_says_how_large_it_is():
    page = (ROOT / "docs" / "explanation" / "promises.md").read_text(encoding="utf-8")
    cells = all_cells()
    fast = [cell for cell in cells if cell.fault.name in FAST and cell.times == "once"]

    figures = (len(CASES), len({cell.fault.name for cell in cells}), len(cells), len(fast))

    assert tuple(map(int, re.findall(r"^\| [a-z].* \| (\d+) \|$", page, re.MULTILINE)[:4])) == figures
