# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role fleet_export, and the way back: export, apply, no change; export into an empty tenant, the same export."""

from __future__ import annotations

import stat

import pytest
import yaml

from tests.functional.engines import run_playbook
from tests.functional.roles import run_role

HOSTILE = [
    "quote \" and ' and backslash \\",
    "{{ 7 * 7 }}",
    "{% raw %}{# none #}",
    "!unsafe x",
    "  blanks  ",
    "tab\there and\nline\r\nbreaks",
    "control \x01\x1b[31m\x7f\x85",
    "ünï 日本 😀 \u2028\ufeff",
    *("yes", "No", "on", "null", "~", "1e3", "1_000", "0x1F", "12:30", "2026-01-31", "True", ".inf", "=", "<<"),
    *("[1, 2]", "[ 1 ]", "{a: 1}", "{'a': 1}", "- a", "a: b", "a #b", "#a", "&a", "*a", "|", ">", "%a", "@a", "`a"),
    "<script>alert(1)</script>",
    "${HOME} $(id)",
    "a" * 500,
]


@pytest.fixture(name="export")
def fixture_export(sandbox, tmp_path):
    """Export to a file of the folder ``fleet`` and return its text: ``export(name)``."""
    folder = tmp_path / "fleet"
    folder.mkdir()

    def export(name="fleet.yml", **variables):
        path = folder / name
        finished = run_role("fleet_export", sandbox, tmp_path, path=str(path), **variables)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        assert "[WARNING]" not in finished.stderr
        return path.read_text(encoding="utf-8")

    return export


@pytest.fixture(name="apply")
def fixture_apply(sandbox, tmp_path):
    """Apply the folder ``fleet``, and return what Ansible says: ``apply(*arguments)``."""

    def apply(*arguments, **variables):
        given = {"folder": str(tmp_path / "fleet"), **variables}
        finished = run_role("fleet", sandbox, tmp_path, *arguments, **given)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    return apply


def test_an_export_is_what_the_role_fleet_takes(sandbox, export):
    paris, austin = sandbox.add_clusters(
        {"name": "Paris", "configuration": {"gmtOffset": "1", "debug": "yes"}, "description": "Two of them"}, "Austin"
    )
    sandbox.add_clients(
        {"name": "paris-2", "clusterId": paris["id"]},
        {"name": "austin-1", "clusterId": austin["id"], "type": "CCG"},
        {"name": "paris-1", "clusterId": paris["id"], "description": "First: \N{SNOWMAN}"},
    )
    sandbox.set_log_configuration(
        paris["id"], rootLevel="WARN", logLevels={"a.B": "DEBUG"}, durationMinutes=60, expiration="9999-12-31T00:00:00Z"
    )
    sandbox.set_log_configuration(austin["id"], rootLevel="TRACE", expiration="2020-01-01T00:00:00Z")

    # The second line is for editors.
    head, _schema, rest = export().split("\n", 2)
    assert (
        f"{head}\n{rest}"
        == """\
---
fleet_clusters:
  - name: Austin
    type: idn
    description: ""
  - name: Paris
    type: idn
    description: Two of them
    configuration:
      debug: "yes"
      gmtOffset: "1"
fleet_clients:
  - name: austin-1
    cluster: Austin
    type: CCG
    description: ""
  - name: paris-1
    cluster: Paris
    type: VA
    description: "First: \N{SNOWMAN}"
  - name: paris-2
    cluster: Paris
    type: VA
    description: ""
fleet_log_levels:
  - cluster: Paris
    root_level: WARN
    log_levels:
      a.B: DEBUG
    duration_minutes: 60
"""
    )


def test_what_is_left_out_on_request(sandbox, export):
    (paris,) = sandbox.add_clusters({"name": "Paris", "configuration": {"gmtOffset": "1"}})
    sandbox.set_log_configuration(paris["id"], rootLevel="WARN", logLevels={}, expiration="9999-12-31T00:00:00Z")

    text = export(log_levels=False, configuration=False)

    assert yaml.safe_load(text) == {
        "fleet_clusters": [{"name": "Paris", "type": "idn", "description": ""}],
        "fleet_clients": [],
        "fleet_log_levels": [],
    }
    assert not [entry for entry in sandbox.log() if "log-config" in entry["path"]]


