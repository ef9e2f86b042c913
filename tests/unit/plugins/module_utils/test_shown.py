# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Foreign text in a line: nothing controls a terminal, and nothing is endless."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.module_utils._shown import (
    MAX_LINE,
    MAX_NAME,
    MAX_TEXT,
    one_line,
    shown,
    shown_name,
    shown_names,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris 東京 é", "Paris 東京 é"),
        ("a\x1b[2Kb", r"a\x1b[2Kb"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("a\x00b\x9bc\x7f", r"a\x00b\x9bc\x7f"),
        ("a\u202eb\u2028c\u200bd", r"a\u202eb\u2028c\u200bd"),
        ("a\ud800b", r"a\ud800b"),
        (5, "5"),
    ],
)
def test_only_printable_characters_are_shown_as_they_are(text, expected):
    assert shown(text) == expected


def test_a_long_text_is_cut():
    assert shown("a" * MAX_TEXT) == "a" * MAX_TEXT
    assert len(shown("a" * (MAX_TEXT + 1))) == MAX_TEXT
    assert len(shown("\x1b" * MAX_TEXT)) == MAX_TEXT
    assert len(shown_name("a" * 1000)) == MAX_NAME
    assert shown_name("a" * 1000).endswith("a…")


def test_a_list_of_names_ends_with_how_many_more_there_are():
    assert shown_names(["a", "b\n"]) == r"a, b\n"
    assert shown_names(map(str, range(12))) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"
    assert len(shown_names(["n" * 200] * 12)) <= MAX_TEXT + len(" and 2 more")


def test_a_message_is_one_line():
    assert one_line("a\n  b\x1b[31m") == r"a b\x1b[31m"
    assert len(one_line("a" * 5000)) == MAX_LINE
    assert str(SailPointError("a\nb\x07")) == r"a b\x07"
