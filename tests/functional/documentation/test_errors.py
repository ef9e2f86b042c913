# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors in docs/reference/errors.md are those of the code."""

from __future__ import annotations

import re

import pytest

from tests.functional.documentation.error_texts import VARYING, anywhere, raised
from tests.tools.link_checkout import ROOT

PAGE = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
DOCUMENTED = re.findall(r"^\| `(.+?)` \|", PAGE, re.MULTILINE)


@pytest.mark.parametrize("text", sorted(DOCUMENTED))
def test_a_documented_text_is_in_the_code(text):
    pieces = [piece for piece in text.split(VARYING) if piece]

    assert any(_holds_in_turn(known, pieces) for known in anywhere())


@pytest.mark.parametrize("text", sorted(raised()))
def test_an_error_of_the_code_is_documented(text):
    assert text in DOCUMENTED


def _holds_in_turn(text, pieces):
    """Whether the pieces stand in the text, one after the other."""
    position = 0
    for piece in pieces:
        found = text.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True
