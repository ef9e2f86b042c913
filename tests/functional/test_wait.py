# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for the status of managed clients: what is asked, returned and shown, in both ways to run a task."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functional.engines import clean_environment, playbook_settings, run_playbook
from tests.functional.terminal import read_all
from tests.tools.link_checkout import COLLECTIONS

WAYS = pytest.mark.parametrize("way", ["auto", "never"])
LATE = "Check that the appliance is deployed and connected, or increase wait_timeout"

PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.{module}:
        api_version: v1
        wait: true
        {options}
      register: result
      ignore_errors: true
    - ansible.builtin.copy: {{content: "{{{{ result }}}}", dest: {target}, mode: "0600"}}
"""


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """The id of a cluster."""
    return sandbox.add_clusters("Paris")[0]["id"]


@pytest.fixture(name="start")
def fixture_start(sandbox, tmp_path):
    """Run a task in the background: ``start(way, module, options)`` gives a future of its result and of the output."""
    with ThreadPoolExecutor(1) as pool:

        def run(way, module, options):
            playbook, target = tmp_path / "playbook.yml", tmp_path / "result.json"
            lines = "\n        ".join(f"{name}: {json.dumps(value)}" for name, value in options.items())
            playbook.write_text(PLAYBOOK.format(module=module, options=lines, target=target), encoding="utf-8")
            environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}
            finished = run_playbook(playbook, environment=environment)
            assert target.exists(), finished.stdout + finished.stderr
            return json.loads(target.read_text(encoding="utf-8")), finished.stdout

        yield lambda way, module, options: pool.submit(run, way, module, options)


def looks(sandbox):
    """The requests with which clients were looked at, after the first write or the first list."""
    return [entry for entry in sandbox.log() if entry["operation"] == "client.get"]


def until_looked_at(sandbox, future, times):
    """Return as soon as one client was looked at so often. A task that ends before is an error."""
    while len(looks(sandbox)) < times:
        assert not future.done(), future.result()
        time.sleep(0.05)


@WAYS
def test_it_waits_until_the_status_is_there(sandbox, paris, start, way):
    future = start(way, "managed_client", {"name": "a", "cluster": "Paris", "description": "x"})
    until_looked_at(sandbox, future, 2)
    sandbox.set_client(sandbox.clients()[0]["id"], status="NORMAL")

    result, _output = future.result()

    assert (result["failed"], result["action"]) == (False, "created")
    assert result["managed_client"]["status"] == "NORMAL"
    assert "secret" not in result["managed_client"]
    assert result["api"]["waited_seconds"] > 0
    assert result["api"]["requests"] == len(sandbox.log())


@WAYS
def test_a_client_that_fails_ends_the_wait(sandbox, paris, start, way):
    future = start(way, "managed_client", {"name": "a", "cluster": "Paris", "return_secret": True})
    until_looked_at(sandbox, future, 1)
    sandbox.set_client(sandbox.clients()[0]["id"], status="FAILED")

    result, _output = future.result()

    assert result["msg"] == (
        'managed client "a" was created, but is FAILED, not NORMAL. '
        "Check what its appliance reports (managed_client_info with gather: [status])"
    )
    assert (result["failed"], result["changed"], result["action"]) == (True, True, "created")
    assert result["managed_client"]["status"] == "FAILED"
    assert result["secret"] == sandbox.clients()[0]["secret"]
    # Nothing was patched.
    assert result["patch"] == []


@WAYS
def test_progress_is_shown_in_process(sandbox, paris, start, way):
    future = start(way, "managed_client", {"name": "a", "cluster": "Paris"})
    until_looked_at(sandbox, future, 4)
    sandbox.set_client(sandbox.clients()[0]["id"], status="NORMAL")

    _result, output = future.result()

    assert ('managed client "a": 0 of 1 NORMAL, waited 2 of 600 s' in output) == (way == "auto")


def test_the_time_is_over(managed_client, sandbox, paris):
    result = managed_client(name="a", cluster="Paris", wait=True, wait_timeout=0.7)

    assert (
        result["msg"] == f'managed client "a" was created, but is still NOT_CONFIGURED after 0.7 s, not NORMAL. {LATE}'
    )
    assert (result["changed"], result["action"]) == (True, "created")
    assert result["managed_client"]["id"] == sandbox.clients()[0]["id"]
    assert result["diff"]["after"]["name"] == "a"
    assert len(looks(sandbox)) == 2


def test_an_unchanged_client_is_waited_for(managed_client, sandbox, paris):
    sandbox.add_clients({"name": "a", "clusterId": paris, "status": None})
    sandbox.settings(validate=False)

    result = managed_client(name="a", wait=True, wait_timeout=0)

    assert result["msg"] == f'managed client "a" is as declared, but still has no status after 0 s, not NORMAL. {LATE}'
    assert result["changed"] is False


def test_what_is_there_already_is_not_waited_for(managed_client, sandbox, paris):
    sandbox.add_clients({"name": "a", "clusterId": paris, "status": "NORMAL"})

    result = managed_client(name="a", wait=True)

    assert (result.get("failed", False), result["action"]) == (False, "unchanged")
    # A module makes sure that what a list shows exists.
    assert len(looks(sandbox)) == 1


def test_a_status_that_no_one_has_seen_before_can_be_waited_for(managed_client, sandbox, paris):
    sandbox.settings(validate=False)
    sandbox.add_clients({"name": "a", "clusterId": paris, "status": "DREAMING"})

    assert managed_client(name="a", wait=True, wait_for="DREAMING")["managed_client"]["status"] == "DREAMING"
    assert (
        "is still DREAMING after 0 s, not AWAKE"
        in managed_client(name="a", wait=True, wait_for="AWAKE", wait_timeout=0)["msg"]
    )


def test_failed_can_be_waited_for(managed_client, sandbox, paris):
    sandbox.add_clients({"name": "a", "clusterId": paris, "status": "FAILED"})

    assert "failed" not in managed_client(name="a", wait=True, wait_for="FAILED")


def test_a_client_that_vanishes(managed_client, sandbox, paris):
    sandbox.fault("client.get", kind="shift", by="remove")

    result = managed_client(name="a", cluster="Paris", wait=True)

    assert result["msg"] == ('managed client "a" was created, but was deleted during the wait. Run the task again')


def test_a_client_that_cannot_be_read_any_more(managed_client, sandbox, paris):
    sandbox.fault("client.get", kind="answer", status=403, body={"message": "no more"})

    result = managed_client(name="a", cluster="Paris", wait=True)

    assert result["msg"].startswith(
        'managed client "a" was created, but is still NOT_CONFIGURED, and could not be read (could not read managed'
    )
    assert "403 Forbidden: no more" in result["msg"]
    assert result["action"] == "created"


@pytest.mark.parametrize("module", ["managed_client", "managed_client_fleet"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_nothing_is_waited_for_in_check_mode_or_for_what_is_absent(request, sandbox, paris, module, state):
    sandbox.add_clients({"name": "a", "clusterId": paris})
    entry = {"name": "a", "state": state}

    result = request.getfixturevalue(module)(
        **(entry if module == "managed_client" else {"clients": [entry]}), wait=True, check_mode=state == "present"
    )

    assert not result.get("failed")
    assert "waited_seconds" not in result["api"] or result["api"]["waited_seconds"] == 0
    # A module makes sure that what a list shows exists.
    assert len(looks(sandbox)) == (module == "managed_client")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"wait_for": ""}, "wait_for is empty"),
        ({"wait_timeout": -1}, "wait_timeout is -1. Give a number from 0 to 604800"),
    ],
)
@pytest.mark.parametrize("module", ["managed_client", "managed_client_fleet"])
def test_unusable_options_fail_before_anything_is_sent(request, sandbox, module, options, text):
    given = {"name": "a"} if module == "managed_client" else {"clients": [{"name": "a"}]}

    assert text in request.getfixturevalue(module)(**given, wait=True, **options)["msg"]
    assert sandbox.log() == []


def entries(*names):
    return [{"name": name, "cluster": "Paris"} for name in names]


def lists(sandbox):
    return [entry for entry in sandbox.log() if entry["operation"] == "client.list"]


@WAYS
def test_a_fleet_is_looked_at_in_lists(sandbox, paris, start, way):
    names = [f"n{number:02}" for number in range(40)]
    future = start(way, "managed_client_fleet", {"clients": entries(*names), "rate_limit": 0})
    while len(lists(sandbox)) < 3:
        assert not future.done(), future.result()
    for client in sandbox.clients():
        sandbox.set_client(client["id"], status="NORMAL")

    result, _output = future.result()

    assert result["failed"] is False
    assert [entry["status"] for entry in result["results"]] == ["NORMAL"] * 40
    # The last one may have been asked for by its id, while the statuses were being set.
    assert len(looks(sandbox)) < 5


def test_a_list_that_lags_behind_is_no_deletion(managed_client_fleet, sandbox, paris):
    sandbox.settings(appliances_connect=True)
    sandbox.switch(list_lag=2)

    result = managed_client_fleet(clients=entries("a", "b", "c"), wait=True)

    assert not result.get("failed"), result["msg"]
    assert [entry["status"] for entry in result["results"]] == ["NORMAL"] * 3


@pytest.mark.parametrize(
    ("on_error", "status", "text"),
    [
        ("stop", "NOT_CONFIGURED", 'managed client "b" is still NOT_CONFIGURED, not NORMAL'),
        ("continue", "NOT_CONFIGURED", 'managed client "b" is still NOT_CONFIGURED after 0.7 s, not NORMAL'),
    ],
)
def test_one_of_a_fleet_fails(managed_client_fleet, sandbox, paris, on_error, status, text):
    sandbox.add_clients(
        {"name": "a", "clusterId": paris, "status": "FAILED"},
        {"name": "b", "clusterId": paris, "status": status},
        {"name": "c", "clusterId": paris, "status": "NORMAL"},
    )

    result = managed_client_fleet(clients=entries("a", "b", "c"), wait=True, wait_timeout=0.7, on_error=on_error)

    assert result["msg"].startswith(
        f'not all are NORMAL: 3 unchanged; 2 are not NORMAL: managed client "a" is FAILED, not NORMAL, {text}. '
    )
    assert [entry["status"] for entry in result["results"]] == ["FAILED", status, "NORMAL"]
    assert [bool(entry["error"]) for entry in result["results"]] == [True, True, False]
    assert result["summary"]["failed"] == 0


@pytest.mark.parametrize(("on_error", "waited"), [("stop", False), ("continue", True)])
def test_after_an_error_a_fleet_is_waited_for_or_not(managed_client_fleet, sandbox, paris, on_error, waited):
    sandbox.settings(appliances_connect=True)
    sandbox.fault("client.create", kind="answer", status=400, body={"message": "no more"})

    result = managed_client_fleet(clients=entries("a", "b"), wait=True, on_error=on_error, concurrency=1)

    assert result["failed"] is True
    assert ("waited_seconds" in result["api"]) is waited
    assert result["results"][1]["status"] == ("NORMAL" if waited else None)
    assert "1 failed, first error" in result["msg"]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("module", ["managed_client", "managed_client_fleet"])
def test_a_module_that_is_told_to_stop_says_what_it_did(sandbox, paris, module, name):
    given = {"name": "a", "cluster": "Paris"} if module == "managed_client" else {"clients": entries("a")}
    options = {**given, "api_version": "v1", "wait": True, "_ansible_check_mode": False}
    with subprocess.Popen(
        [sys.executable, "-m", f"ansible_collections.community.sailpoint.plugins.modules.{module}"],
        env={**clean_environment(sandbox.environment()), "PYTHONPATH": str(COLLECTIONS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": options}))
        process.stdin.close()
        while not looks(sandbox):
            assert process.poll() is None
        process.send_signal(getattr(signal, name))
        result = json.loads(process.stdout.read())

    assert (result["failed"], result["changed"], result["stopped_by"]) == (True, True, name)
    still = 'managed client "a" is still NOT_CONFIGURED, not NORMAL. Run the task again'
    if module == "managed_client":
        still = 'managed client "a" was created, but is still NOT_CONFIGURED, not NORMAL. Run the task again'
    assert result["msg"].startswith(f"stopped by {name}: ")
    assert still in result["msg"]


@pytest.mark.parametrize("module", ["managed_client", "managed_client_fleet"])
def test_ctrl_c_in_process_ends_with_a_line(sandbox, paris, tmp_path, module):
    given = {"name": "a", "cluster": "Paris"} if module == "managed_client" else {"clients": entries("a")}
    playbook = tmp_path / "playbook.yml"
    lines = "\n        ".join(f"{name}: {json.dumps(value)}" for name, value in given.items())
    playbook.write_text(PLAYBOOK.format(module=module, options=lines, target="/dev/null"), encoding="utf-8")
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
        while not looks(sandbox):
            assert process.poll() is None
        # As a terminal does it: to all that run in the foreground.
        os.killpg(process.pid, signal.SIGINT)
        output = read_all(leader)
        process.wait(timeout=60)

    assert process.returncode != 0
    assert "Traceback" not in output
    assert "stopped by SIGINT: " in output
    assert "is still NOT_CONFIGURED, not NORMAL. Run the task again" in output
