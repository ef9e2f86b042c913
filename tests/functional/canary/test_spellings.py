# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search for leaks finds what it is to find: otherwise that it finds nothing would say nothing."""

from __future__ import annotations

import base64
import json
import textwrap
from urllib.parse import quote

import pytest

from tests.functional.canary.spellings import leaks

SECRET = 'c4nary&"+/é\\<%>'


@pytest.mark.parametrize(
    "text",
    [
        f"before {SECRET} after",
        json.dumps({"a": [SECRET]}),
        json.dumps(json.dumps({"a": SECRET})),
        repr([SECRET]),
        f"https://user:{quote(SECRET, safe='')}@host",
        quote(f"https://host/?next={quote(SECRET)}"),
        base64.b64encode(f"Basic {SECRET}".encode()).decode(),
        base64.b64encode(f"x:{SECRET}:y".encode()).decode(),
        base64.urlsafe_b64encode(f"xy:{SECRET}".encode()).decode(),
        SECRET.encode().hex(),
        "\n".join(textwrap.wrap("x" * 75 + SECRET, 79)),
    ],
)
def test_a_secret_is_found(text):
    assert leaks({"text": text}, {"secret": SECRET})


@pytest.mark.parametrize("text", ["", "nothing", SECRET[:-1], "********"])
def test_nothing_else_is(text):
    assert leaks({"text": text}, {"secret": SECRET}) == []
