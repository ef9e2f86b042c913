# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in which a fleet is declared: JSON as YAML, and the JSON Schema that editors check them with."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_folder import FleetLoader, read_folder
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_yaml import SCHEMA_URL, fleet_as_yaml

from tests.tools import fleet_schema
from tests.tools.copy_checkout import GUIDES, ROOT, tracked_files

SCHEMA = json.loads(fleet_schema.PATH.read_text(encoding="utf-8"))
FLEET = {
    "fleet_clusters": [
        {"name": "Paris", "type": "idn", "configuration": {"gmtOffset": 1, "a": None, "b": [True, {"c": "d"}]}},
        {"name": "Rome", "previous_name": "Roma", "id": None, "description": "", "state": "absent"},
        {"id": "e1ff7bb24c934240bbf55e1aa39e41c5", "previous_name": None, "remove_clients": True, "type": "hologram"},
    ],
    "fleet_clients": [{"name": "paris-1", "cluster": "Paris", "type": "VA", "recreate": False, "state": None}],
    "fleet_log_levels": [
        {"cluster": "Paris", "root_level": "DEBUG", "duration_minutes": 60},
        {"cluster": "Rome", "log_levels": {"a.b": "TRACE", "c": "VERBOSE", "d": None}, "renew_within": 0},
        {"cluster": "Oslo", "state": "absent"},
    ],
}


