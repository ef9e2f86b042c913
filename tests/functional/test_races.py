# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that create the same client at once leave one, agree on it, and remove only what they created themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functional.engines import clean_environment

ROUNDS = int(os.environ.get("SAILPOINT_RACE_ROUNDS", "3"))
"""How many rounds of simultaneous processes; the figures in docs/explanation/promises.md are from 50."""

RACER = """
import json, sys
from contextlib import closing
from importlib import import_module
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

utils = "ansible_collections.community.sailpoint.plugins.module_utils."
name, constant = sys.argv[1].split(".")
resource = getattr(import_module(f"{utils}_operations.{name}"), constant)
task, session = import_module(f"{utils}_engine.task"), import_module(f"{utils}_api.session")
validator, options = ArgumentSpecValidator(**resource.arguments.as_arguments()), json.loads(sys.argv[2])
print("ready", flush=True)
for line in sys.stdin:
    validation = validator.validate({**options, **json.loads(line)})
    assert not validation.error_messages, validation.error_messages
    mode = task.Mode(check=False, diff=False)
    result, _warnings = task.perform(
        resource, validation.validated_parameters, mode, lambda c: closing(session.Session(c))
    )
    print(json.dumps(result), flush=True)
"""
"""A process with everything imported, which runs a task for each line that it reads: so that they begin at once."""


TASKS = {
    "managed_client": {"name": "a", "cluster": "Paris"},
    "managed_cluster": {"name": "Rome"},
    "managed_client_fleet": {"clients": []},
}
"""What each module is given besides."""


