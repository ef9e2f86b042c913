# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_client_info, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

import pytest

PARTS = ("status", "health-indicators")


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
        ({"client_id": "00be54a2-bb6d-402f-9159-beb2d5319347"}, [3]),
        ({"client_id": "00BE54A2-bb6d-402f-9159-beb2d5319347"}, []),
        ({"client_id": "00be54a2-bb6d-402f-9159-beb2d5319347", "cluster": "Paris"}, []),
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
    assert 'cluster "Rome" not found' in managed_client_info(cluster="Rome")["msg"]


def test_an_unknown_id_is_an_error(managed_client_info):
    assert managed_client_info(id="no-such-id")["msg"] == 'managed client "no-such-id" (id) not found'


def test_gather_adds_what_the_api_tells_of_each(managed_client_info, sandbox, clients, sent):
    sandbox.set_client(clients[1]["id"], status="NORMAL", ipAddress="192.0.2.17")

    result = managed_client_info(cluster="Paris", gather=["status", "health"])

    details = [record["status_details"] for record in result["managed_clients"]]
    assert [entry["status"] for entry in details] == ["NORMAL", "NOT_CONFIGURED"]
    assert details[0]["body"]["internal_ip"] == "192.0.2.17"
    assert [record["health"]["type"] for record in result["managed_clients"]] == ["VA", "VA"]
    assert details[0]["body"]["since_seen_millis"] is None
    assert result["managed_clients"][0]["health"]["body"]["consolidated_health_indicators_status"] == "NORMAL"
    paths = [f"GET /managed-clients/v1/{clients[index]['id']}/{part}" for index in (0, 1) for part in PARTS]
    assert sorted(sent()[2:]) == sorted(paths)


def test_gather_takes_clients_of_any_type(managed_client_info, sandbox, clients):
    sandbox.settings(validate=False)
    for client, kind in zip(clients, ("CCG", None, "INTERNAL", "VA")):
        sandbox.set_client(client["id"], type=kind)

    result = managed_client_info(gather=["status"])

    assert [record["status_details"]["type"] for record in result["managed_clients"]].count(None) == 1


def test_health_takes_a_newer_version(managed_client_info, sandbox):
    message = managed_client_info(gather=["health"], api_version="v2024")["msg"]

    assert message == ("gather: health is not available with api_version v2024. Set it to one of v2025, v2026, v1")
    assert sandbox.log() == []


def test_gather_names_the_scope_that_it_takes(managed_client_info, sandbox):
    sandbox.add_credential("reader", "reader-secret", scopes=["idn:remote-client:read"], user=True)

    result = managed_client_info(gather=["status"], auth_client_id="reader", auth_client_secret="reader-secret")

    assert "could not read the status of managed client" in result["msg"]
    assert "the scope idn:managed-client-status:read" in result["msg"]


def test_only_reads(managed_client_info, writes):
    managed_client_info()
    managed_client_info(check_mode=True)

    assert writes() == []


@pytest.mark.parametrize("order", ["insertion", "shuffled"])
def test_a_long_list_is_whole(managed_client_info, sandbox, clients, order):
    sandbox.switch(page_order=order)
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": clients[0]["clusterId"]} for number in range(1000)))

    assert len(managed_client_info(api_version="v2024")["managed_clients"]) == 1004


def test_each_has_the_name_of_its_cluster(managed_client_info, clients, sent):
    result = managed_client_info()

    assert [record["cluster_name"] for record in result["managed_clients"]].count("Paris") == 2
    assert sorted(sent()) == ["GET /managed-clients/v1", "GET /managed-clusters/v1"]


def test_who_may_not_read_clusters_reads_clients_without_their_names(managed_client_info, sandbox, clients):
    sandbox.add_credential("api", "api-secret", scopes=["sp:scopes:all"], user=False)

    result = managed_client_info(auth_client_id="api", auth_client_secret="api-secret")

    assert len(result["managed_clients"]) == 4
    assert {record["cluster_name"] for record in result["managed_clients"]} == {None}
    assert any(warning.startswith("cluster_name is null: could not list") for warning in result["warnings"])


def test_health_is_read_of_those_that_match_the_rest(managed_client_info, sandbox, clients, sent):
    sandbox.set_client(clients[0]["id"], status="NORMAL", lastSeen="2020-01-31T12:00:00.000Z", vaVersion="va-610-1")
    sandbox.set_client(clients[1]["id"], status="NORMAL", lastSeen="2999-01-31T12:00:00.000Z", vaVersion="va-610-2")

    result = managed_client_info(
        status=["NORMAL", "DREAMING"], type=["VA"], not_seen_for=60, version=["va-610-*"], health=["NORMAL"]
    )

    assert found(result) == ids(clients, 0)
    assert result["managed_clients"][0]["health"]["status"] == "NORMAL"
    assert any("status: DREAMING is not in the API specification" in warning for warning in result["warnings"])
    assert [path for path in sent() if "health" in path] == [
        f"GET /managed-clients/v1/{clients[0]['id']}/health-indicators"
    ]
    assert found(managed_client_info(seen_within=60)) == ids(clients, 1)
    assert found(managed_client_info(health=["ERROR"])) == []
