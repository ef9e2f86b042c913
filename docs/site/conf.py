# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of Sphinx for ``make docs``, see tests/tools/build_docs.py."""

from __future__ import annotations

import os

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
