# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_cluster_upgrade against the sandbox tenant: requests that were sent, texts that are shown."""

from __future__ import annotations

from contextlib import closing

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import LocalMemory
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import Mode, perform
from ansible_collections.community.sailpoint.plugins.module_utils._operations import wait
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_upgrade import (
    MANAGED_CLUSTER_UPGRADE,
)

OLD, NEW = "123.1", "123.1.2"
UPDATE = {"currentInstalledReleaseVersion": OLD, "updatePackage": NEW, "status": "NORMAL"}


class Run:
    """The tasks of one run, which share what it remembers."""

    def __init__(self, sandbox):
        self._sandbox = sandbox
        self._memory = LocalMemory()
        self.warnings = []

    def __call__(self, *, check_mode=False, resource=MANAGED_CLUSTER_UPGRADE, **options):
        credentials = self._sandbox.environment()
        given = {
            "base_url": credentials["SAIL_BASE_URL"],
            "auth_client_id": credentials["SAIL_CLIENT_ID"],
            "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            "api_version": "v1",
            "rate_limit": 0,
            "consistency_timeout": 0,
            **options,
        }
        checked = ArgumentSpecValidator(**resource.arguments.as_arguments()).validate(given)
        assert checked.error_messages == []
        result, self.warnings = perform(
            resource,
            checked.validated_parameters,
            Mode(check=check_mode, diff=True),
            lambda connection: closing(Session(connection, self._memory)),
        )
        return result


@pytest.fixture(name="upgrade")
def fixture_upgrade(sandbox, monkeypatch):
    """A run, which waits in short intervals: ``upgrade(name="Paris")``."""
    monkeypatch.setattr(wait, "FIRST_INTERVAL", 0.01)
    monkeypatch.setattr(wait, "MAX_INTERVAL", 0.02)
    return Run(sandbox)


@pytest.fixture(name="clusters")
def fixture_clusters(sandbox):
    """Three clusters with an update, and an appliance each, by name."""
    clusters = sandbox.add_clusters(*({"name": name, **UPDATE} for name in ("Test", "Paris", "Austin")))
    sandbox.add_clients(
        *({"name": f"{one['name'].lower()}-1", "clusterId": one["id"], "status": "NORMAL"} for one in clusters)
    )
    return {cluster["name"]: cluster for cluster in clusters}


@pytest.fixture(name="posts")
def fixture_posts(sandbox, clusters):
    """Call it for the names of the clusters of which an upgrade was asked so far."""
    names = {cluster["id"]: name for name, cluster in clusters.items()}
    return lambda: [
        names[entry["path"].split("/")[-2]] for entry in sandbox.log() if entry["operation"] == "cluster.upgrade"
    ]


def releases(sandbox):
    return {cluster["name"]: cluster["currentInstalledReleaseVersion"] for cluster in sandbox.clusters()}


def test_upgrade(upgrade, sandbox, clusters, writes):
    result = upgrade(name="Paris", wait=True)

    assert (result["changed"], result["action"]) == (True, "upgraded")
    assert (result["from_release"], result["to_release"], result["msg"]) == (
        OLD,
        NEW,
        f"upgraded: Paris {OLD} -> {NEW}",
    )
    assert [(job["state"], job["type"]) for job in result["jobs"]] == [("PENDING", "VA_UPGRADE")]
    assert result["jobs"][0]["target_id"] == sandbox.clients()[1]["id"]
    assert result["managed_cluster"]["current_installed_release_version"] == NEW
    assert "(clients)" not in result["managed_cluster"]
    assert "patch" not in result
    assert result["diff"] == {
        "before": {"release": OLD},
        "after": {"release": NEW},
        "before_header": 'managed cluster "Paris"',
        "after_header": 'managed cluster "Paris"',
    }
    assert [(entry["operation"], entry["body"]) for entry in writes()] == [("cluster.upgrade", None)]
    assert releases(sandbox) == {"Test": OLD, "Paris": NEW, "Austin": OLD}


@pytest.mark.parametrize("package", [None, OLD])
def test_without_an_update_nothing_is_sent(upgrade, sandbox, clusters, posts, package):
    sandbox.set_cluster(clusters["Paris"]["id"], updatePackage=package)

    result = upgrade(id=clusters["Paris"]["id"], wait=True)

    assert (result["changed"], result["action"], result["jobs"]) == (False, "unchanged", [])
    assert (result["from_release"], result["to_release"]) == (OLD, None)
    assert result["diff"]["before"] == result["diff"]["after"]
    assert posts() == []


