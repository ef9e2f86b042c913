# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks apply, export and report of the collection, as a user and as AWX run them."""

from __future__ import annotations

import json
import os

import pytest
import yaml

from tests.functional.engines import run_command, run_playbook
from tests.sandbox import Sandbox
from tests.tools.link_checkout import ROOT

FLEET = """\
fleet_clusters:
  - name: Paris
fleet_clients:
  - name: paris-1
    cluster: Paris
"""


@pytest.fixture(name="play")
def fixture_play(tmp_path, monkeypatch):
    """Run a playbook of the collection where the folder ``fleet`` is: ``play(name, *arguments, environment=...)``."""
    (tmp_path / "fleet").mkdir()
    (tmp_path / "fleet" / "paris.yml").write_text(FLEET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def play(name, *arguments, environment=None):
        command = ("ansible-playbook", f"community.sailpoint.{name}", *arguments)
        finished = run_command(*command, home=tmp_path, environment=environment)
        assert "[WARNING]" not in finished.stderr
        return finished

    return play


def test_apply_export_and_report(sandbox, play, tmp_path):
    environment = sandbox.environment()
    common = ["-e", "sailpoint_api_version=v1"]

    applied = play("apply", *common, "-e", "sailpoint_folder=fleet", environment=environment)
    exported = play("export", *common, "-e", "sailpoint_export=all.yml", environment=environment)
    reported = play(
        "report", *common, "-e", "sailpoint_report=r.html", "-e", "sailpoint_folder=fleet", environment=environment
    )

    for finished in (applied, exported, reported):
        assert finished.returncode == 0, finished.stdout + finished.stderr
    assert [client["name"] for client in sandbox.clients()] == ["paris-1"]
    assert "  - name: paris-1\n" in (tmp_path / "all.yml").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["drift"] == []
    assert "<html" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_each_host_is_a_tenant(sandbox, play, tmp_path):
    credentials = sandbox.environment()
    inventory = tmp_path / "tenants.yml"
    tenant = {
        "sailpoint_base_url": credentials["SAIL_BASE_URL"],
        "sailpoint_auth_client_id": credentials["SAIL_CLIENT_ID"],
        "sailpoint_auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
        "sailpoint_api_version": "v1",
        "fleet_clusters": [{"name": "Paris"}],
    }
    hosts = {"one": {}, "other": {"fleet_clusters": [{"name": "Austin"}]}}
    inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": tenant}}), encoding="utf-8")

    finished = play("apply", "-i", str(inventory), "-e", "sailpoint_hosts=all", "-v")

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert {cluster["name"] for cluster in sandbox.clusters()} == {"Paris", "Austin"}
    assert "ran in process" in finished.stdout
    assert credentials["SAIL_CLIENT_SECRET"] not in finished.stdout + finished.stderr


def test_a_base_url_by_variable_that_differs_from_the_environment_is_refused(sandbox, play, tmp_path):
    """A launch variable of AWX could send the secret of its credential elsewhere."""
    with Sandbox.start() as other:
        hosts = {"same": f"{sandbox.base_url}/", "other": other.base_url}
        inventory = tmp_path / "tenants.yml"
        variables = {name: {"sailpoint_base_url": url} for name, url in hosts.items()}
        inventory.write_text(json.dumps({"all": {"hosts": variables}}), encoding="utf-8")
        arguments = ["-i", str(inventory), "-e", "sailpoint_hosts=all", "-e", "sailpoint_api_version=v1"]
        arguments += ["-e", json.dumps({"fleet_clusters": [{"name": "Paris"}]})]

        refused = play("apply", *arguments, environment=sandbox.environment())
        sent = other.log()
        allowed = play("apply", *arguments, environment={**sandbox.environment(), "SAIL_ALLOW_OTHER_BASE_URL": "true"})

        assert refused.returncode == 2
        assert "set the environment variable SAIL_ALLOW_OTHER_BASE_URL to true" in " ".join(refused.stdout.split())
        assert [cluster["name"] for cluster in sandbox.clusters()] == ["Paris"]
        assert sent == []
        assert allowed.returncode == 0, allowed.stdout + allowed.stderr
        assert [cluster["name"] for cluster in other.clusters()] == ["Paris"]


def test_each_playbook_with_a_base_url_checks_its_variables():
    for path in (ROOT / "playbooks").glob("*.yml"):
        (play,) = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "sailpoint_base_url" in str(play.get("module_defaults")):
            (task,) = play["pre_tasks"]
            assert task["ansible.builtin.import_tasks"] == "tasks/check_variables.yml"


def test_localhost_of_an_inventory_runs_with_the_python_of_ansible(sandbox, play, tmp_path):
    # Where Ansible looks for a Python by itself, it finds one that can do nothing.
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("python3", "python"):
        (folder / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    (tmp_path / "hosts").write_text("localhost\n", encoding="utf-8")
    environment = {**sandbox.environment(), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}

    finished = play(
        "export",
        "-i",
        str(tmp_path / "hosts"),
        "-e",
        "sailpoint_export=all.yml",
        "-e",
        "sailpoint_api_version=v1",
        environment=environment,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert (tmp_path / "all.yml").is_file()


@pytest.mark.parametrize(
    ("name", "variables", "said"),
    [
        ("apply", {}, "Set fleet_folder (sailpoint_folder of the playbook community.sailpoint.apply) to a folder"),
        ("apply", {"sailpoint_folder": ""}, "nothing declared. Set fleet_folder"),
        ("apply", {"sailpoint_foldr": "fleet"}, "unknown variable sailpoint_foldr. Did you mean sailpoint_folder?"),
        (
            "apply",
            {"sailpoint_folder": "fleet", "fleet_purge_cluster": ["Paris"]},
            "Did you mean fleet_purge_clusters?",
        ),
        ("apply", {"sailpoint_folder": "fleet", "sailpoint_bas_url": "a"}, "Did you mean sailpoint_base_url?"),
        ("export", {}, "set fleet_export_path (sailpoint_export of the playbook community.sailpoint.export)"),
        ("export", {"sailpoint_exprt": "all.yml"}, "unknown variable sailpoint_exprt. Did you mean sailpoint_export?"),
        ("report", {}, "fleet_report_path (sailpoint_report of the playbook community.sailpoint.report) is"),
        ("report", {"sailpoint_reprt": "a.html"}, "unknown variable sailpoint_reprt. Did you mean sailpoint_report?"),
    ],
)
def test_what_is_not_set_or_misspelled_is_said_before_anything_is_sent(sandbox, play, name, variables, said):
    finished = play(name, "-e", json.dumps(variables), environment=sandbox.environment())

    assert finished.returncode == 2
    assert said in finished.stdout
    assert sandbox.log() == []


EACH_TENANT = """\
- hosts: localhost
  gather_facts: false
  module_defaults:
    group/community.sailpoint.all:
      base_url: "{{ item.url }}"
      api_version: v1
  tasks:
    - ansible.builtin.include_role: {name: community.sailpoint.fleet}
      vars: {fleet_folder: "{{ item.folder }}", fleet_clusters: [{name: Rome, state: absent}]}
      loop: "{{ tenants }}"
    - ansible.builtin.include_role: {name: community.sailpoint.fleet_report}
      vars:
        fleet_report_path: "{{ item.folder }}.html"
        fleet_report_declared: "{{ lookup('community.sailpoint.fleet_variables', item.folder) }}"
      loop: "{{ tenants }}"
"""


def test_roles_in_a_loop_over_tenants_leave_item_to_the_caller(sandbox, tmp_path):
    with Sandbox.start() as other:
        tenants = []
        for name, tenant in (("one", sandbox), ("other", other)):
            tenant.add_clusters("Rome")
            folder = tmp_path / name
            folder.mkdir()
            levels = f"fleet_log_levels: [{{cluster: {name}, root_level: WARN}}]\n"
            (folder / "a.yml").write_text(f"fleet_clusters: [{{name: {name}}}]\n{levels}", encoding="utf-8")
            tenants.append({"name": "localhost:9", "url": tenant.base_url, "folder": str(folder)})
        playbook = tmp_path / "playbook.yml"
        playbook.write_text(EACH_TENANT, encoding="utf-8")
        variables = json.dumps({"tenants": tenants})

        finished = run_playbook(playbook, "-e", variables, environment=sandbox.environment())

        assert finished.returncode == 0, finished.stdout
        assert [[cluster["name"] for cluster in tenant.clusters()] for tenant in (sandbox, other)] == [
            ["one"],
            ["other"],
        ]
        for name in ("one", "other"):
            assert json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))["drift"] == []
