# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The harness of the integration tests fails where it must: each playbook here breaks one promise of check mode."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
import textwrap

import pytest

from tests.functional.engines import clean_environment, playbook_settings
from tests.tools.link_checkout import ROOT

FOUR_RUNS = ROOT / "tests" / "integration" / "targets" / "setup_four_runs" / "four_runs.py"
GOOD = """\
- community.sailpoint.managed_client:
    name: paris-1
    cluster: Paris
    api_version: v1
"""
AFTER = "- {name: paris-1, cluster: Paris}"


@pytest.fixture(name="harness", scope="module")
def fixture_harness():
    """The module four_runs, which stands where nothing is imported from."""
    specification = importlib.util.spec_from_file_location("four_runs", FOUR_RUNS)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(name="run")
def fixture_run(harness, sandbox, tmp_path, monkeypatch):
    """Run tasks as a scenario: ``run(tasks)``."""

    def run(tasks, after=AFTER):
        play = "- hosts: localhost\n  gather_facts: false\n  tasks:\n"
        for name, content in (
            ("playbook.yml", play + textwrap.indent(textwrap.dedent(tasks), "    ")),
            ("before.yml", "[]"),
            ("after.yml", after),
        ):
            (tmp_path / name).write_text(content, encoding="utf-8")
        environment = {**clean_environment(sandbox.environment()), **playbook_settings(tmp_path), **harness.settings()}
        environment["PATH"] = f"{pathlib.Path(sys.executable).parent}:{environment['PATH']}"
        environment["CONTROL_URL"] = sandbox.control_url
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        harness.Scenario(tmp_path, environment).run_both_ways()

    return run


CREATE = """\
- ansible.builtin.uri:
    url: "{{ lookup('env', 'SAIL_BASE_URL') }}/oauth/token"
    method: POST
    body_format: form-urlencoded
    body:
      grant_type: client_credentials
      client_id: "{{ lookup('env', 'SAIL_CLIENT_ID') }}"
      client_secret: "{{ lookup('env', 'SAIL_CLIENT_SECRET') }}"
  register: token
  check_mode: false
- ansible.builtin.uri:
    url: "{{ lookup('env', 'SAIL_BASE_URL') }}/managed-clusters/v1"
    method: POST
    body_format: json
    body: {name: Rome, type: idn, configuration: {}}
    headers:
      Authorization: "Bearer {{ token.json.access_token }}"
  check_mode: false
"""
SEED = """\
- ansible.builtin.uri:
    url: "{{ lookup('env', 'CONTROL_URL') }}/_sandbox/clusters"
    method: POST
    body_format: json
    body: [{name: Rome}]
  check_mode: false
"""
AGAIN = """\
- ansible.builtin.debug:
    msg: x
  changed_when: true
"""
ANOTHER_EACH_TIME = """\
- community.sailpoint.managed_client:
    name: paris-1
    cluster: Paris
    description: "{{ now().isoformat() }}"
    api_version: v1
"""
BY_ENGINE = """\
- ansible.builtin.debug:
    msg: "{{ lookup('env', 'SAILPOINT_IN_PROCESS') }}"
"""
WARNS = """\
- community.sailpoint.managed_client_info:
"""
FAILS = """\
- ansible.builtin.fail:
    msg: failed
"""


@pytest.mark.parametrize(
    ("tasks", "after", "text"),
    [
        (CREATE, AFTER, "check mode wrote"),
        (SEED, AFTER, "check mode changed the tenant"),
        (ANOTHER_EACH_TIME, AFTER, "check mode showed something else"),
        (GOOD, "- {name: paris-2, cluster: Paris}", "wanted"),
        (GOOD, "[]", "wanted"),
        (GOOD + AGAIN, AFTER, "run again, it changed something"),
        (BY_ENGINE, "[]", "not the same in process and as modules"),
        (WARNS, "[]", "deprecated"),
        (FAILS, "[]", "failed=1"),
    ],
    ids=["write", "change", "diff", "other state", "too much", "again", "engine", "warning", "failure"],
)
def test_what_breaks_one_fails(run, tasks, after, text):
    with pytest.raises(AssertionError, match=text):
        run(tasks, after)
