# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that is stopped, or fails, after it wrote something: what it leaves, and what it says."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from tests.functional.engines import clean_environment, playbook_settings, run_playbook
from tests.functional.terminal import read_all
from tests.tools.link_checkout import COLLECTIONS

WAYS = pytest.mark.parametrize("way", ["auto", "never"])
QUICKLY = [("SIGTERM",), ("SIGHUP",), ("SIGINT",), ("SIGTERM", "SIGTERM"), ("SIGINT", "SIGTERM"), ("SIGTERM", "SIGHUP")]


def playbook_of(folder, module, options, **keywords):
    """A playbook of one task, whose result goes to a file beside it. JSON is YAML."""
    task = {f"community.sailpoint.{module}": {"api_version": "v1", **options}, "register": "result", **keywords}
    copy = {"content": "{{ result }}", "dest": str(folder / "result.json"), "mode": "0600"}
    tasks = [{**task, "ignore_errors": True}, {"ansible.builtin.copy": copy}]
    playbook = folder / "playbook.yml"
    playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    return playbook


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """The id of a cluster."""
    return sandbox.add_clusters("Paris")[0]["id"]


@pytest.fixture(name="module")
def fixture_module(sandbox):
    """Begin a module, as Ansible does: ``module(name, options)`` gives its process."""
    processes = []

    def begin(name, options):
        process = subprocess.Popen(
            [sys.executable, "-m", f"ansible_collections.community.sailpoint.plugins.modules.{name}"],
            env={**clean_environment(sandbox.environment()), "PYTHONPATH": str(COLLECTIONS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": {**options, "api_version": "v1"}}))
        process.stdin.close()
        return process

    yield begin
    for process in processes:
        process.kill()
        process.stdout.close()
        process.wait()


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run one task by ansible-playbook: ``play(way, module, options, **keywords)`` gives its result and the output."""

    def run(way, module, options, **keywords):
        playbook = playbook_of(tmp_path, module, options, **keywords)
        finished = run_playbook(playbook, environment={**sandbox.environment(), "SAILPOINT_IN_PROCESS": way})
        return json.loads((tmp_path / "result.json").read_text(encoding="utf-8")), finished.stdout

    return run


def until(condition, process):
    """Return as soon as the condition holds. A process that ends before is an error."""
    while not condition():
        assert process.poll() is None
        time.sleep(0.02)


@pytest.mark.parametrize("signals", QUICKLY, ids="-".join)
def test_what_is_deleted_to_be_recreated_is(sandbox, paris, module, signals):
    sandbox.add_clients({"name": "a", "clusterId": paris, "type": "VA"})
    sandbox.fault("client.delete", kind="delay", seconds=1, after=True)
    process = module("managed_client", {"name": "a", "cluster": "Paris", "type": "CCG", "recreate": True})
    until(lambda: not sandbox.clients(), process)

    for name in signals:
        process.send_signal(getattr(signal, name))
    result = json.loads(process.stdout.read())

    assert [client["type"] for client in sandbox.clients()] == ["CCG"]
    assert (result.get("failed", False), result["changed"], result["action"]) == (False, True, "recreated")
    assert result["stopped_by"] in signals


def test_ctrl_c_between_delete_and_create_in_process(sandbox, paris, tmp_path):
    sandbox.add_clients({"name": "a", "clusterId": paris, "type": "VA"})
    sandbox.fault("client.delete", kind="delay", seconds=1, after=True)
    playbook = playbook_of(
        tmp_path, "managed_client", {"name": "a", "cluster": "Paris", "type": "CCG", "recreate": True}
    )
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [os.path.join(os.path.dirname(sys.executable), "ansible-playbook"), str(playbook)],
        env=clean_environment({**playbook_settings(tmp_path), **sandbox.environment()}),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    ) as process:
        os.close(follower)
        until(lambda: not sandbox.clients(), process)
        # As a terminal does it: to all that run in the foreground.
        os.killpg(process.pid, signal.SIGINT)
        output = read_all(leader)
        process.wait(timeout=60)

    assert process.returncode != 0
    assert "Traceback" not in output
    assert "stopped by SIGINT after everything was done" in output
    assert [client["type"] for client in sandbox.clients()] == ["CCG"]


def test_what_was_created_is_settled(sandbox, paris, module):
    sandbox.fault("client.create", kind="delay", seconds=1, after=True)
    process = module("managed_client", {"name": "a", "cluster": "Paris"})
    until(sandbox.clients, process)
    # Another run created it at once, and was first.
    sandbox.add_clients({"name": "a", "clusterId": paris, "createdAt": "2020-01-01T00:00:00Z"})

    process.send_signal(signal.SIGTERM)
    result = json.loads(process.stdout.read())

    assert [client["createdAt"] for client in sandbox.clients()] == ["2020-01-01T00:00:00Z"]
    assert result["managed_client"]["id"] == sandbox.clients()[0]["id"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
@pytest.mark.parametrize(
    ("module_name", "options"),
    [
        ("managed_client", {"name": "a", "cluster": "Paris"}),
        ("managed_client_fleet", {"clients": [{"name": "a", "cluster": "Paris"}]}),
        ("managed_cluster", {"name": "Lyon"}),
        ("managed_client_info", {}),
    ],
)
def test_stopped_before_it_wrote_it_says_so(sandbox, paris, module, name, module_name, options):
    sandbox.fault("cluster.list", kind="delay", seconds=1)
    sandbox.fault("client.list", kind="answer", status=503, times=None, headers={"Retry-After": "60"})
    process = module(module_name, options)
    until(lambda: any(entry["operation"] != "token" for entry in sandbox.log()), process)

    process.send_signal(getattr(signal, name))
    result = json.loads(process.stdout.read())

    assert (result["failed"], result.get("changed", False), result["stopped_by"]) == (True, False, name)
    assert result["msg"].startswith(f"stopped by {name}")
    assert "internal error" not in result["msg"]
    assert len(sandbox.clients()) == 0
    assert [cluster["name"] for cluster in sandbox.clusters()] == ["Paris"]


@WAYS
def test_the_timeout_of_a_task_that_waits(sandbox, paris, play, way):
    result, _output = play(way, "managed_client", {"name": "a", "cluster": "Paris", "wait": True}, timeout=4)

    assert (result["failed"], result["changed"], result["action"]) == (True, True, "created")
    assert result["stopped_by"] == "timeout"
    assert result["msg"] == (
        'stopped by the task\'s timeout: managed client "a" was created, but is still NOT_CONFIGURED, not NORMAL. '
        "Run the task again"
    )


@WAYS
def test_a_timeout_that_is_not_reached_changes_nothing(sandbox, paris, play, way):
    result, output = play(way, "managed_client", {"name": "a", "cluster": "Paris"}, timeout=60)

    assert (result["failed"], result["action"]) == (False, "created")
    assert "stopped_by" not in result
    assert "SAILPOINT_TIME_LIMIT" not in output


def test_a_client_that_was_deleted_and_could_not_be_recreated_was_changed(sandbox, paris, managed_client):
    sandbox.add_clients({"name": "a", "clusterId": paris, "type": "VA"})
    sandbox.fault("client.create", kind="answer", status=400, body={"message": "no more"})

    result = managed_client(name="a", cluster="Paris", type="CCG", recreate=True)

    assert (result["failed"], result["changed"]) == (True, True)
    assert "was deleted and could not be recreated" in result["msg"]


def test_a_client_that_was_created_and_could_not_be_settled_was_changed(sandbox, paris, managed_client):
    sandbox.fault("client.list", kind="answer", status=403, skip=1, times=None, body={"message": "no more"})

    result = managed_client(name="a", cluster="Paris")

    assert (result["failed"], result["changed"]) == (True, True)
    assert "was created, but" in result["msg"]
    assert len(sandbox.clients()) == 1


def test_a_fleet_of_which_a_part_failed_was_changed(sandbox, paris, managed_client_fleet):
    sandbox.add_clients({"name": "a", "clusterId": paris, "type": "VA"})
    sandbox.fault("client.create", kind="answer", status=400, body={"message": "no more"})

    result = managed_client_fleet(clients=[{"name": "a", "cluster": "Paris", "type": "CCG", "recreate": True}])

    assert (result["failed"], result["changed"]) == (True, True)


@pytest.mark.parametrize("operation", ["client.create", "cluster.create"])
def test_what_may_have_been_written_may_have_changed_it(sandbox, paris, request, operation):
    sandbox.fault(operation, kind="answer", status=503, times=None)
    name = f"managed_{operation.partition('.')[0]}"
    options = {"name": "a", "cluster": "Paris"} if name == "managed_client" else {"name": "Lyon"}

    result = request.getfixturevalue(name)(**options, retry_timeout=1, consistency_timeout=0)

    assert (result["failed"], result["changed"]) == (True, True)


@pytest.mark.parametrize("status", [400, 403])
def test_what_was_refused_changed_nothing(sandbox, paris, managed_client, status):
    sandbox.fault("client.create", kind="answer", status=status, body={"message": "no"})

    result = managed_client(name="a", cluster="Paris")

    assert (result["failed"], result.get("changed", False)) == (True, False)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("hangs", [False, True])
def test_an_inventory_that_is_stopped_ends_ansible_at_once(sandbox, paris, tmp_path, name, hangs):
    kind = {"kind": "delay", "seconds": 60} if hangs else {"kind": "answer", "headers": {"Retry-After": "60"}}
    sandbox.fault("client.list", times=None, **kind)
    source = tmp_path / "managed_clients.yml"
    source.write_text("{plugin: community.sailpoint.managed_clients, api_version: v1, timeout: 3600}", encoding="utf-8")
    with subprocess.Popen(
        [os.path.join(os.path.dirname(sys.executable), "ansible-inventory"), "-i", str(source), "--list"],
        env=clean_environment({**playbook_settings(tmp_path), **sandbox.environment()}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        until(lambda: any(entry["operation"] == "client.list" for entry in sandbox.log()), process)
        process.send_signal(getattr(signal, name))
        output, _errors = process.communicate(timeout=60)

    assert process.returncode == (99 if name == "SIGINT" else -signal.SIGTERM)
    assert "Traceback" not in output
    assert "Failed to parse" not in output
    assert "_meta" not in output
