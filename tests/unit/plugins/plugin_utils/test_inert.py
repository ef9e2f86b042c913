# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of events stay texts, are recognised, and can be had as they were."""

from __future__ import annotations

import base64
import json
import string
import unicodedata

import pytest
from ansible_collections.community.sailpoint.plugins.plugin_utils._inert import exact, inert

MEANING_NOTHING = set(string.ascii_letters + string.digits + " ,-./:@+_")


@pytest.mark.parametrize("text", ["", "paris-1", "va-610.2_x", "NORMAL", "a b", "2026-01-31T12:00:00+01:00", "東京"])
def test_a_harmless_text_is_itself(text):
    assert inert(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        *((text, text) for text in ("{{ x }}", "{% x %}{# y #}", "#jinja2:a:'<'", "lookup('pipe', 'id')", "[1, 2]")),
        ("$(id) `id`; a|b&c \\", "$(id) `id`; a|b&c \\"),
        ("a\nb\x1b\x85\u202e\ud800", r"a\nb\x1b\x85\u202e\ud800"),
    ],
)
def test_others_look_alike(text, seen):
    # What looks alike is the same in this form of Unicode.
    assert unicodedata.normalize("NFKC", inert(text)) == seen
    assert set(filter(str.isascii, inert(text))) <= MEANING_NOTHING


def test_no_character_with_a_meaning_is_left_at_any_depth():
    everything = "".join(map(chr, range(0x250))) + "\u2028\ud800\ufeff"
    value = {everything: [everything, {"a": (everything, None, True, 1.5)}]}

    ((key, (first, within)),) = inert(value).items()

    assert key == first == within["a"][0]
    assert within["a"][1:] == [None, True, 1.5]
    assert {character for character in key if character.isascii()} <= MEANING_NOTHING
    assert key.isprintable()


def test_what_it_was_can_be_had():
    value = {"name": "{{ x }}\x00\ud800", "n": [None, 1]}

    assert json.loads(base64.b64decode(exact(value))) == value
    assert inert(exact(value).rstrip("=")) == exact(value).rstrip("=")
