# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One rate limit for a run, a long Retry-After, and others who use the same credential."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._operations.access_token import ACCESS_TOKEN
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_memory import RunMemory

from tests.functional.engines import run_playbook
from tests.properties.tenant import Writer

LATER = r"rate limit: the tenant asks clients to wait \d+ s \(until \d\d:\d\d:\d\d\). Run the task again after that"

CONTENDED = "another job or program uses the same credential and exhausts its rate limit (429)"


@pytest.fixture(name="run")
def fixture_run(sandbox, tmp_path):
    """A run of Ansible: ``run(name)`` returns a worker of it, and the next call another one of the same."""
    sandbox.add_clusters("Paris")
    writers = []

    def worker(name="run", **connection):
        folder = tmp_path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        writers.append(Writer(sandbox, memory=RunMemory(folder), **{"rate_limit": 100, **connection}))
        return writers[-1]

    yield worker
    for writer in writers:
        writer.__exit__()


@pytest.fixture(name="requests")
def fixture_requests(sandbox):
    """Call it for the requests so far, the token's too, and forget them."""

    def take():
        found = [entry["operation"] for entry in sandbox.log()]
        sandbox.clear_log()
        return found

    return take


def entries(prefix, count):
    return [{"name": f"{prefix}-{number}", "cluster": "Paris"} for number in range(count)]


def test_twenty_forks_keep_to_the_limit(sandbox, tmp_path):
    sandbox.add_clusters("Paris")
    sandbox.settings(rate_limit=100, rate_window=1)
    hosts = [f"host{number}" for number in range(20)]
    inventory = tmp_path / "hosts"
    inventory.write_text("".join(f"{host} ansible_connection=local\n" for host in hosts))
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(
        """\
- hosts: all
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  tasks:
    - community.sailpoint.managed_client:
        name: "{{ inventory_hostname }}-{{ item }}"
        cluster: Paris
        api_version: v1
        rate_window: 1
        # What Paris shows of itself is that of all hosts.
        consistency_timeout: 1
      loop: [1, 2, 3, 4]
      register: declared
    - ansible.builtin.copy:
        content: "{{ declared.results | map(attribute='api') | list | to_json }}"
        dest: "{{ playbook_dir }}/{{ inventory_hostname }}.json"
        mode: "0600"
"""
    )

    finished = run_playbook(playbook, "--inventory", str(inventory), "--forks", "20", environment=sandbox.environment())

    assert finished.returncode == 0, finished.stdout
    assert len(sandbox.clients()) == 80
    log = sandbox.log()
    assert [entry for entry in log if entry["status"] == 429] == []
    assert len(log) >= 240
    costs = [cost for host in hosts for cost in json.loads((tmp_path / f"{host}.json").read_text())]
    assert sum(cost["throttled_seconds"] for cost in costs) > 0
    assert {cost["contended_seconds"] for cost in costs} == {0.0}


