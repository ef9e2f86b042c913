# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_client_fleet_info, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

import pytest

HOSTILE = ("{{ 7 * 7 }}", "{% raw %}", "!unsafe x", "a: b # c", "<b>", "line\nbreak", "\x1b[31m", "日本 \u2028", "null")
LEVELS = {"durationMinutes": 60, "expiration": "9999-12-31T00:00:00Z"}


@pytest.fixture(name="clusters")
def fixture_clusters(sandbox):
    """Paris, whose log levels are in effect, and Austin, whose have expired; three clients."""
    paris, austin = sandbox.add_clusters(
        {
            "name": "Paris",
            "description": "Two of them",
            "configuration": {"gmtOffset": "1", "debug": "yes"},
            "attributes": {"keystore": "s3cret-keystore"},
        },
        "Austin",
    )
    sandbox.add_clients(
        {"name": "b", "clusterId": paris["id"], "secret": "s3cret-of-b"},
        {"name": "c", "clusterId": austin["id"], "type": "CCG"},
        {"name": "a", "clusterId": paris["id"], "description": "First"},
    )
    sandbox.set_log_configuration(paris["id"], rootLevel="WARN", logLevels={"x.Y": "DEBUG"}, **LEVELS)
    sandbox.set_log_configuration(austin["id"], rootLevel="TRACE", expiration="2020-01-01T00:00:00Z")
    return paris, austin


def test_a_whole_fleet_in_its_order(managed_client_fleet_info, clusters):
    result = managed_client_fleet_info()

    assert result["changed"] is False
    assert result["fleet"] == {
        "fleet_clusters": [
            {"name": "Austin", "type": "idn", "description": ""},
            {
                "name": "Paris",
                "type": "idn",
                "description": "Two of them",
                "configuration": {"debug": "yes", "gmtOffset": "1"},
            },
        ],
        "fleet_clients": [
            {"name": "c", "cluster": "Austin", "type": "CCG", "description": ""},
            {"name": "a", "cluster": "Paris", "type": "VA", "description": "First"},
            {"name": "b", "cluster": "Paris", "type": "VA", "description": ""},
        ],
        "fleet_log_levels": [
            {"cluster": "Paris", "root_level": "WARN", "log_levels": {"x.Y": "DEBUG"}, "duration_minutes": 60}
        ],
    }


def test_one_request_for_each_list_and_for_the_levels_of_each_cluster(managed_client_fleet_info, clusters, sent):
    managed_client_fleet_info()

    lists = ["GET /managed-clients/v1", "GET /managed-clusters/v1"]
    levels = [f"GET /managed-clusters/v1/{cluster['id']}/log-config" for cluster in clusters]
    assert sorted(sent()) == sorted([*lists, *levels])


def test_what_is_left_out_on_request(managed_client_fleet_info, clusters, sent):
    fleet = managed_client_fleet_info(log_levels=False, configuration=False)["fleet"]

    assert fleet["fleet_log_levels"] == []
    assert all("configuration" not in entry for entry in fleet["fleet_clusters"])
    assert len(sent()) == 2


def test_an_empty_tenant(managed_client_fleet_info):
    assert managed_client_fleet_info()["fleet"] == {"fleet_clusters": [], "fleet_clients": [], "fleet_log_levels": []}


def test_secrets_and_ids_are_never_shown(managed_client_fleet_info, sandbox, clusters):
    sandbox.switch(secret_on_get=True)

    fleet = str(managed_client_fleet_info()["fleet"])

    assert "s3cret" not in fleet
    assert not [record for record in (*sandbox.clusters(), *sandbox.clients()) if record["id"] in fleet]


def test_hostile_names_are_returned_as_they_are(managed_client_fleet_info, sandbox):
    for cluster in sandbox.add_clusters(*({"name": text, "description": text} for text in HOSTILE)):
        sandbox.add_clients({"name": cluster["name"], "description": cluster["name"], "clusterId": cluster["id"]})
        sandbox.set_log_configuration(cluster["id"], rootLevel="WARN", logLevels={cluster["name"]: "DEBUG"}, **LEVELS)

    fleet = managed_client_fleet_info()["fleet"]

    names = sorted(HOSTILE)
    assert [(entry["name"], entry["description"]) for entry in fleet["fleet_clusters"]] == [(n, n) for n in names]
    assert [(entry["name"], entry["cluster"]) for entry in fleet["fleet_clients"]] == [(n, n) for n in names]
    assert [(entry["cluster"], *entry["log_levels"]) for entry in fleet["fleet_log_levels"]] == [(n, n) for n in names]


def test_only_reads(managed_client_fleet_info, clusters, writes):
    assert managed_client_fleet_info(check_mode=True)["fleet"] == managed_client_fleet_info()["fleet"]
    assert writes() == []


def test_levels_that_cannot_be_read_are_an_error(managed_client_fleet_info, sandbox, clusters):
    sandbox.fault("cluster.log_config.get", kind="answer", status=403, body={})

    result = managed_client_fleet_info()

    assert result["failed"] is True
    assert "fleet" not in result
    assert "log" in result["msg"]


@pytest.mark.parametrize("order", ["insertion", "shuffled"])
def test_a_long_list_is_whole(managed_client_fleet_info, sandbox, clusters, order):
    sandbox.switch(page_order=order)
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": clusters[0]["id"]} for number in range(600)))

    names = [entry["name"] for entry in managed_client_fleet_info()["fleet"]["fleet_clients"]]

    assert names == ["c", "a", "b", *sorted(f"n{number}" for number in range(600))]
