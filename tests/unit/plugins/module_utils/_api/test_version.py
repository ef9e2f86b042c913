# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version that is sent as User-Agent is the collection's."""

from __future__ import annotations

import pathlib
import re

from ansible_collections.community.sailpoint.plugins.module_utils._api import version


def test_version_is_that_of_galaxy_yml():
    galaxy = pathlib.Path(version.__file__).parents[3].joinpath("galaxy.yml").read_text(encoding="utf-8")

    assert re.search(r"^version: (.*)$", galaxy, re.MULTILINE).group(1) == version.VERSION