@pytest.fixture(name="read")
def fixture_read(tmp_path):
    """What a folder with one file declares: ``read(name, text)``."""

    def read(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_folder(tmp_path, str)

    return read


def complaints(declaration):
    """What the schema says against a declaration."""
    return [error.message for error in jsonschema.Draft7Validator(SCHEMA).iter_errors(declaration)]


def test_the_schema_is_that_of_the_argument_specifications():
    made = fleet_schema.as_text()

    assert fleet_schema.PATH.read_text(encoding="utf-8") == made, "run python -m tests.tools.fleet_schema"
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert not re.search(r"\b[A-Z]+\(", made), "markup of Ansible is left in a description"


def test_the_schema_is_published_where_editors_look_for_it():
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    place = galaxy["repository"].replace("https://github.com", "https://raw.githubusercontent.com")

    assert SCHEMA["$id"] == SCHEMA_URL == f"{place}/main/{fleet_schema.PATH.relative_to(ROOT)}"
    assert fleet_as_yaml({}).splitlines()[1] == f"# yaml-language-server: $schema={SCHEMA_URL}"


@pytest.mark.parametrize("name", ["fleet.json", "fleet.yml", "fleet.yaml"])
def test_a_good_file(read, name):
    assert complaints(FLEET) == []
    assert complaints({"$schema": SCHEMA_URL, "fleet_clients": None}) == []
    text = json.dumps({**({"$schema": SCHEMA_URL} if name.endswith("json") else {}), **FLEET}, indent=2)

    found = read(name, text)

    assert {variable: len(entries) for variable, entries in found.items()} == {
        variable: len(entries) for variable, entries in FLEET.items()
    }
    assert found["fleet_clusters"][0]["configuration"] == FLEET["fleet_clusters"][0]["configuration"]


def test_a_file_of_json_may_have_what_yaml_reads_otherwise(read):
    found = read("fleet.json", '{\t"fleet_clients": [\n\t{"name": "\\ud83d\\ude00", "cluster": "12:30"}]}')

    assert found["fleet_clients"] == [{"name": "😀", "cluster": "12:30"}]


@pytest.mark.parametrize(
    "path",
    [*(ROOT / "extensions/awx/project/fleet").rglob("*.yml"), *(ROOT / "tests/demo/fleet").rglob("*.yml")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_files_of_the_project(path):
    assert complaints(yaml.load(path.read_text(encoding="utf-8"), FleetLoader)) == []


def test_the_declarations_in_the_guides():
    texts = [
        text
        for page in tracked_files("README.md", *GUIDES)
        for text in re.findall(
            r"^```yml\n(fleet_cl.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    ]

    assert len(texts) > 2
    assert [complaints(yaml.load(text, FleetLoader)) for text in texts] == [[]] * len(texts)


BAD = [
    ("[]", "is not a mapping"),
    ("null", "is not a mapping"),
    ('{"fleet_client": []}', "unknown variable fleet_client"),
    ('{"fleet_clients": {}}', "fleet_clients is not a list"),
    ('{"fleet_clients": ["a"]}', "entry 1 of fleet_clients: it is not a mapping"),
    ('{"fleet_clients": [{"name": "a"}, {"name": "b", "clutser": "c"}]}', "entry 2 of fleet_clients: unknown option"),
    ('{"fleet_clients": [{"cluster": "a"}]}', "one of the following is required: name, id"),
    ('{"fleet_clients": [{"name": null, "id": null}]}', "one of the following is required: name, id"),
    ('{"fleet_clients": [{"id": "a", "previous_name": "b"}]}', "mutually exclusive: id|previous_name"),
    ('{"fleet_clients": [{"name": 42}]}', 'name is the number 42, not a string. Put it in quotes ("42")'),
    ('{"fleet_clients": [{"name": true}]}', 'name is the boolean true, not a string. Put it in quotes ("true")'),
    ('{"fleet_clients": [{"name": "a", "state": "gone"}]}', "value of state must be one of: present, absent"),
    ('{"fleet_clients": [{"name": "a", "recreate": "perhaps"}]}', "recreate"),
    ('{"fleet_clusters": [{"name": "a", "configuration": []}]}', "configuration"),
    ('{"fleet_log_levels": [{"root_level": "INFO"}]}', "missing required arguments: cluster"),
    ('{"fleet_log_levels": [{"cluster": "a"}]}', "state is present but any of the following are missing"),
    ('{"fleet_log_levels": [{"cluster": "a", "root_level": 5}]}', "root_level is the number 5, not a string"),
    ('{"fleet_log_levels": [{"cluster": "a", "root_level": "INFO", "duration_minutes": "x"}]}', "duration_minutes"),
    ('{"fleet_log_levels": [{"cluster": "a", "log_levels": {"b": true}}]}', "b is the boolean true, not a string"),
    (
        '{"fleet_log_levels": [{"cluster": "a", "root_level": "INFO", "duration_minutes": 5, "expiration": "x"}]}',
        "mutually exclusive: duration_minutes|expiration",
    ),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_what_is_refused_is_refused_by_the_schema_too(read, text, said):
    assert complaints(json.loads(text)) != []
    with pytest.raises(OptionError) as error:
        read("fleet.json", text)

    assert "fleet.json: " in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "entry",
    [
        {"fleet_clients": [{"name": "a", "type": "va"}]},
        {"fleet_clients": [{"name": ""}]},
        {"fleet_clusters": [{"name": "a", "type": "IDN"}]},
        {"fleet_log_levels": [{"cluster": "a", "root_level": "debug"}]},
        {"fleet_log_levels": [{"cluster": "a", "root_level": "INFO", "duration_minutes": 4}]},
    ],
)
def test_what_a_plan_refuses_is_refused_while_it_is_typed(entry):
    assert complaints(entry) != []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"fleet_clients": [], "fleet_clients": []}', "duplicate key fleet_clients"),
        ('{"fleet_clients": [{"name": "a", "name": "b"}]}', "duplicate key name"),
        ('{"fleet_clients": [}', "line 1, column 20: Expecting value"),
        ('{"fleet_clusters": [{"name": "a", "configuration": {"b": NaN}}]}', "NaN is not valid JSON"),
        ('{"fleet_clients": [{"name": "\\ud800"}]}', "name contains a NUL or a lone surrogate"),
        ('{"$schema": 5}', "unknown variable $schema"),
    ],
)
def test_a_file_of_json_that_cannot_be_used(read, text, said):
    with pytest.raises(OptionError) as error:
        read("fleet.json", text)

    assert "fleet.json: " in str(error.value)
    assert said in str(error.value)
