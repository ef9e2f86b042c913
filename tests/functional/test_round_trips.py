# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each operation costs once it has a token: how many requests, and how many of them wait for each other."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet_info import (
    MANAGED_CLIENT_FLEET_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_log_config import (
    MANAGED_CLUSTER_LOG_CONFIG,
)
from ansible_collections.community.sailpoint.plugins.plugin_utils._client_inventory import CLIENT_INVENTORY
from ansible_collections.community.sailpoint.plugins.plugin_utils._client_lookup import CLIENT_LOOKUP
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_memory import RunMemory

from tests.properties.tenant import Writer

CLUSTERS = [f"K{number}" for number in range(10)]
FLEET = [{"name": f"k{number}", "cluster": CLUSTERS[number % 10]} for number in range(1000)]
"""A fleet whose list of clients has four pages."""

LEVELS = [{"cluster": name, "state": "absent"} for name in CLUSTERS]


@pytest.fixture(name="writer")
def fixture_writer(sandbox, tmp_path):
    """One who shares the memory of a run, as tasks in the controller's process do, and has a token."""
    paris, oslo, _empty = sandbox.add_clusters("Paris", "Oslo", "Empty")
    sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in "abc"))
    # A client without a name is called by its client id.
    sandbox.add_clients({"name": None, "clusterId": oslo["id"]})
    with Writer(sandbox, memory=RunMemory(tmp_path)) as writer:
        writer.do(MANAGED_CLUSTER_INFO)
        yield writer


@pytest.fixture(name="options")
def fixture_options(sandbox):
    """The options with what is not known before in its place: ``{paris}``, ``{a}`` and ``{unnamed}``."""

    def fill(options):
        clients = sandbox.clients()
        known = {
            "paris": sandbox.clusters()[0]["id"],
            "a": clients[0]["id"],
            "unnamed": f"VA-{clients[3]['clientId']}",
        }
        return {key: value.format(**known) if isinstance(value, str) else value for key, value in options.items()}

    return fill


COSTS = [
    (MANAGED_CLIENT, {"name": "a", "cluster": "Paris"}, 2, 1),
    (MANAGED_CLIENT, {"name": "a", "cluster": "{paris}"}, 2, 1),
    (MANAGED_CLIENT, {"name": "a"}, 1, 1),
    (MANAGED_CLIENT, {"id": "{a}", "name": "a"}, 1, 1),
    (MANAGED_CLIENT, {"name": "{unnamed}", "cluster": "Oslo"}, 3, 1),
    (MANAGED_CLIENT, {"name": "a", "cluster": "Paris", "description": "x"}, 3, 2),
    (MANAGED_CLIENT, {"name": "a", "description": "x"}, 3, 2),
    (MANAGED_CLIENT, {"name": "a", "cluster": "Paris", "state": "absent"}, 3, 2),
    (MANAGED_CLIENT, {"name": "a", "state": "absent"}, 3, 2),
    (MANAGED_CLIENT, {"name": "gone", "cluster": "Paris", "state": "absent"}, 3, 2),
    (MANAGED_CLIENT, {"name": "gone", "cluster": "Paris", "state": "absent", "on_not_found": "ok"}, 2, 1),
    # The look that settles is the third.
    (MANAGED_CLIENT, {"name": "new", "cluster": "Paris"}, 4, 3),
    # Lists may still show a former name, so it is read by its id before.
    (MANAGED_CLIENT, {"name": "z", "previous_name": "a", "cluster": "Paris"}, 6, 4),
    (MANAGED_CLIENT, {"name": "a", "cluster": "Paris", "type": "CCG", "recreate": True}, 5, 4),
    (MANAGED_CLUSTER, {"name": "Paris"}, 1, 1),
    (MANAGED_CLUSTER, {"name": "Paris", "description": "x"}, 2, 2),
    (MANAGED_CLUSTER, {"name": "Rome"}, 3, 3),
    # Which clients it has can only be asked by its id.
    (MANAGED_CLUSTER, {"name": "Empty", "state": "absent"}, 3, 3),
    (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Paris", "state": "absent"}, 2, 2),
    (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "{paris}", "state": "absent"}, 2, 1),
    (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "{paris}", "root_level": "DEBUG"}, 3, 2),
    (MANAGED_CLIENT_INFO, {"name": "a", "cluster": "Paris"}, 2, 1),
    (MANAGED_CLIENT_INFO, {"id": "{a}", "cluster": "Paris"}, 2, 1),
    (MANAGED_CLIENT_INFO, {"cluster": "Paris"}, 2, 2),
    (MANAGED_CLIENT_INFO, {"cluster": "{paris}"}, 2, 1),
    (MANAGED_CLIENT_INFO, {"name": "a", "gather": ["status", "health"]}, 4, 2),
    (CLIENT_LOOKUP, {"terms": ["a", "b", "c"], "cluster": "Paris"}, 4, 1),
    (CLIENT_LOOKUP, {"terms": ["a", "b", "c"], "gather": ["status"]}, 6, 2),
    (CLIENT_INVENTORY, {"cluster_names": True}, 2, 1),
    (CLIENT_INVENTORY, {"clusters": ["Paris", "Oslo"]}, 2, 1),
    (CLIENT_INVENTORY, {"clusters": ["Paris"]}, 2, 2),
    (MANAGED_CLIENT_FLEET, {"clients": [{"name": f"n{number}", "cluster": "Paris"} for number in range(17)]}, 20, 5),
    (MANAGED_CLIENT_FLEET_INFO, {}, 5, 2),
]