def test_check_mode_sends_nothing_and_tasks_after_it_see_the_upgrade(upgrade, clusters, posts):
    checked = upgrade(name="Paris", check_mode=True, wait=True)
    again = upgrade(name="Paris", check_mode=True)
    found = upgrade(name="Paris", check_mode=True, resource=MANAGED_CLUSTER_INFO)
    assert posts() == []
    done = upgrade(name="Paris")

    assert (checked["action"], again["action"], done["action"]) == ("upgraded", "unchanged", "upgraded")
    assert checked["diff"] == done["diff"]
    assert checked["managed_cluster"]["current_installed_release_version"] == NEW
    assert found["managed_clusters"][0]["upgrade"]["installed_release"] == NEW


@pytest.mark.parametrize("status", ["NOT_CONFIGURED", "CONFIGURING", "ERROR", "FAILED"])
def test_a_cluster_with_an_appliance_that_is_not_connected_is_refused(upgrade, sandbox, clusters, posts, status):
    sandbox.add_clients({"name": "paris-0", "clusterId": clusters["Paris"]["id"], "status": status})

    refused = upgrade(name="Paris")
    assert posts() == []
    forced = upgrade(name="Paris", force=True)

    assert refused["msg"] == (
        f'managed cluster "Paris" cannot be upgraded: not connected: paris-0 ({status}). SailPoint updates a '
        "cluster only if all its clients are connected. Deploy, repair or delete these clients, or set force: true"
    )
    assert (forced["action"], posts()) == ("upgraded", ["Paris"])


@pytest.mark.parametrize("shows", ["nothing", "configuring", "no_package"])
def test_one_that_is_under_way_is_not_begun_again_and_is_waited_for(upgrade, sandbox, clusters, posts, shows):
    sandbox.switch(upgrade_steps=4, upgrade_shows=shows)

    begun = upgrade(name="Paris")
    again = upgrade(name="Paris")
    warned = upgrade.warnings
    waited = upgrade(name="Paris", wait=True)

    assert (begun["msg"], again["action"], waited["action"]) == (
        f"upgrade started: Paris {OLD} -> {NEW}",
        "unchanged",
        "unchanged",
    )
    assert bool(warned) == (shows != "no_package")
    assert releases(sandbox)["Paris"] == NEW or shows == "no_package"
    assert posts() == ["Paris"]


@pytest.mark.parametrize(("shows", "sent"), [("nothing", 2), ("configuring", 1), ("no_package", 1)])
def test_what_another_run_began_is_known_only_if_the_record_shows_it(upgrade, sandbox, clusters, posts, shows, sent):
    sandbox.switch(upgrade_steps=4, upgrade_shows=shows)

    upgrade(name="Paris")
    other = Run(sandbox)(name="Paris")

    assert posts() == ["Paris"] * sent
    assert other["changed"] is (sent == 2)


def test_a_tenant_that_refuses_a_second_upgrade_is_quoted(upgrade, sandbox, clusters):
    sandbox.switch(upgrade_steps=4, upgrade_again="refused")
    upgrade(name="Paris")

    result = Run(sandbox)(name="Paris")

    assert "An upgrade of the cluster is in progress." in result["msg"]
    assert result["failed"] is True
    assert "changed" not in result


@pytest.mark.parametrize("shows", ["nothing", "configuring", "no_package"])
def test_waiting_takes_until_it_is_done(upgrade, sandbox, clusters, shows):
    sandbox.switch(upgrade_steps=3, upgrade_shows=shows)

    result = upgrade(name="Paris", wait=True)

    assert result["managed_cluster"]["current_installed_release_version"] == NEW
    assert result["managed_cluster"]["status"] == "NORMAL"
    assert result["api"]["waited_seconds"] > 0


@pytest.mark.parametrize(
    ("ends", "text"),
    [("failed", f"release {OLD}, not {NEW}"), ("unhealthy", "its health is ERROR")],
)
def test_an_upgrade_that_does_not_end_well(upgrade, sandbox, clusters, ends, text):
    sandbox.switch(upgrade_ends=ends)

    result = upgrade(name="Paris", wait=True, wait_timeout=0.2)

    assert result["msg"] == (
        f'managed cluster "Paris": the upgrade was started, but the cluster is not up to date and healthy: {text} '
        "after 0.2 s. Check the cluster and its appliances in the tenant, or increase wait_timeout"
    )
    assert (result["failed"], result["changed"], result["action"]) == (True, True, "upgraded")
    assert len(result["jobs"]) == 1


