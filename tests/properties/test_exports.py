# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any text survives an export, for every reader, and no text of an event means anything."""

from __future__ import annotations

import base64
import json

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_folder import FleetLoader
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_yaml import fleet_as_yaml
from ansible_collections.community.sailpoint.plugins.plugin_utils._inert import exact, inert
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import AWKWARD, PURE

PIECES = (
    *AWKWARD,
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\ufffe",
    "\x1b[",
    "\r\n",
    "- ",
    ": ",
    "#jinja2:",
    "{%",
    "!unsafe",
    "0",
)
TEXTS = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=6).map("".join))


@given(st.dictionaries(TEXTS, TEXTS, max_size=3), TEXTS)
@PURE
def test_an_export_is_read_as_it_was_or_refused(configuration, text):
    entries = [{"name": text, "description": text, "configuration": configuration}]
    fleet = {"fleet_clusters": entries, "fleet_clients": [], "fleet_log_levels": []}
    try:
        written = fleet_as_yaml(fleet).encode("utf-8").decode("utf-8")
    except OptionError:
        with pytest.raises(UnicodeEncodeError):
            json.dumps(fleet, ensure_ascii=False).encode("utf-8")
        return

    assert yaml.load(written, FleetLoader) == fleet
    assert DataLoader().load(written) == fleet


@given(st.recursive(TEXTS | st.none(), lambda value: st.lists(value) | st.dictionaries(TEXTS, value), max_leaves=5))
@PURE
def test_no_text_of_an_event_means_anything(value):
    given_on = json.dumps(inert(value), ensure_ascii=False)

    within = given_on.translate(str.maketrans("", "", '{}[]" ,:'))
    assert not set(within) & set("{}[]()<>%#$`'\"\\|&;*?!=~^")
    assert not any(delimiter in text for text in _texts(inert(value)) for delimiter in ("{", "}", "#", "%", '"', "["))
    assert json.loads(base64.b64decode(exact(value))) == value


def _texts(value):
    if isinstance(value, str):
        return [value]
    parts = [*value, *value.values()] if isinstance(value, dict) else value or []
    return [text for part in parts for text in _texts(part)]
