# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options are one list: fragment, event source, playbooks and documents have it, and nothing else."""

from __future__ import annotations

import importlib.util
import re

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.doc_fragments.connection import ModuleDocFragment
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION

from tests.tools.link_checkout import ROOT

DOCUMENTED = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]
SOURCES = yaml.safe_load(ModuleDocFragment.PLUGINS)["options"]
EVENT_SOURCE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "managed_client_status.py"
EVENT_SPEC = importlib.util.spec_from_file_location("managed_client_status", EVENT_SOURCE)
EVENT_MODULE = importlib.util.module_from_spec(EVENT_SPEC)
EVENT_SPEC.loader.exec_module(EVENT_MODULE)
EVENT_OPTIONS = yaml.safe_load(EVENT_MODULE.DOCUMENTATION)["options"]
OF_THE_EVENT_SOURCE = {"interval", "clusters", "initial"}
PLAYBOOKS = [path for path in sorted((ROOT / "playbooks").glob("*.yml")) if "sailpoint.all" in path.read_text("utf-8")]


def test_the_same_options():
    assert DOCUMENTED.keys() == CONNECTION.options.keys()
    assert SOURCES.keys() - {"share_token"} == CONNECTION.options.keys()
    assert EVENT_OPTIONS.keys() - OF_THE_EVENT_SOURCE == CONNECTION.options.keys()


@pytest.mark.parametrize("name", CONNECTION.options)
def test_an_option_is_the_same(name):
    option = CONNECTION.options[name]
    _env_fallback, environment = option.get("fallback", (None, []))

    for key in ("type", "default", "choices"):
        assert DOCUMENTED[name].get(key) == option.get(key)
        assert EVENT_OPTIONS[name].get(key) == option.get(key)
    assert [source["name"] for source in SOURCES[name].get("env", [])] == environment
    assert SOURCES[name]["vars"] == [{"name": f"sailpoint_{name}"}]


@pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.stem)
def test_a_playbook_passes_all_of_them_on(path):
    (play,) = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert play["module_defaults"]["group/community.sailpoint.all"] == {
        name: f"{{{{ sailpoint_{name} | default(omit) }}}}" for name in CONNECTION.options
    }


def test_the_page_on_playbooks_lists_all_of_them():
    page = (ROOT / "docs/reference/playbooks.md").read_text(encoding="utf-8")
    listed = re.findall(
        r"^\| `sailpoint_(\w+)` \|", page.partition("## Connection")[2].partition("\n## ")[0], re.MULTILINE
    )

    assert listed == [*CONNECTION.options, "hosts"]


def test_the_page_on_events_lists_all_of_them():
    (row,) = re.findall(
        r"^\| connection \| (.*?) \|", (ROOT / "docs/reference/events.md").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert re.findall("`([a-z_]+)`", row) == list(CONNECTION.options)
