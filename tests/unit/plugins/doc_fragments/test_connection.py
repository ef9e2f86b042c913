# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules take the connection options by their argument spec, plugins by their documentation: both are the same."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION

DOCUMENTED = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
SOURCES = yaml.safe_load(ModuleDocFragment.PLUGINS)["options"]


def test_the_same_options():
    assert DOCUMENTED.keys() == CONNECTION.options.keys()
    assert SOURCES.keys() - {"share_token"} == CONNECTION.options.keys()


@pytest.mark.parametrize("name", CONNECTION.options)
def test_an_option_is_the_same(name):
    option = CONNECTION.options[name]
    _env_fallback, environment = option.get("fallback", (None, []))

    for key in ("type", "default", "choices"):
        assert DOCUMENTED[name].get(key) == option.get(key)
    assert [source["name"] for source in SOURCES[name].get("env", [])] == environment
    assert SOURCES[name]["vars"] == [{"name": f"sailpoint_{name}"}]
