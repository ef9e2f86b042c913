# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the guides are drawn from their sources, and can be read by everyone."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET

import pytest

from tests.tools.link_checkout import ROOT

SOURCES = sorted((ROOT / "docs" / "pictures").glob("*.dot"))
DRAWING = [ROOT / "tests" / "tools" / "pictures" / name for name in ("draw.cjs", "package.json", "style.css")]
SVG = "{http://www.w3.org/2000/svg}"


def test_each_picture_has_a_source():
    assert [path.stem for path in SOURCES] == sorted(path.stem for path in SOURCES[0].parent.glob("*.svg"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_picture(source):
    text = source.with_suffix(".svg").read_text(encoding="utf-8")
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in (source, *DRAWING))).hexdigest()
    assert digest in text, "the picture is older than its source: run make pictures"

    picture = ET.fromstring(text)
    described = {picture.find(f"{SVG}{tag}").get("id"): picture.findtext(f"{SVG}{tag}") for tag in ("title", "desc")}
    assert picture.get("aria-labelledby").split() == list(described)
    assert all(described.values())
    # A phone shows 350 pixels of it: at this width, its smallest text still has 9.5.
    assert float(picture.get("viewBox").split()[2]) <= 445
    assert "prefers-color-scheme: dark" in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|@font-face|<script", text)
