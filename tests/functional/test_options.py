# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users write as options, by ansible-playbook in both engines: null is "not given", and a text is a text."""

from __future__ import annotations

import json
import textwrap

import pytest

from tests.functional.engines import run_command, run_module, run_playbook

TASK = """\
- community.sailpoint.{module}: {options}
  register: result
  ignore_errors: true
- ansible.builtin.set_fact: {{said: "{{{{ (said | default([])) + [result.msg | default('done')] }}}}"}}
"""
WRITING = '- ansible.builtin.copy: {content: "{{ said | to_json }}", dest: "{{ out }}", mode: "0600"}\n'


@pytest.fixture(name="said", params=["auto", "never"], ids=["in process", "as modules"])
def fixture_said(request, sandbox, tmp_path):
    """What tasks say, by either engine: ``said((module, options), ...)``; ``done`` for each that did not fail."""
    sandbox.add_clusters("Paris")

    def said(*tasks, header=""):
        out = tmp_path / "out.json"
        body = "".join(TASK.format(module=module, options=options) for module, options in tasks) + WRITING
        text = "- hosts: localhost\n  gather_facts: false\n" + textwrap.indent(header, "  ")
        playbook = tmp_path / "playbook.yml"
        playbook.write_text(text + "  tasks:\n" + textwrap.indent(body, "    "), encoding="utf-8")
        environment = {**sandbox.environment(), "SAIL_API_VERSION": "v1", "SAILPOINT_IN_PROCESS": request.param}
        finished = run_playbook(playbook, "-e", f"out={out}", environment=environment)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        assert "internal error" not in finished.stdout
        return json.loads(out.read_text(encoding="utf-8"))

    return said


REFUSED = [
    ("managed_client", "{name: 0042, cluster: Paris}", "name is the number 34, not a string. Put it in quotes"),
    ("managed_client", "{name: 12:30, cluster: Paris}", "name is the number 750, not a string"),
    ("managed_client", "{name: a, cluster: 1.10}", "cluster is the number 1.1, not a string"),
    ("managed_client", "{name: a, cluster: Paris, description: yes}", "description is the boolean true, not a string"),
    ("managed_client", "{name: a, description: 2026-01-31 18:00:00}", "description is the date 2026-01-31 18:00:00"),
    ("managed_client", "{name: [a], cluster: Paris}", "name is a list, not a string. Give one string"),
    ("managed_client", '{name: "a\\0b", cluster: Paris}', "name contains a NUL or a lone surrogate"),
    ("managed_client", "{name: null, cluster: Paris}", "one of the following is required: name, id"),
    ("managed_client", "{name: '', cluster: Paris}", "name is empty"),
    ("managed_client", "{name: a, cluster: Paris, auth_client_secret: 123456}", "auth_client_secret is a number, not"),
    ("managed_client", "{name: a, cluster: Paris, type: va}", 'type is "va". Did you mean "VA"?'),
    ("managed_client", "{name: a, cluster: Paris, wait: yes, wait_for: normal}", 'wait_for is "normal". Did you mean'),
    ("managed_client", "{name: a, cluster: Paris, wait_timeout: .nan}", "wait_timeout is nan. Give a number from 0 to"),
    ("managed_client", "{name: a, cluster: Paris, wait_timeout: 1e10}", "wait_timeout is 1e+10. Give a number from 0"),
    ("managed_client_fleet", "{clients: [{name: a}, {name: yes}]}", "entry 2 of clients: name is the boolean true"),
    ("managed_client_fleet", "{clients: [{name: null}]}", "entry 1 of clients: one of the following is required"),
    ("managed_client_fleet", "{clients: a}", "clients is a string, not a list. Give a list of mappings"),
    ("managed_client_fleet", "{clients: {name: a}}", "clients is a mapping, not a list. Give a list of mappings"),
    ("managed_client_fleet", "{clients: [a, b]}", "entry 1 of clients is a string, not a mapping"),
    ("managed_client_fleet", "{clients: null}", "nothing declared. Give clusters, clients, log_levels"),
    (
        "managed_client_fleet",
        "{clients: [], purge: true, purge_clusters: [0042]}",
        "entry 1 of purge_clusters is the",
    ),
    ("managed_client_fleet", "{clients: [], max_deletions: -1}", "max_deletions is -1. Give 0 or more"),
    ("managed_client_fleet", "{clients: [], max_deletions: yes}", "max_deletions is the boolean true, not a number"),
    (
        "managed_cluster",
        "{name: Rome, configuration: {0042: a}}",
        "configuration: a key is the number 34, not a string",
    ),
    ("managed_cluster", "{name: Rome, configuration: {a: [2026-01-31]}}", "configuration: entry 1 of a is the date"),
    ("managed_cluster", "{name: Rome, type: IDN}", 'type is "IDN". Did you mean "idn"?'),
    ("managed_cluster_info", "{name: 5}", "name is the number 5, not a string"),
    ("managed_cluster_info", "{type: IDN}", 'type is "IDN". Did you mean "idn"?'),
    ("managed_client_info", "{status: [FAILED, normal]}", 'status is "normal". Did you mean "NORMAL"?'),
    ("managed_client_info", "{status: [yes]}", "entry 1 of status is the boolean true, not a string"),
    (
        "managed_cluster_log_config",
        "{cluster: Paris, root_level: debug}",
        'Did you mean "DEBUG"?',
    ),
    ("managed_cluster_log_config", "{cluster: Paris, log_levels: {a: yes}}", "log_levels: a is the boolean true"),
    (
        "managed_cluster_log_config",
        "{cluster: Paris, root_level: INFO, renew_within: 10000000000000}",
        "renew_with",
    ),
    (
        "managed_cluster_log_config",
        "{cluster: Paris, root_level: INFO, duration_minutes: 10000000000000}",
        "duration",
    ),
    ("managed_cluster_log_config", "{cluster: Paris, root_level: INFO, expiration: 9999-12-31T23:59:59-23:59}", "expi"),
    ("managed_cluster_log_config", "{cluster: Paris, root_level: INFO, expiration: 0001-01-01T00:00:00+23:59}", "expi"),
]