def test_an_appliance_that_does_not_come_back(upgrade, sandbox, clusters):
    sandbox.switch(upgrade_steps=10**6)
    upgrade(name="Paris")
    sandbox.set_cluster(clusters["Paris"]["id"], currentInstalledReleaseVersion=NEW)
    sandbox.set_client(sandbox.clients()[1]["id"], status="FAILED")

    result = upgrade(name="Paris", wait=True, wait_timeout=0)

    assert result["msg"].startswith(
        'managed cluster "Paris" is not up to date and healthy: not connected: paris-1 (FAILED) after 0 s. '
    )


def test_an_old_warning_is_no_obstacle(upgrade, sandbox, clusters):
    sandbox.set_cluster(clusters["Paris"]["id"], consolidatedHealthIndicatorsStatus="WARNING")

    assert upgrade(name="Paris", wait=True, wait_timeout=5)["action"] == "upgraded"


@pytest.mark.parametrize("shows", ["nothing", "configuring"])
def test_a_lost_answer_is_looked_up_and_never_sent_again(upgrade, sandbox, clusters, posts, shows):
    sandbox.switch(upgrade_steps=10, upgrade_shows=shows)
    sandbox.fault("cluster.upgrade", kind="answer", status=502, body="", after=True)

    result = upgrade(name="Paris")

    assert posts() == ["Paris"]
    if shows == "configuring":
        assert (result["action"], result["jobs"]) == ("upgraded", [])
        assert "the response was lost" in upgrade.warnings[0]
    else:
        assert "[checked: the cluster shows no upgrade, but one may still be in progress. " in result["msg"]
        assert (result["failed"], result["changed"]) == (True, True)
        assert upgrade(name="Paris")["action"] == "unchanged"
        assert posts() == ["Paris"]


