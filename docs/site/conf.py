# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of Sphinx for ``make docs``, see tests/tools/build_docs.py."""

from __future__ import annotations

import os

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

project = "community.sailpoint"
author = "Contributors to the community.sailpoint collection"
copyright = author
version = release = os.environ["SAILPOINT_VERSION"]

extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
myst_heading_anchors = 3
# It takes no network; so the reference's links into the documentation of Ansible are plain text.
intersphinx_mapping: dict[str, object] = {}
suppress_warnings = ["ref.ref", "ref.envvar"]

html_theme = "furo"
html_title = f"{project} {version}"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
pygments_style = "friendly"


class Search(SearchEnglish):
    """The search also finds numbers, such as the status 429."""

    def word_filter(self, word: str) -> bool:
        """Whether the search knows a word: without this, none that is a number."""
        return word not in self.stopwords


def find_numbers(app: Sphinx, _error: Exception | None) -> None:
    """Stop the script of the search from skipping numbers in what the reader types. Sphinx has no option for it."""
    script = app.outdir / "_static" / "searchtools.js"
    text = script.read_text(encoding="utf-8")
    skip = r" || queryTerm.match(/^\d+$/)"
    assert skip in text
    script.write_text(text.replace(skip, ""), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Let Sphinx know of these."""
    app.add_search_language(Search)
    app.connect("build-finished", find_numbers)
