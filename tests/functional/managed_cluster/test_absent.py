# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting a cluster, and what it takes with it."""

from __future__ import annotations

import pytest


def test_a_cluster_without_clients(managed_cluster, sandbox, paris, writes):
    result = managed_cluster(name="Paris", state="absent")

    assert (result["action"], result["managed_cluster"]) == ("deleted", None)
    assert sandbox.clusters() == []
    assert [(entry["method"], entry["path"]) for entry in writes()] == [
        ("DELETE", f"/managed-clusters/v1/{paris['id']}")
    ]


def test_a_cluster_with_clients_is_refused_with_their_names(managed_cluster, sandbox, clients, writes):
    result = managed_cluster(name="Paris", state="absent")

    assert result["msg"] == (
        'managed cluster "Paris" was not deleted because it has clients: paris-1, paris-2. Delete them '
        "first, or set "
        "remove_clients: true to delete them with it"
    )
    assert writes() == []


def test_an_error_is_short_though_there_are_many(managed_cluster, sandbox, paris):
    sandbox.add_clients(*({"name": f"n{number:03}", "clusterId": paris["id"]} for number in range(300)))

    result = managed_cluster(name="Paris", state="absent")

    assert "n009 and 290 more. Delete them first" in result["msg"]


def test_with_its_clients(managed_cluster, sandbox, clients, writes):
    result = managed_cluster(name="Paris", state="absent", remove_clients=True)

    assert result["action"] == "deleted"
    assert result["diff"]["before"]["clients"] == ["paris-1", "paris-2"]
    assert [client["name"] for client in sandbox.clients()] == ["austin-1"]
    assert [cluster["name"] for cluster in sandbox.clusters()] == ["Austin"]
    assert [entry["path"].partition("?")[2] for entry in writes()] == ["removeClients=true"]


@pytest.mark.parametrize("options", [{"name": "Rome"}, {"name": "paris"}, {"id": "no-such-id"}])
def test_what_is_not_there_is_unchanged(managed_cluster, paris, writes, options):
    assert managed_cluster(state="absent", remove_clients=True, **options)["changed"] is False
    assert writes() == []


def test_an_id_with_another_name_is_not_deleted(managed_cluster, paris, writes):
    result = managed_cluster(id=paris["id"], name="Lyon", state="absent", remove_clients=True)

    assert result["msg"].endswith('has the name "Paris", not "Lyon": nothing was deleted')
    assert writes() == []


def test_a_client_that_comes_meanwhile_is_not_deleted(managed_cluster, sandbox, paris):
    # The list shows no client, and the tenant has one: it refuses, because it is not told to remove clients.
    sandbox.add_clients({"name": "late", "clusterId": paris["id"]})
    sandbox.fault("client.list", kind="answer", status=200, body=[])
    sandbox.fault("cluster.list", kind="answer", status=200, body=[{**paris, "clientIds": []}])

    result = managed_cluster(name="Paris", state="absent")

    assert "The cluster has clients." in result["msg"]
    assert [client["name"] for client in sandbox.clients()] == ["late"]


def test_clients_that_only_the_cluster_names_count(managed_cluster, sandbox, paris, writes):
    sandbox.add_clients({"name": "late", "clusterId": paris["id"]})
    sandbox.fault("client.list", kind="answer", status=200, body=[])

    assert "was not deleted because it has clients" in managed_cluster(name="Paris", state="absent")["msg"]
    assert writes() == []


@pytest.mark.parametrize("status", [404, 204])
def test_deleted_by_another_meanwhile_is_deleted(managed_cluster, sandbox, paris, status):
    sandbox.switch(delete_missing=status)
    sandbox.fault("cluster.delete", kind="reset", after=True)

    assert managed_cluster(name="Paris", state="absent")["action"] == "deleted"
    assert sandbox.clusters() == []