def round_trip(sandbox, export, apply, writes):
    """Apply an export to the same tenant and to an empty one. Returns the export."""
    first = export()
    sandbox.clear_log()
    assert "changed=0" in apply()
    assert writes() == []
    sandbox.reset()
    apply()
    assert export(force=True) == first
    return first


def test_a_fleet_of_1000_there_and_back(sandbox, export, apply, writes):
    clusters = sandbox.add_clusters(*(f"Place {number}" for number in range(20)))
    sandbox.add_clients(
        *(
            {"name": f"client-{number}", "clusterId": clusters[number % 20]["id"], "description": f"Number {number}"}
            for number in range(1000)
        )
    )

    assert round_trip(sandbox, export, apply, writes).count("- name: client-") == 1000


def test_hostile_texts_there_and_back(sandbox, export, apply, writes):
    clusters = sandbox.add_clusters(
        *(
            {"name": text, "description": text, "configuration": {"key": text, f"k {number}: {text[:30]}": "{{ x }}"}}
            for number, text in enumerate(HOSTILE)
        )
    )
    sandbox.add_clients(
        *(
            {"name": text, "description": text, "clusterId": cluster["id"]}
            for cluster, text in zip(clusters, HOSTILE, strict=True)
        )
    )
    far = {"durationMinutes": 60, "expiration": "9999-12-31T00:00:00Z"}
    for cluster, text in zip(clusters[:8], HOSTILE, strict=False):
        sandbox.set_log_configuration(cluster["id"], rootLevel="WARN", logLevels={text: "DEBUG"}, **far)

    round_trip(sandbox, export, apply, writes)

    assert {client["name"] for client in sandbox.clients()} == set(HOSTILE)
    assert {cluster["description"] for cluster in sandbox.clusters()} == set(HOSTILE)


def test_hostile_texts_as_vars_files_are_no_templates(sandbox, export, tmp_path):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients(*({"name": text, "description": text, "clusterId": paris["id"]} for text in HOSTILE))
    export()
    playbook = tmp_path / "vars.yml"
    playbook.write_text(
        """\
- hosts: localhost
  gather_facts: false
  module_defaults: {group/community.sailpoint.all: {api_version: v1, rate_limit: 0}}
  vars_files: [fleet/fleet.yml]
  roles: [community.sailpoint.fleet]
""",
        encoding="utf-8",
    )
    finished = run_playbook(playbook, environment=sandbox.environment())

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "changed=0" in finished.stdout


def test_objects_whose_name_does_not_identify_them(sandbox, export, apply, writes):
    one, two, nameless, paris = sandbox.add_clusters("Twin", "Twin", "", "Paris")
    # The name of this one is the id of another.
    (confusing,) = sandbox.add_clusters(paris["id"])
    sandbox.add_clients(
        {"name": "in one", "clusterId": one["id"]},
        {"name": "in two", "clusterId": two["id"]},
        {"name": "in nameless", "clusterId": nameless["id"]},
        {"name": "in confusing", "clusterId": confusing["id"]},
        {"name": None, "clusterId": paris["id"], "clientId": "1bb0e2f9-8c5c-4f0b-9b0c-111111111111"},
        {"name": "double", "clusterId": paris["id"]},
        {"name": "double", "clusterId": paris["id"]},
    )

    declared = yaml.safe_load(export())

    clusters = {entry["name"]: entry["cluster"] for entry in declared["fleet_clients"]}
    assert clusters == {
        "in one": one["id"],
        "in two": two["id"],
        "in nameless": nameless["id"],
        "in confusing": confusing["id"],
        "VA-1bb0e2f9-8c5c-4f0b-9b0c-111111111111": "Paris",
        "double": "Paris",
    }
    assert len([entry for entry in declared["fleet_clients"] if "id" in entry]) == 2
    assert {entry["id"] for entry in declared["fleet_clusters"] if "id" in entry} == {
        one["id"],
        two["id"],
        nameless["id"],
    }
    sandbox.clear_log()
    assert "changed=0" in apply()
    assert writes() == []