def test_what_was_not_processed_is_sent_again(upgrade, sandbox, clusters, posts):
    sandbox.fault("cluster.upgrade", kind="answer", status=429, headers={"Retry-After": "0"})

    assert upgrade(name="Paris")["action"] == "upgraded"
    assert posts() == ["Paris", "Paris"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"name": "paris"}, 'cluster "paris" not found. Did'),
        ({"id": "5"}, 'managed cluster "5" (id) not found'),
        ({"name": ""}, "name is empty"),
        ({"name": "Paris", "api_version": "v3"}, "clusters cannot be upgraded with api_version v3. Set it to one of"),
        ({"name": "Paris", "wait_timeout": -1}, "wait_timeout is -1. Give a number from 0 to 604800"),
        ({"rings": []}, "rings lists no clusters. List the clusters to upgrade"),
        ({"rings": [{"clusters": ["Pariss"]}]}, 'cluster "Pariss" not found'),
        (
            {"rings": [{"clusters": ["Paris"]}, {"clusters": ["Paris"]}]},
            'managed cluster "Paris" is listed twice in rings',
        ),
        ({"rings": [{"clusters": ["Paris"]}], "concurrency": 0}, "concurrency is 0. Give a number from 1 to 64"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_sent(upgrade, clusters, posts, options, text):
    assert upgrade(**options)["msg"].startswith(text)
    assert posts() == []


RINGS = [{"name": "test", "clusters": ["Test"]}, {"name": "production", "clusters": ["Paris", "Austin"]}]


def test_rings_are_upgraded_one_after_the_other(upgrade, sandbox, clusters, posts):
    sandbox.switch(upgrade_steps=2)

    checked = upgrade(rings=RINGS, check_mode=True)
    assert posts() == []
    result = upgrade(rings=RINGS)
    again = upgrade(rings=RINGS)

    steps = f"Test {OLD} -> {NEW}, Paris {OLD} -> {NEW}, Austin {OLD} -> {NEW}"
    assert checked["msg"] == result["msg"] == f"upgraded 3: {steps}"
    assert checked["diff"] == result["diff"]
    assert [(one["ring"], one["name"], one["action"], one["is_started"]) for one in checked["results"]] == [
        ("test", "Test", "upgraded", True),
        ("production", "Paris", "upgraded", True),
        ("production", "Austin", "upgraded", True),
    ]
    order = [entry["operation"] for entry in sandbox.log() if entry["operation"] in ("cluster.upgrade", "cluster.get")]
    # Each is looked at until it is done, before the next one begins.
    begun = [number for number, operation in enumerate(order) if operation == "cluster.upgrade"]
    assert all(later - former > 2 for former, later in zip(begun, begun[1:], strict=False))
    assert (again["changed"], again["msg"]) == (False, "unchanged 3: Test, Paris, Austin")
    assert posts() == ["Test", "Paris", "Austin"]


def test_several_of_a_ring_at_once(upgrade, sandbox, clusters, posts):
    sandbox.switch(upgrade_steps=2)

    result = upgrade(rings=RINGS, concurrency=2)

    order = [entry["operation"] for entry in sandbox.log() if entry["operation"] in ("cluster.upgrade", "cluster.get")]
    begun = [number for number, operation in enumerate(order) if operation == "cluster.upgrade"]
    assert begun[2] - begun[1] <= 2
    assert result["changed"] is True
    assert posts() == ["Test", "Paris", "Austin"]


def test_the_first_that_is_not_well_ends_it_and_a_second_run_goes_on(upgrade, sandbox, clusters, posts):
    sandbox.switch(upgrade_ends="unhealthy")
    ended = upgrade(rings=RINGS, wait_timeout=0.1)
    sandbox.switch(upgrade_ends="well")
    still = Run(sandbox)(rings=RINGS, wait_timeout=0.1)
    sandbox.set_cluster(clusters["Test"]["id"], consolidatedHealthIndicatorsStatus="NORMAL")
    gone_on = Run(sandbox)(rings=RINGS)

    assert (ended["failed"], ended["changed"]) == (True, True)
    assert ended["msg"] == (
        'managed cluster "Test": the upgrade was started, but the cluster is not up to date and healthy: its health '
        "is ERROR after "
        "0.1 s. Check the cluster and its appliances in the tenant, or increase wait_timeout; "
        f"upgraded 1: Test {OLD} -> {NEW}; not started 2: Paris, Austin; run the task again to continue"
    )
    assert [one["is_started"] for one in ended["results"]] == [True, False, False]
    assert still["failed"] is True
    assert still["msg"].startswith('managed cluster "Test" is not up to date and healthy: its health')
    assert gone_on["msg"] == f"upgraded 2: Paris {OLD} -> {NEW}, Austin {OLD} -> {NEW}; unchanged 1: Test"
    assert posts() == ["Test", "Paris", "Austin"]


def test_one_that_cannot_be_upgraded_is_known_before_anything_is_sent(upgrade, sandbox, clusters, posts):
    sandbox.set_client(sandbox.clients()[2]["id"], status="FAILED")

    assert upgrade(rings=RINGS)["msg"].startswith(
        'managed cluster "Austin" cannot be upgraded: not connected: austin-1'
    )
    assert posts() == []


def test_one_without_an_update_that_is_not_well_is_known_before(upgrade, sandbox, clusters, posts):
    sandbox.set_cluster(clusters["Test"]["id"], updatePackage=None)
    sandbox.set_client(sandbox.clients()[0]["id"], status="FAILED")

    checked = upgrade(rings=RINGS, check_mode=True)

    assert "failed" not in checked
    assert upgrade.warnings == [
        'managed cluster "Test" has no update and is unhealthy (not connected: test-1 (FAILED)). No later cluster is '
        "upgraded until it is healthy"
    ]
    assert upgrade(rings=RINGS, wait_timeout=0)["msg"].endswith(
        "not started 2: Paris, Austin; run the task again to continue"
    )
    assert posts() == []


def test_one_that_the_tenant_refuses_ends_it(upgrade, sandbox, clusters, posts):
    sandbox.fault("cluster.upgrade", kind="answer", status=400, body={"messages": [{"text": "no"}]}, skip=1)

    result = upgrade(rings=RINGS)

    assert result["msg"].startswith('could not upgrade managed cluster "Paris": 400 Bad Request: no')
    assert result["msg"].endswith(
        f"; upgraded 1: Test {OLD} -> {NEW}; not started 1: Austin; run the task again to continue"
    )
