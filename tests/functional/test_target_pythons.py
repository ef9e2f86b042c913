# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules on each Python that a target may have, with the newest libraries for it, and with the oldest ones."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.functional.engines import run_command, run_playbook
from tests.tools import pythons
from tests.tools.link_checkout import ROOT

OLDEST = ROOT / ".cache" / "venv" / "oldest" / "bin" / "ansible-playbook"
VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  module_defaults:
    group/community.sailpoint.all:
      api_version: v1
  tasks:
    - community.sailpoint.managed_client: {name: paris-1, cluster: Paris, description: First}
      register: created
    - community.sailpoint.managed_client: {name: paris-1, cluster: Paris, description: Second}
      diff: true
      register: patched
    - community.sailpoint.managed_client_fleet:
        clients: [{name: paris-1, cluster: Paris, state: absent}, {name: paris-2, cluster: Paris}]
      register: fleet
    - community.sailpoint.managed_cluster: {name: Rome, configuration: {gmtOffset: 1}}
    - community.sailpoint.managed_cluster_log_config: {cluster: Rome, root_level: DEBUG}
    - community.sailpoint.managed_client_info: {gather: [status]}
      register: found
    - ansible.builtin.assert:
        that:
          - created is changed
          - patched.patch | map(attribute='path') == ['/description']
          - fleet.summary.created == 1
          - found.managed_clients | map(attribute='name') == ['paris-2']
"""


@pytest.fixture(scope="session", name="python_of")
def fixture_python_of():
    """A Python of that version with what requirements.txt says: ``python_of(version)``. It is kept in .cache."""

    def python_of(version):
        python = pythons.find(version)
        if not python:
            pytest.skip(f"there is no Python {version}")
        folder = ROOT / ".cache" / "targets" / version
        done = folder / "installed"
        if not done.exists():
            subprocess.run([python, "-m", "venv", "--clear", str(folder)], check=True)
            install = ["-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r"]
            command = [str(folder / "bin" / "python"), *install, str(ROOT / "requirements.txt")]
            subprocess.run(command, check=True)
            done.touch()
        return folder / "bin" / "python"

    return python_of


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_modules_run_on_that_python(python_of, sandbox, tmp_path, version):
    python = python_of(version)
    sandbox.add_clusters("Paris")
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")

    interpreter = json.dumps({"ansible_python_interpreter": str(python), "sailpoint_in_process": "never"})
    finished = run_playbook(playbook, "-v", "-e", interpreter, environment=sandbox.environment())

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "ran as a module" in finished.stdout
    assert [client["name"] for client in sandbox.clients()] == ["paris-2"]


@pytest.mark.slow
@pytest.mark.parametrize("in_process", ["auto", "never"])
def test_the_oldest_libraries(sandbox, tmp_path, in_process):
    if not OLDEST.exists():
        pytest.skip("the oldest libraries are not installed: make slow installs them")
    sandbox.add_clusters("Paris")
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")

    arguments = [str(playbook), "-v", "-e", json.dumps({"sailpoint_in_process": in_process})]
    finished = run_command(str(OLDEST), *arguments, home=tmp_path, environment=sandbox.environment())

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert ("ran as a module" in finished.stdout) == (in_process == "never")
    assert [client["name"] for client in sandbox.clients()] == ["paris-2"]
