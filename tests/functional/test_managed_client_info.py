# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_client_info, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

import pytest


@pytest.fixture(name="clients", autouse=True)
def fixture_clients(sandbox):
    """Four clients in two clusters, by name and cluster."""
    paris, austin = sandbox.add_clusters("Paris", "Austin")
    return sandbox.add_clients(
        {"name": "b", "clusterId": paris["id"], "secret": "s3cret-of-b"},
        {"name": "a", "clusterId": paris["id"]},
        {"name": "a", "clusterId": austin["id"]},
        {"name": None, "clusterId": austin["id"], "clientId": "00be54a2-bb6d-402f-9159-beb2d5319347"},
    )


def ids(clients, *indexes):
    return [clients[index]["id"] for index in indexes]


def found(result):
    return [record["id"] for record in result["managed_clients"]]


def test_all_are_ordered_by_name_and_id(managed_client_info, clients):
    result = managed_client_info()

    assert result["changed"] is False
    assert found(result) == [*ids(clients, 3), *sorted(ids(clients, 1, 2)), *ids(clients, 0)]


@pytest.mark.parametrize(
    ("options", "indexes"),
    [
        ({"name": "b"}, [0]),
        ({"name": "B"}, []),
        ({"name": "a", "cluster": "Austin"}, [2]),
        ({"cluster": "Paris"}, [1, 0]),
        ({"name": "VA-00be54a2-bb6d-402f-9159-beb2d5319347"}, [3]),
        ({"name": "no such client"}, []),
        ({"id": "no-such-id"}, []),
    ],
)
def test_those_that_match(managed_client_info, clients, options, indexes):
    assert found(managed_client_info(**options)) == ids(clients, *indexes)


def test_by_id(managed_client_info, clients):
    assert found(managed_client_info(id=clients[0]["id"])) == ids(clients, 0)
    assert found(managed_client_info(id=clients[0]["id"], name="b", cluster="Paris")) == ids(clients, 0)
    assert found(managed_client_info(id=clients[0]["id"], cluster="Austin")) == []


def test_keys_are_never_shown(managed_client_info, sandbox):
    sandbox.switch(secret_on_get=True)

    result = managed_client_info()

    assert "s3cret-of-b" not in str(result)
    assert all("secret" not in record for record in result["managed_clients"])


def test_an_unknown_cluster_is_an_error(managed_client_info):
    assert 'cluster "Rome" does not exist' in managed_client_info(cluster="Rome")["msg"]


def test_only_reads(managed_client_info, writes):
    managed_client_info()
    managed_client_info(check_mode=True)

    assert writes() == []


@pytest.mark.parametrize("order", ["insertion", "shuffled"])
def test_a_long_list_is_whole(managed_client_info, sandbox, clients, order):
    sandbox.switch(page_order=order)
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": clients[0]["clusterId"]} for number in range(1000)))

    assert len(managed_client_info(api_version="v2024")["managed_clients"]) == 1004
