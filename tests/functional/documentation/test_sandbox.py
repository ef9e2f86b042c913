# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/reference/sandbox.md lists every switch with its default, and every kind of fault."""

from __future__ import annotations

import re

from tests.sandbox.faults import KINDS
from tests.sandbox.switches import Switches
from tests.tools.link_checkout import ROOT

PAGE = (ROOT / "docs" / "reference" / "sandbox.md").read_text(encoding="utf-8")


def rows(section):
    """The cells of each row whose first cell is a name in code."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in row.split("|")] for row in re.findall(r"^\| (`\w+` \|.+) \|$", text, re.MULTILINE)
    ]


def test_every_switch_with_its_default():
    defaults = {
        name: ", ".join(value) if isinstance(value, list) else str(value).lower()
        for name, value in vars(Switches()).items()
    }

    assert {name.strip("`"): default for name, default, _text in rows("What the vendor leaves open")} == defaults


def test_every_kind_of_fault():
    assert [name.strip("`") for name, *_text in rows("Faults")] == list(KINDS)
