# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet that takes long: what it shows meanwhile, and what it says and leaves when it is stopped."""

from __future__ import annotations

import json
import os
import pathlib
import pty
import signal
import subprocess
import sys

import pytest

from tests.functional.engines import clean_environment, playbook_settings, run_playbook
from tests.functional.terminal import read_all
from tests.tools.link_checkout import COLLECTIONS

FLEET = [{"name": f"n{number}", "cluster": "Paris"} for number in range(300)]

PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_client_fleet:
        clients: "{{ fleet }}"
        api_version: v1
        rate_limit: 0
        concurrency: 2
"""


@pytest.fixture(name="tenant")
def fixture_tenant(sandbox):
    """A tenant that has a cluster of the name that the fleet names."""
    sandbox.add_clusters("Paris")
    return sandbox


@pytest.fixture(name="fleet_command")
def fixture_fleet_command(tenant, tmp_path):
    """The command that declares a fleet of 300 by ansible-playbook, and its environment."""
    playbook = tmp_path / "fleet.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    variables = tmp_path / "variables.json"
    variables.write_text(json.dumps({"fleet": FLEET}))
    command = [str(pathlib.Path(sys.executable).with_name("ansible-playbook")), str(playbook), "-e", f"@{variables}"]
    return command, clean_environment({**playbook_settings(tmp_path), **tenant.environment()})


def test_progress_is_shown_in_process_when_it_takes_long(fleet_command, tenant):
    command, environment = fleet_command
    tenant.settings(latency_ms=20)

    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    assert finished.returncode == 0, finished.stdout
    assert "managed clients: " in finished.stdout
    assert " of 300, " in finished.stdout
    assert " s left" in finished.stdout


def test_no_progress_is_shown_when_it_does_not(tenant, tmp_path):
    playbook = tmp_path / "fleet.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")

    finished = run_playbook(playbook, "-e", json.dumps({"fleet": FLEET[:2]}), environment=tenant.environment())

    assert finished.returncode == 0, finished.stdout
    assert "managed clients: " not in finished.stdout


@pytest.mark.parametrize("way", ["auto", "never"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_stopped_in_the_middle_it_does_the_rest_when_run_again(fleet_command, tenant, name, way):
    command, environment = fleet_command
    environment["SAILPOINT_IN_PROCESS"] = way
    tenant.settings(latency_ms=20)
    leader, follower = pty.openpty()
    with subprocess.Popen(
        command, env=environment, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    ) as process:
        os.close(follower)
        while len(tenant.clients()) < 20:
            assert process.poll() is None
        # As a terminal does it: to all that run in the foreground.
        os.killpg(process.pid, getattr(signal, name))
        output = read_all(leader)
        process.wait(timeout=60)

    created = len(tenant.clients())
    assert process.returncode != 0
    assert 20 <= created < 300
    assert "Traceback" not in output
    if way == "auto" and name == "SIGINT":
        assert f"stopped by SIGINT: of 300 managed clients {created} created" in output
    tenant.settings(latency_ms=0)
    again = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert again.returncode == 0, again.stdout
    posts = [entry for entry in tenant.log() if entry["operation"] == "client.create" and entry["status"] == 200]
    assert len(posts) == 300
    assert len({client["name"] for client in tenant.clients()}) == len(tenant.clients()) == 300


def test_the_module_that_is_told_to_stop_says_what_was_done(tenant):
    tenant.settings(latency_ms=20)
    options = {
        "clients": FLEET,
        "concurrency": 2,
        "api_version": "v1",
        "rate_limit": 0,
        "_ansible_check_mode": False,
    }
    module = "ansible_collections.community.sailpoint.plugins.modules.managed_client_fleet"
    with subprocess.Popen(
        [sys.executable, "-m", module],
        env={**clean_environment(tenant.environment()), "PYTHONPATH": str(COLLECTIONS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": options}))
        process.stdin.close()
        while len(tenant.clients()) < 20:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        result = json.loads(process.stdout.read())

    created = len(tenant.clients())
    assert 20 <= created < 300
    assert result["msg"].startswith(f"stopped by SIGTERM: of 300 managed clients {created} created")
    assert result["summary"]["created"] == created
    assert result["summary"]["not_begun"] == 300 - created
    assert sum(entry["error"] is None for entry in result["results"]) == created