@pytest.mark.parametrize(("resource", "given", "requests", "round_trips"), COSTS)
def test_what_an_operation_costs(sandbox, writer, options, resource, given, requests, round_trips):
    sandbox.clear_log()

    api = writer.do(resource, **options(given))["api"]

    assert (api["requests"], api["round_trips"]) == (requests, round_trips)
    assert len(sandbox.log()) == requests


@pytest.mark.parametrize(
    ("resource", "given", "requests"),
    [
        (MANAGED_CLIENT_FLEET, {"clients": FLEET}, 6),
        (MANAGED_CLIENT_FLEET, {"clients": FLEET, "log_levels": LEVELS}, 16),
        (MANAGED_CLIENT_FLEET_INFO, {}, 19),
        (MANAGED_CLIENT_INFO, {}, 6),
        (CLIENT_INVENTORY, {"cluster_names": True}, 6),
    ],
)
def test_a_large_fleet_is_read_in_two(sandbox, writer, resource, given, requests):
    ids = {cluster["name"]: cluster["id"] for cluster in sandbox.add_clusters(*CLUSTERS)}
    sandbox.add_clients(*({"name": one["name"], "clusterId": ids[one["cluster"]]} for one in FLEET))

    result = writer.do(resource, **given)

    assert not result["changed"]
    assert (result["api"]["requests"], result["api"]["round_trips"]) == (requests, 2)


def test_a_token_is_no_round_trip_but_a_retry_is_one(sandbox):
    sandbox.fault("cluster.list", kind="expire_token")
    with Writer(sandbox) as writer:
        api = writer.do(MANAGED_CLUSTER_INFO)["api"]

    assert (api["requests"], api["retries"], api["round_trips"]) == (4, 1, 2)


@pytest.mark.parametrize(
    ("resource", "given"),
    [
        (MANAGED_CLIENT, {"name": "a", "cluster": "Paris"}),
        (MANAGED_CLIENT, {"name": "b", "description": "x"}),
        (MANAGED_CLIENT, {"name": "new", "cluster": "Paris"}),
        (MANAGED_CLIENT_FLEET_INFO, {}),
    ],
)
def test_the_tenant_sees_as_many(sandbox, writer, resource, given):
    sandbox.settings(latency_ms=250)
    sandbox.clear_log()

    api = writer.do(resource, **given)["api"]

    assert api["round_trips"] == one_after_the_other(sandbox.log())


def one_after_the_other(entries):
    """The most of these requests of which each arrived when the one before had been answered."""
    number, ended = 0, 0.0
    for entry in sorted(entries, key=lambda entry: entry["ended"]):
        if entry["began"] >= ended:
            number, ended = number + 1, entry["ended"]
    return number