def test_types_and_levels_that_nobody_has_seen(sandbox, export, apply, writes):
    (paris,) = sandbox.add_clusters({"name": "Paris", "type": "orbital"})
    sandbox.add_clients(
        {"name": "paris-1", "clusterId": paris["id"], "type": "CUBE"},
        {"name": "paris-2", "clusterId": paris["id"], "type": None, "description": None},
    )

    text = export()

    assert "type: orbital" in text
    assert "type: CUBE" in text
    assert "changed=0" in apply()
    assert writes() == []
    assert sandbox.violations()


def test_an_export_has_no_secrets_and_is_private(sandbox, export, tmp_path):
    sandbox.switch(secret_on_get=True)
    (paris,) = sandbox.add_clusters("Paris")
    (client,) = sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})

    text = export()

    assert client["secret"] not in text
    assert client["id"] not in text
    assert paris["id"] not in text
    assert stat.S_IMODE((tmp_path / "fleet" / "fleet.yml").stat().st_mode) == 0o600


def test_a_file_that_exists_is_left_alone_before_any_request(sandbox, tmp_path):
    path = tmp_path / "fleet.yml"
    path.write_text("precious", encoding="utf-8")

    finished = run_role("fleet_export", sandbox, tmp_path, path=str(path))

    assert finished.returncode == 2
    assert "exists: set fleet_export_force to true to overwrite it" in finished.stdout + finished.stderr
    assert path.read_text(encoding="utf-8") == "precious"
    assert sandbox.log() == []


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "set fleet_export_path (sailpoint_export of the playbook community.sailpoint.export)"),
        ({"path": ""}, "set fleet_export_path (sailpoint_export of the playbook community.sailpoint.export)"),
        ({"pth": "a.yml"}, "unknown variable fleet_export_pth. Did you mean fleet_export_path?"),
    ],
)
def test_without_a_file_to_write_it_says_what_to_set(sandbox, tmp_path, variables, said):
    finished = run_role("fleet_export", sandbox, tmp_path, **variables)

    assert finished.returncode == 2
    assert said in finished.stdout
    assert sandbox.log() == []


@pytest.mark.parametrize(
    ("path", "said"), [("missing/fleet.yml", "its folder does not exist"), (".", "it is a folder")]
)
def test_a_place_that_cannot_be_written_to(sandbox, tmp_path, path, said):
    finished = run_role("fleet_export", sandbox, tmp_path, path=str(tmp_path / path), force=True)

    assert finished.returncode == 2
    assert said in finished.stdout + finished.stderr
    assert sandbox.log() == []


@pytest.mark.parametrize(("arguments", "keyword"), [(["--check"], False), ([], True)], ids=["option", "keyword"])
def test_check_mode_writes_no_file(sandbox, tmp_path, arguments, keyword):
    path = str(tmp_path / "fleet.yml")

    finished = run_role("fleet_export", sandbox, tmp_path, *arguments, path=path, check_mode=keyword)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Check mode: no file was written." in finished.stdout
    assert not (tmp_path / "fleet.yml").exists()


@pytest.mark.parametrize("given", ["text", ["a list"], {"fleet_clients": ["a"]}, {"fleet_clients": {"name": "a"}}])
def test_the_filter_fleet_yaml_takes_nothing_but_a_fleet(tmp_path, given):
    task = {"ansible.builtin.debug": {"msg": "{{ given | community.sailpoint.fleet_yaml }}"}, "vars": {"given": given}}
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))

    finished = run_playbook(playbook)

    assert finished.returncode == 2
    assert (
        "fleet_yaml: the input is not a fleet. Give the fleet that managed_client_fleet_info returns" in finished.stdout
    )
    assert "Traceback" not in finished.stdout + finished.stderr
