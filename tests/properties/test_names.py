# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any name is that name, and no other: it round-trips, and finds nothing else."""

from __future__ import annotations

from contextlib import contextmanager

from ansible_collections.community.sailpoint.plugins.module_utils._api.filters import equals
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)
from hypothesis import given

from tests.properties.strategies import NAMES, NAMESAKES, PURE
from tests.properties.tenant import Writer
from tests.sandbox.filters import Condition, parse


@contextmanager
def emptied(sandbox):
    """Empty the tenant, for one who does not know yet what was in it: it uses the same ids again."""
    sandbox.reset()
    with Writer(sandbox) as writer:
        yield writer


@given(NAMES)
@PURE
def test_a_filter_is_one_condition_of_that_very_value(name):
    assert parse(equals("name", name), ["name"]) == [Condition("name", name)]


@given(NAMESAKES)
def test_clients_of_any_names_are_made_found_and_deleted_one_by_one(sandbox, names):
    with emptied(sandbox) as writer:
        sandbox.add_clusters("Paris")

        for name in names:
            created = writer.do(MANAGED_CLIENT, name=name, cluster="Paris", description=name)
            assert created["action"] == "created"
            assert writer.do(MANAGED_CLIENT, name=name, cluster="Paris", description=name)["action"] == "unchanged"
        assert [(client["name"], client["description"]) for client in sandbox.clients()] == [
            (name, name) for name in names
        ]
        for name in names:
            found = writer.do(MANAGED_CLIENT_INFO, name=name)["managed_clients"]
            assert [client["name"] for client in found] == [name]
        for number, name in enumerate(names, 1):
            assert writer.do(MANAGED_CLIENT, name=name, state="absent")["action"] == "deleted"
            assert [client["name"] for client in sandbox.clients()] == names[number:]


@given(NAMESAKES)
def test_a_fleet_of_any_names_is_what_it_declares(sandbox, names):
    with emptied(sandbox) as writer:
        sandbox.add_clusters("Paris")
        clients = [{"name": name, "cluster": "Paris"} for name in names]

        assert writer.do(MANAGED_CLIENT_FLEET, clients=clients)["summary"]["created"] == len(names)
        assert writer.do(MANAGED_CLIENT_FLEET, clients=clients)["summary"]["unchanged"] == len(names)
        assert sorted(client["name"] for client in sandbox.clients()) == sorted(names)


@given(NAMESAKES)
def test_a_client_is_renamed_to_any_name(sandbox, names):
    with emptied(sandbox) as writer:
        (paris,) = sandbox.add_clusters("Paris")
        (client,) = sandbox.add_clients({"clusterId": paris["id"], "name": "first"})

        for name in names:
            writer.do(MANAGED_CLIENT, id=client["id"], name=name)
            assert [client["name"] for client in sandbox.clients()] == [name]
            assert writer.do(MANAGED_CLIENT, name=name, cluster="Paris")["action"] == "unchanged"


@given(NAMESAKES)
def test_a_cluster_of_any_name_is_made_and_referred_to(sandbox, names):
    with emptied(sandbox) as writer:
        for name in names:
            assert writer.do(MANAGED_CLUSTER, name=name)["action"] == "created"
            found = writer.do(MANAGED_CLUSTER_INFO, name=name)["managed_clusters"]
            assert [cluster["name"] for cluster in found] == [name]
            writer.do(MANAGED_CLIENT, name="a", cluster=name)
        ids = {cluster["name"]: cluster["id"] for cluster in sandbox.clusters()}
        assert sorted(ids) == sorted(names)
        assert sorted(client["clusterId"] for client in sandbox.clients()) == sorted(ids.values())
