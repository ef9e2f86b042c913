# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet that takes long: what it shows meanwhile, and what it says and leaves when it is stopped."""

from __future__ import annotations

import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import time
import uuid

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
    assert "changes: " in finished.stdout
    assert " of 300, " in finished.stdout
    assert " s left" in finished.stdout


def test_no_progress_is_shown_when_it_does_not(tenant, tmp_path):
    playbook = tmp_path / "fleet.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")

    finished = run_playbook(playbook, "-e", json.dumps({"fleet": FLEET[:2]}), environment=tenant.environment())

    assert finished.returncode == 0, finished.stdout
    assert "changes: " not in finished.stdout


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
    if name == "SIGINT":
        assert f"stopped by SIGINT: created {created}: n" in output
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
    assert result["msg"].startswith(f"stopped by SIGTERM: created {created}: n")
    assert result["msg"].endswith(f"; {300 - created} not started; run again to apply the rest")
    assert result["summary"]["created"] == created
    assert result["summary"]["not_started"] == 300 - created
    assert sum(entry["error"] is None for entry in result["results"]) == created


PURGE = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_client_fleet:
        clients: []
        purge: true
        purge_clusters: [Paris]
        purge_all: true
        max_deletions: 200
        api_version: v1
        rate_limit: 0
      {keywords}
      register: result
      ignore_errors: true
    - ansible.builtin.copy: {{content: "{{{{ result }}}}", dest: {target}, mode: "0600"}}
"""

WAYS = pytest.mark.parametrize("way", ["auto", "never"])


@pytest.fixture(name="purge")
def fixture_purge(sandbox, tmp_path):
    """Begin a purge of 200 clients that takes ten seconds: ``purge(way, keywords)`` gives the process and its mark."""
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": paris["id"]} for number in range(200)))
    sandbox.settings(latency_ms=400)
    processes = []

    def begin(way, keywords="", wrapper=(), **environment):
        playbook, mark = tmp_path / "purge.yml", uuid.uuid4().hex
        playbook.write_text(PURGE.format(keywords=keywords, target=tmp_path / "result.json"), encoding="utf-8")
        variables = {"STOPPED_RUN": mark, "SAILPOINT_IN_PROCESS": way, **environment}
        process = subprocess.Popen(
            [*wrapper, str(pathlib.Path(sys.executable).with_name("ansible-playbook")), str(playbook)],
            env={**clean_environment({**playbook_settings(tmp_path), **sandbox.environment()}), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process, mark

    yield begin
    for process in processes:
        process.kill()
        process.stdout.close()
        process.wait()


def until_deleted(sandbox, process, count):
    """Return as soon as so many are deleted."""
    while len(sandbox.clients()) > 200 - count:
        assert process.poll() is None
        time.sleep(0.02)


def until_gone(mark):
    """Return as soon as no process of that run is left."""
    end = time.monotonic() + 60
    while any(is_of(folder, mark) for folder in pathlib.Path("/proc").glob("[0-9]*")):
        assert time.monotonic() < end, "it goes on"
        time.sleep(0.05)


def is_of(folder, mark):
    try:
        return mark.encode() in (folder / "environ").read_bytes()
    except OSError:
        return False


@WAYS
@pytest.mark.parametrize("name", ["SIGKILL", "SIGHUP"])
def test_without_ansible_nothing_is_deleted_any_more(sandbox, purge, way, name):
    process, mark = purge(way)
    until_deleted(sandbox, process, 10)

    # To ansible-playbook alone.
    process.send_signal(getattr(signal, name))
    until_gone(mark)

    assert 100 < len(sandbox.clients()) <= 190


def test_with_nohup_it_goes_on(sandbox, purge):
    sandbox.settings(latency_ms=50)
    process, _mark = purge("auto", wrapper=["nohup"])
    until_deleted(sandbox, process, 10)

    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)

    assert process.returncode == 0
    assert sandbox.clients() == []


def test_an_async_job_goes_on_without_ansible(sandbox, purge):
    process, mark = purge("auto", keywords="async: 60\n      poll: 0")
    process.communicate(timeout=60)
    until_gone(mark)

    assert process.returncode == 0
    assert sandbox.clients() == []


@WAYS
def test_the_timeout_of_the_task_stops_it(sandbox, purge, tmp_path, way):
    process, _mark = purge(way, keywords="timeout: 3")
    output, _errors = process.communicate(timeout=60)
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))

    deleted = 200 - len(sandbox.clients())
    assert 0 < deleted < 200
    assert (result["failed"], result["changed"], result["stopped_by"]) == (True, True, "timeout")
    assert result["msg"].startswith(f"stopped by the task's timeout: deleted {deleted}: n")
    assert (result["summary"]["deleted"], result["summary"]["not_started"]) == (deleted, 200 - deleted)
    assert "changed=2" in output


def test_no_log_hides_progress_and_last_words(sandbox, purge):
    process, mark = purge("auto", keywords="no_log: true")
    until_deleted(sandbox, process, 60)
    process.send_signal(signal.SIGINT)
    output, _errors = process.communicate(timeout=60)
    until_gone(mark)

    # Ansible ends its workers by SIGTERM, which may reach them first.
    assert re.search("stopped by SIG(INT|TERM)", output)
    assert "managed client" not in output.replace("managed_client", "")


LIMITED = """\
import threading

start, left = threading.Thread.start, {left}

def limited(thread):
    global left
    # Ansible itself cannot do without its own.
    if not str(getattr(thread._target, "__module__", "")).startswith(("ansible.", "concurrent.", "multiprocessing.")):
        if left < 1:
            raise RuntimeError("can't start new thread")
        left -= 1
    start(thread)

threading.Thread.start = limited
"""


@pytest.mark.parametrize(("way", "left"), [("auto", 0), ("auto", 1), ("never", 0)])
def test_with_fewer_threads_it_does_the_same(sandbox, purge, tmp_path, way, left):
    sandbox.settings(latency_ms=0)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(LIMITED.format(left=left), encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "site"), str(COLLECTIONS)])

    process, _mark = purge(way, PYTHONPATH=path)
    output, _errors = process.communicate(timeout=120)

    assert process.returncode == 0, output
    assert sandbox.clients() == []
