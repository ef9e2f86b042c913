# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each how-to guide is found in the list of tasks, and shows a command, its output and how to check the result."""

from __future__ import annotations

import re

import pytest

from tests.tools.copy_checkout import tracked_files

GUIDES = [page for page in tracked_files("docs/how-to/*.md") if page.stem != "index"]


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_a_guide(page):
    text = page.read_text(encoding="utf-8")
    index = (page.parent / "index.md").read_text(encoding="utf-8")
    (title,) = re.findall("^# (.*)$", re.sub("^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)

    assert f"[{title}]({page.name})" in index
    assert "\n## Check the result\n" in text
    assert re.search("^ *```(text|console)$", text, re.MULTILINE)
