# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet that is killed (SIGKILL) at random moments, and then run to its end: the exact state, and no twins.

The fleet and how often it is killed are set by FLEET and KILLS in the environment; ``make faults`` takes large ones.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import uuid

import pytest

from tests.faults.state import Client, State
from tests.functional.engines import clean_environment, playbook_settings
from tests.sandbox import Sandbox

FLEET = int(os.environ.get("FLEET", "60"))
KILLS = int(os.environ.get("KILLS", "3"))

PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  tasks:
    - community.sailpoint.managed_client_fleet:
        clients: "{{ fleet }}"
        api_version: v1
        rate_limit: 0
        max_deletions: 1000
"""


@pytest.fixture(name="sandbox")
def fixture_sandbox():
    """A tenant that takes its time, so that many requests are under way when the fleet is killed."""
    with Sandbox.start(latency_ms=20) as running:
        yield running


def declare(sandbox, folder):
    """A fleet that creates, changes and deletes: the files of its playbook, and the state it declares."""
    (paris,) = sandbox.add_clusters("Paris")
    part = FLEET // 5
    sandbox.add_clients(
        *({"name": f"old{number}", "clusterId": paris["id"], "description": "old"} for number in range(part)),
        *({"name": f"gone{number}", "clusterId": paris["id"]} for number in range(part)),
    )
    present = [f"old{number}" for number in range(part)] + [f"new{number}" for number in range(FLEET - 2 * part)]
    fleet = [{"name": name, "cluster": "Paris", "description": "declared"} for name in present]
    fleet += [{"name": f"gone{number}", "cluster": "Paris", "state": "absent"} for number in range(part)]
    playbook, variables = folder / "fleet.yml", folder / "fleet.json"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    variables.write_text(json.dumps({"fleet": fleet}), encoding="utf-8")
    command = [str(pathlib.Path(sys.executable).with_name("ansible-playbook")), str(playbook), "-e", f"@{variables}"]
    return command, State.of(sandbox).replaced(clients=[Client(name, "Paris", "declared") for name in present])


def writes(sandbox):
    return sum(entry["method"] not in ("GET",) and entry["operation"] != "token" for entry in sandbox.log())


def kill_all(mark):
    """Kill all processes of a run: those that have its mark in their environment, as workers leave their group."""
    killed = True
    while killed:
        killed = False
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark.encode() in (folder / "environ").read_bytes():
                    os.kill(int(folder.name), signal.SIGKILL)
                    killed = True


def run_and_kill(command, environment, sandbox, target, chance):
    """Run it until it has written so much, and kill it. Returns whether it was still running."""
    mark = uuid.uuid4().hex
    with subprocess.Popen(
        command,
        env={**environment, "KILLED_RUN": mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while writes(sandbox) < target and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.05))
        killed = process.poll() is None
        kill_all(mark)
    return killed


@pytest.fixture(name="chance")
def fixture_chance():
    """Random moments, which a failure names."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)


def environment_of(sandbox, folder, way):
    return clean_environment({**playbook_settings(folder), **sandbox.environment(), "SAILPOINT_IN_PROCESS": way})


def run_to_the_end(command, environment):
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("way", ["auto", "never"], ids=["in process", "as a module"])
def test_a_fleet_that_is_killed_again_and_again_is_whole_in_the_end(tmp_path, sandbox, chance, way):
    command, declared = declare(sandbox, tmp_path)
    environment = environment_of(sandbox, tmp_path, way)
    killed = 0
    for number in range(KILLS):
        done = writes(sandbox)
        # Spread over what is left; some before there is anything.
        target = done + chance.randrange(max(1, 2 * (FLEET - done) // (KILLS - number)))
        killed += run_and_kill(command, environment, sandbox, target, chance)

    run_to_the_end(command, environment)

    assert killed > 0
    assert State.of(sandbox) == declared


def test_a_killed_fleet_is_whole_when_it_is_run_again_while_lists_lag(tmp_path, sandbox, chance):
    killed = 0
    for _kill in range(KILLS):
        sandbox.reset()
        sandbox.switch(list_lag_seconds=2.0)
        command, declared = declare(sandbox, tmp_path)
        environment = environment_of(sandbox, tmp_path, "auto")
        killed += run_and_kill(command, environment, sandbox, chance.randrange(1, FLEET), chance)

        # At once: it does not see what the other has just created.
        run_to_the_end(command, environment)

        assert State.of(sandbox) == declared
    assert killed > 0