class TestLongRetryAfter:
    """One that is longer than a task may wait."""

    @pytest.fixture(autouse=True)
    def _later(self, sandbox):
        self.fault = {"kind": "answer", "status": 429, "headers": {"Retry-After": "600"}}

    def test_it_fails_all_tasks_of_the_run_at_once(self, sandbox, run, requests):
        sandbox.fault("cluster.list", **self.fault)

        first = run().run(MANAGED_CLUSTER_INFO)

        assert re.search(rf"^could not list managed clusters: 429 .*\[{LATER}\]$", first["msg"])
        assert first["api"]["retries"] == 0
        assert requests() == ["token", "cluster.list"]
        for resource, options in (
            (MANAGED_CLIENT_INFO, {}),
            (MANAGED_CLIENT, {"name": "a", "cluster": "Paris"}),
            (MANAGED_CLIENT_FLEET, {"clients": entries("a", 9)}),
            (ACCESS_TOKEN, {}),
        ):
            failed = run().run(resource, **options)
            assert re.search(f"^could not .*: {LATER}$", failed["msg"])
            assert failed["api"]["requests"] == 0
        assert requests() == []

    def test_it_is_that_of_one_credential_and_version(self, sandbox, run, requests):
        sandbox.fault("client.list", **self.fault)
        run().run(MANAGED_CLIENT_INFO)

        run(api_version="v2024").do(MANAGED_CLIENT_INFO)
        run("another run").do(MANAGED_CLIENT_INFO)
        api_client = sandbox.environment(api_client=True)
        credentials = {
            "auth_client_id": api_client["SAIL_CLIENT_ID"],
            "auth_client_secret": api_client["SAIL_CLIENT_SECRET"],
        }
        run(**credentials).do(MANAGED_CLIENT_INFO)
        # Another token of the same client id.
        failed = run(access_token=sandbox.token()).run(MANAGED_CLIENT_INFO)
        assert re.search(LATER, failed["msg"])

    def test_a_task_that_may_wait_waits(self, sandbox, run):
        self.fault["headers"]["Retry-After"] = "2"
        sandbox.fault("client.list", **self.fault)
        failed = run(retry_timeout=0.5).run(MANAGED_CLIENT_INFO)
        assert re.search(LATER, failed["msg"])

        found = run(rate_limit=0).do(MANAGED_CLIENT_INFO)

        assert found["api"]["throttled_seconds"] > 1
        assert found["api"]["contended_seconds"] == found["api"]["throttled_seconds"]
        assert found["api"]["retries"] == 0

    @pytest.mark.parametrize(("on_error", "not_started"), [("stop", 3), ("continue", 0)])
    def test_a_fleet_reports_what_was_done(self, sandbox, run, on_error, not_started):
        sandbox.fault("client.create", skip=2, **self.fault)

        failed = run().run(MANAGED_CLIENT_FLEET, clients=entries("a", 6), concurrency=1, on_error=on_error)

        assert failed["failed"]
        assert failed["changed"]
        assert len(sandbox.clients()) == 2
        assert failed["summary"]["not_started"] == not_started
        assert re.search(LATER, failed["msg"])
        assert all(re.search(LATER, entry["error"]) or "not started" in entry["error"] for entry in failed["results"])


class TestOthers:
    """Other runs with the same credential."""

    def test_the_first_task_of_the_run_warns(self, sandbox, run):
        sandbox.fault("client.list", kind="answer", status=429, headers={"Retry-After": "1"}, times=2)
        writers = [run(), run()]

        results = [writer.do(MANAGED_CLIENT_INFO) for writer in writers]

        assert [len([text for text in writer.warnings if CONTENDED in text]) for writer in writers] == [1, 0]
        assert results[0]["api"]["contended_seconds"] == 2.0

    def test_a_failure_warns_too(self, sandbox, run):
        sandbox.fault("client.list", kind="answer", status=429, headers={"Retry-After": "600"})
        writer = run()

        writer.run(MANAGED_CLIENT_INFO)

        assert CONTENDED in writer.warnings[0]

    def test_without_a_limit_the_run_is_its_own_other(self, sandbox, run):
        sandbox.fault("client.list", kind="answer", status=429, headers={"Retry-After": "1"})
        writer = run(rate_limit=0)

        result = writer.do(MANAGED_CLIENT_INFO)

        assert writer.warnings == []
        assert (result["api"]["throttled_seconds"], result["api"]["contended_seconds"]) == (1.0, 0.0)

    @pytest.mark.parametrize("counts_refused", [False, True])
    def test_two_runs_both_get_through_and_never_climb_the_escalation(self, sandbox, run, counts_refused):
        window = 0.5
        sandbox.settings(rate_limit=20, rate_window=window)
        sandbox.switch(rate_escalation=True, rate_counts_refused=counts_refused)
        # The first step of the escalation is a wait of 6 windows.
        options = {"rate_limit": 20, "rate_window": window, "retry_timeout": 6 * window - 0.1, "consistency_timeout": 1}
        writers = [run(name, **options) for name in "ab"]

        with ThreadPoolExecutor() as pool:
            futures = [
                pool.submit(writer.do, MANAGED_CLIENT_FLEET, clients=entries(name, 40))
                for name, writer in zip("ab", writers)
            ]
            results = [future.result() for future in futures]

        assert len(sandbox.clients()) == 80
        assert sum(result["api"]["contended_seconds"] for result in results) > 0
        assert [entry["status"] for entry in sandbox.log()].count(429) < 40
