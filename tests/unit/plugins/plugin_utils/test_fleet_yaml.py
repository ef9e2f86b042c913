# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a fleet as YAML: what is written, and that any reader reads it back."""

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_folder import FleetLoader
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_yaml import SCHEMA_URL, fleet_as_yaml

TEXTS = [
    *("", " ", "a", "Paris", "Paris (spare)", "a - b", "a-b", "-a", "a: b", "a:", "a #b", "a\tb", "a\nb", "\r\n"),
    *("yes", "No", "ON", "null", "~", "y", "True", "1", "1e3", "0o7", ".5", "+1", "2026-01-31", "12:30", "=", "<<"),
    *(
        "{{ x }}",
        "{% x %}",
        "{# x #}",
        "{a}",
        "[a]",
        "!unsafe x",
        "&a",
        "*a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "'",
        '"',
        "\\",
    ),
    *("\x00", "\x1b", "\x7f", "\x85", "\xa0", "\u2028", "\u2029", "\ufeff", "\uffff", "\ud7ff", "ünï 日本", "😀"),
    "a" * 3000,
]


@pytest.mark.parametrize("loader", [FleetLoader, yaml.SafeLoader])
def test_every_text_is_read_back_as_it_is(loader):
    class Loader(loader):
        """Knows the tag that Ansible knows."""

    Loader.add_constructor("!unsafe", lambda reader, node: reader.construct_scalar(node))
    variables = {
        "fleet_clusters": [{"name": text, "configuration": {text[:900]: text, "k": text}} for text in TEXTS],
        "fleet_clients": [],
        "fleet_log_levels": [{"cluster": text, "log_levels": {}, "duration_minutes": 60} for text in TEXTS],
    }

    assert yaml.load(fleet_as_yaml(variables), Loader) == variables


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "paris-1", "description": "a \ud800 b"},
        {"name": "paris-1", "configuration": {"description": "\udfff"}},
        {"name": "paris-1", "configuration": {"\udc00": "x"}},
        {"name": "paris-1 \ud83d"},
    ],
)
def test_half_of_a_character_is_an_error_that_says_where(entry):
    with pytest.raises(OptionError) as caught:
        fleet_as_yaml({"fleet_clusters": [], "fleet_clients": [{"name": "a"}, entry]})

    assert str(caught.value).startswith('fleet_clients."paris-1')
    assert "contains a lone surrogate, which YAML cannot represent. Correct it in the tenant" in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["#jinja2:variable_start_string:'<'", "{{ x }}", "{%", "{#"])
def test_what_ansible_could_take_for_a_template_is_marked(text):
    assert f"!unsafe {json.dumps(text)}" in fleet_as_yaml({"fleet_clients": [{"description": text}]})


def test_what_is_plain_and_what_is_not():
    entry = {"name": "Paris (spare)", "type": "idn", "description": "{{ x }}", "configuration": {"debug": "yes"}}

    assert fleet_as_yaml({"fleet_clusters": [entry], "fleet_clients": []}) == (
        f"---\n# yaml-language-server: $schema={SCHEMA_URL}\n"
        "fleet_clusters:\n"
        "  - name: Paris (spare)\n"
        "    type: idn\n"
        '    description: !unsafe "{{ x }}"\n'
        "    configuration:\n"
        '      debug: "yes"\n'
        "fleet_clients: []\n"
    )