def test_what_is_refused(said, writes, request):
    # A module takes half a second and more.
    cases = REFUSED if "in process" in request.node.name else REFUSED[::4]

    found = said(*((module, options) for module, options, _message in cases))

    for text, (_module, _options, message) in zip(found, cases, strict=True):
        assert message in text
        assert "123456" not in text
    assert writes() == []


def test_null_is_not_given_and_an_empty_connection_option_neither(said, sandbox):
    found = said(
        ("managed_client", "{name: a, cluster: Paris, id: null, description: null, type: null, state: null}"),
        ("managed_client_fleet", "{clients: [{name: b, cluster: Paris, state: null, recreate: null}], purge: null}"),
        ("managed_cluster", "{name: Rome, description: null, type: null, configuration: {a: null, b: 5}}"),
        ("managed_cluster_log_config", "{cluster: Rome, root_level: OFF, log_levels: {a: OFF, b: null}, state: null}"),
        ("managed_client_info", "{name: null, gather: null, timeout: '30'}"),
        header=textwrap.dedent(
            """\
            module_defaults:
              group/community.sailpoint.all:
                {base_url: "", api_version: null, timeout: "", validate_certs: "", ca_path: " ", rate_limit: null}
            """
        ),
    )

    assert found == ["done", "created 1: b", "done", "done", "done"]
    assert {(client["name"], client["description"], client["type"]) for client in sandbox.clients()} == {
        ("a", "", "VA"),
        ("b", "", "VA"),
    }
    assert [cluster["configuration"] for cluster in sandbox.clusters() if cluster["name"] == "Rome"] == [{"b": "5"}]
    assert [levels["rootLevel"] for levels in sandbox.log_configurations().values()] == ["OFF"]


def test_an_empty_environment_variable_is_as_if_it_were_not_set(sandbox):
    result = run_module("managed_client_info", {}, environment={**sandbox.environment(), "SAIL_API_VERSION": ""})

    assert result["managed_clients"] == []


def test_a_status_that_is_not_known_is_warned_of_and_waited_for(sandbox):
    sandbox.add_clusters("Paris")
    options = {"name": "a", "cluster": "Paris", "wait": True, "wait_for": "HAPPY", "wait_timeout": 0}

    result = run_module("managed_client", options, environment=sandbox.environment())

    assert "not HAPPY" in result["msg"]
    assert any("wait_for: HAPPY is not in the API specification" in warning for warning in result["warnings"])


@pytest.mark.parametrize("variables", [{"sailpoint_base_url": None}, {"sailpoint_api_version": ""}])
def test_a_blank_answer_of_a_survey_does_not_hide_the_environment(sandbox, tmp_path, variables):
    (tmp_path / "fleet.yml").write_text("fleet_clusters: [{name: Rome, description: null}]\n", encoding="utf-8")
    blank = {f"sailpoint_{name}": "" for name in ("timeout", "validate_certs", "proxy", "ca_path", "retry_timeout")}

    finished = run_command(
        "ansible-playbook",
        "community.sailpoint.apply",
        *("-e", json.dumps({**blank, **variables, "sailpoint_folder": str(tmp_path)})),
        home=tmp_path,
        environment={**sandbox.environment(), "SAIL_API_VERSION": "v1"},
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert [cluster["name"] for cluster in sandbox.clusters()] == ["Rome"]


def test_a_surrogate_in_a_name_of_the_tenant_is_readable(said, sandbox):
    (paris,) = (cluster["id"] for cluster in sandbox.clusters())
    (client,) = sandbox.add_clients({"name": "a\ud800\0b", "clusterId": paris, "description": "\U0001f600\udfff"})

    found = said(
        ("managed_client_info", "{}"),
        ("managed_client_fleet_info", "{}"),
        ("managed_client", f"{{id: {client['id']}, state: absent}}"),
    )

    assert found == ["done"] * 3
    assert sandbox.clients() == []