class Racer:
    """A process that is ready to run tasks."""

    def __init__(self, resource, sandbox):
        credentials = sandbox.environment()
        options = {
            "base_url": credentials["SAIL_BASE_URL"],
            "auth_client_id": credentials["SAIL_CLIENT_ID"],
            "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            "api_version": "v1",
            "rate_limit": 0,
            **TASKS[resource.partition(".")[0]],
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", RACER, resource, json.dumps(options)],
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ready(self):
        assert self.process.stdout.readline() == "ready\n"
        return self

    def run(self, **options):
        self.process.stdin.write(json.dumps(options) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(name="racers")
def fixture_racers(sandbox):
    """Make racers: ``racers(resource, how many)``."""
    started = []

    def make(resource, count):
        new = [Racer(resource, sandbox) for _number in range(count)]
        started.extend(new)
        return [racer.ready() for racer in new]

    yield make
    for racer in started:
        racer.process.communicate()


def together(racers, **options):
    """The results of all racers, who run the same task at once."""
    with ThreadPoolExecutor(len(racers)) as pool:
        return [future.result() for future in [pool.submit(racer.run, **options) for racer in racers]]


SINGLE, FLEET = "managed_client.MANAGED_CLIENT", "managed_client_fleet.MANAGED_CLIENT_FLEET"
CLUSTER = "managed_cluster.MANAGED_CLUSTER"


@pytest.mark.parametrize("lag", [{}, {"list_lag": 2}, {"list_lag_seconds": 0.3}], ids=["none", "reads", "seconds"])
def test_four_that_declare_one_client(racers, sandbox, lag):
    sandbox.add_clusters("Paris")
    sandbox.settings(latency_ms=5, jitter_ms=5)
    sandbox.switch(**lag)
    four = racers(SINGLE, 4)
    for number in range(ROUNDS):
        results = together(four, name=f"n{number}")

        assert not [result["msg"] for result in results if result.get("failed")]
        (client,) = [client for client in sandbox.clients() if client["name"] == f"n{number}"]
        assert {result["managed_client"]["id"] for result in results} == {client["id"]}
    assert deleted_by_another(sandbox.log()) == []


@pytest.mark.parametrize("lag", [{}, {"list_lag_seconds": 0.3}], ids=["none", "seconds"])
def test_four_that_declare_one_fleet(racers, sandbox, lag):
    sandbox.add_clusters("Paris", "Austin")
    sandbox.settings(latency_ms=5, jitter_ms=5)
    sandbox.switch(**lag)
    four = racers(FLEET, 4)
    for number in range(ROUNDS):
        names = [f"n{number}-{index}" for index in range(10)]
        clients = [{"name": name, "cluster": ("Paris", "Austin")[len(name) % 2]} for name in names]

        results = together(four, clients=clients)

        assert not [result["msg"] for result in results if result.get("failed")]
        made = {client["name"]: client["id"] for client in sandbox.clients() if client["name"] in names}
        assert len([client for client in sandbox.clients() if client["name"] in names]) == 10
        for result in results:
            assert {entry["name"]: entry["id"] for entry in result["results"]} == made
    assert deleted_by_another(sandbox.log()) == []


def test_the_survivor_is_made_as_the_last_one_declares(racers, sandbox):
    sandbox.add_clusters("Paris")
    sandbox.settings(latency_ms=5, jitter_ms=5)
    two = racers(SINGLE, 2)
    for number in range(ROUNDS):
        with ThreadPoolExecutor(2) as pool:
            results = [
                future.result()
                for future in [
                    pool.submit(two[0].run, name=f"n{number}"),
                    pool.submit(two[1].run, name=f"n{number}", description="declared by one"),
                ]
            ]

        assert not [result["msg"] for result in results if result.get("failed")]
        (client,) = [client for client in sandbox.clients() if client["name"] == f"n{number}"]
        assert client["description"] == "declared by one"


def deleted_by_another(log):
    """The deletes by a run (each has a token of its own) of more than it created."""
    balance = Counter()
    for entry in log:
        kind, _dot, what = entry["operation"].partition(".")
        balance[entry["token"], kind] += {"create": 1, "delete": -1}.get(what, 0)
    return [token for token, left in balance.items() if left < 0]


@pytest.mark.parametrize("lost", [1, 2], ids=["one", "both"])
def test_a_lost_answer_and_another_writer_leave_one(racers, sandbox, lost):
    sandbox.add_clusters("Paris")
    sandbox.settings(latency_ms=5, jitter_ms=5)
    two = racers(SINGLE, 2)
    for number in range(ROUNDS):
        sandbox.fault("client.create", kind="reset", after=True, times=lost)

        results = together(two, name=f"n{number}", consistency_timeout=1.0)

        assert not [result["msg"] for result in results if result.get("failed")]
        (client,) = [client for client in sandbox.clients() if client["name"] == f"n{number}"]
        assert {result["managed_client"]["id"] for result in results} == {client["id"]}


def test_twins_that_stay_are_an_error_when_lists_must_have_shown_it(managed_client, sandbox, writes):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients(*[{"name": "a", "clusterId": paris["id"]}] * 2)

    result = managed_client(name="a", cluster="Paris", consistency_timeout=0.2)

    assert "exists 2 times" in result["msg"]
    assert writes() == []


def test_twins_of_long_ago_are_an_error_at_once(managed_client, sandbox, sent):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients(
        {"name": "a", "clusterId": paris["id"], "createdAt": "2020-01-01T00:00:00.000Z"},
        {"name": "a", "clusterId": paris["id"], "createdAt": "2021-01-01T00:00:00.000Z"},
    )

    assert "exists 2 times" in managed_client(name="a", consistency_timeout=60)["msg"]
    assert len(sent()) == 1


@pytest.mark.parametrize("where", ["create", "everywhere"])
def test_eight_whose_clients_have_no_date(racers, sandbox, where):
    sandbox.add_clusters("Paris")
    sandbox.settings(latency_ms=5, jitter_ms=5)
    sandbox.switch(null_created_at=where, list_lag_seconds=0.2)

    results = together(racers(SINGLE, 8), name="a", consistency_timeout=1.0)

    assert not [result["msg"] for result in results if result.get("failed")]
    (client,) = sandbox.clients()
    # Who comes late, and finds one that is not dated, cannot tell that it is to be settled still.
    found = {result["managed_client"]["id"] for result in results if where == "create" or result["changed"]}
    assert found == {client["id"]}
    assert deleted_by_another(sandbox.log()) == []


@pytest.mark.parametrize("fleet", [False, True], ids=["single", "fleet"])
def test_a_rename_and_a_create_of_that_name_leave_one(racers, sandbox, fleet):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.settings(latency_ms=5, jitter_ms=5)
    sandbox.switch(list_lag_seconds=0.2)
    two = racers(FLEET if fleet else SINGLE, 2)
    for number in range(ROUNDS):
        (old,) = sandbox.add_clients({"name": f"old{number}", "clusterId": paris["id"]})
        entries = [{"id": old["id"], "name": f"n{number}"}, {"name": f"n{number}"}]
        with ThreadPoolExecutor(2) as pool:
            renamed, created = pool.map(
                lambda racer, entry: racer.run(
                    **({"clients": [{"cluster": "Paris", **entry}]} if fleet else entry), consistency_timeout=1.0
                ),
                two,
                entries,
            )

        assert not created.get("failed"), created["msg"]
        left = [client for client in sandbox.clients() if client["name"] in (f"old{number}", f"n{number}")]
        assert [client["name"] for client in left].count(f"n{number}") == 1, (renamed, created)
        if renamed.get("failed"):
            assert (
                "exists" in renamed["msg"]
                or "the second one named" in renamed["msg"]
                or "renamed back" in renamed["msg"]
            )
            assert len(left) == 2
    assert deleted_by_another(sandbox.log()) == []


@pytest.mark.parametrize("older", [True, False], ids=["older", "newer"])
def test_a_rename_whose_name_another_got_is_taken_back(managed_client, sandbox, older):
    paris = sandbox.add_clusters("Paris")[0]
    (client,) = sandbox.add_clients({"name": "old", "clusterId": paris["id"], "createdAt": "2021-01-01T00:00:00Z"})
    sandbox.fault(
        "client.patch",
        kind="shift",
        by="insert",
        body={"name": "new", "clusterId": paris["id"], "createdAt": f"20{20 if older else 22}-01-01T00:00:00Z"},
    )

    result = managed_client(id=client["id"], name="new", consistency_timeout=0.3)

    assert 'managed client "old"' in result["msg"]
    assert "was renamed back" in result["msg"]
    assert sorted(entry["name"] for entry in sandbox.clients()) == ["new", "old"]
    assert all(entry["id"] in result["msg"] for entry in sandbox.clients())


def test_a_rename_waits_for_another_that_gives_way(racers, sandbox):
    paris = sandbox.add_clusters("Paris")[0]
    (client,) = sandbox.add_clients({"name": "old", "clusterId": paris["id"], "createdAt": "2021-01-01T00:00:00Z"})
    (racer,) = racers(SINGLE, 1)
    with ThreadPoolExecutor(1) as pool:
        sandbox.fault("client.patch", kind="delay", seconds=0.3)
        renamed = pool.submit(racer.run, id=client["id"], name="new", consistency_timeout=5.0)
        (newer,) = sandbox.add_clients({"name": "other", "clusterId": paris["id"]})
        while not [entry for entry in sandbox.log() if entry["operation"] == "client.patch"]:
            pass
        sandbox.set_client(newer["id"], name="new")
        while not [client for client in sandbox.clients() if client["id"] != newer["id"] and client["name"] == "new"]:
            pass
        sandbox.set_client(newer["id"], name="other")

        assert renamed.result()["action"] == "patched"
    assert sorted(entry["name"] for entry in sandbox.clients()) == ["new", "other"]


def test_two_that_swap_their_names_keep_them_though_lists_lag(managed_client_fleet, sandbox):
    paris = sandbox.add_clusters("Paris")[0]
    first, second = sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in "ab"))
    sandbox.switch(list_lag_seconds=0.5)
    sandbox.fault("client.patch", kind="delay", seconds=0.4)

    result = managed_client_fleet(
        clients=[{"id": first["id"], "name": "b"}, {"id": second["id"], "name": "a"}], consistency_timeout=3
    )

    assert result["summary"]["patched"] == 2, result
    assert [client["name"] for client in sandbox.clients()] == ["b", "a"]
