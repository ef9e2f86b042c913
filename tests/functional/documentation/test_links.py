# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The links between pages lead somewhere."""

from __future__ import annotations

import re

import pytest

from tests.tools.copy_checkout import GUIDES, ROOT, tracked_files

PAGES = tracked_files("*.md", *GUIDES, "roles/*/README.md")


def anchors(page):
    """What the headings of a page are called in links to them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", text):
        path, _hash, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors(linked), f"there is no heading {anchor} in {linked.name}"


def test_every_guide_is_in_the_contents_of_the_site():
    contents = (ROOT / "docs" / "site" / "contents.md").read_text(encoding="utf-8").splitlines()

    guides = [page.relative_to(ROOT).with_suffix("").as_posix() for page in tracked_files(*GUIDES)]
    assert [guide for guide in guides if guide not in contents] == []
