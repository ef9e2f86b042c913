# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a role lists its variables with their defaults."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.tools.copy_checkout import ROOT, tracked_files


def load(role, path):
    return yaml.safe_load((ROOT / "roles" / role / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("role", [path.parent.name for path in tracked_files("roles/*/README.md")])
def test_the_variables_of_a_role(role):
    page = (ROOT / "roles" / role / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (?:`(.+)` |required )?\| .+ \|$", page, re.MULTILINE)
    defaults = load(role, "defaults/main.yml")

    assert {name for name, _default in rows} == set(
        load(role, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    )
    assert {name: given(yaml.safe_load(default)) for name, default in rows} == {
        name: given(default) for name, default in defaults.items()
    }


def given(default):
    """The default; None for one that is empty, which the page may leave out."""
    return None if default in ("", [], {}) else default
