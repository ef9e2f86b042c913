# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks apply, export and report of the collection, as a user and as AWX run them."""

from __future__ import annotations

import json
import os

import pytest

from tests.functional.engines import run_command

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
