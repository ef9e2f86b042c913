# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that create or rename the same cluster at once leave one, and nothing that belongs to it is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functional.test_races import (
    CLUSTER,
    FLEET,
    ROUNDS,
    SINGLE,
    deleted_by_another,
    fixture_racers,
    together,
)

__all__ = ["fixture_racers"]


@pytest.fixture(autouse=True)
def _slow_network(sandbox):
    sandbox.settings(latency_ms=5, jitter_ms=5)


def failures(results):
    return [result["msg"] for result in results if result.get("failed")]


@pytest.mark.parametrize("lag", [{}, {"list_lag": 2}, {"list_lag_seconds": 0.3}], ids=["none", "reads", "seconds"])
def test_eight_that_declare_one_cluster(racers, sandbox, lag):
    sandbox.switch(**lag)
    eight = racers(CLUSTER, 8)
    for number in range(ROUNDS):
        results = together(eight, name=f"n{number}")

        assert not failures(results)
        (cluster,) = [cluster for cluster in sandbox.clusters() if cluster["name"] == f"n{number}"]
        assert {result["managed_cluster"]["id"] for result in results} == {cluster["id"]}
    assert deleted_by_another(sandbox.log()) == []


@pytest.mark.parametrize("where", ["create", "everywhere"])
def test_eight_whose_clusters_have_no_date(racers, sandbox, where):
    sandbox.switch(null_created_at=where, list_lag_seconds=0.2)

    results = together(racers(CLUSTER, 8), consistency_timeout=1.0)

    assert not failures(results)
    (cluster,) = sandbox.clusters()
    # Who comes late, and finds one that is not dated, cannot tell that it is to be settled still.
    found = {result["managed_cluster"]["id"] for result in results if where == "create" or result["changed"]}
    assert found == {cluster["id"]}
    assert deleted_by_another(sandbox.log()) == []


@pytest.mark.parametrize("switches", [{}, {"list_lag_seconds": 0.3}, {"null_created_at": "create"}], ids=str)
def test_four_fleets_leave_one_of_each_cluster_and_client(racers, sandbox, switches):
    sandbox.switch(**switches)
    eight = racers(FLEET, 4)
    for number in range(ROUNDS):
        clusters = [f"c{number}-{index}" for index in range(3)]
        clients = [(f"n{number}-{index}", clusters[index % 3]) for index in range(6)]

        results = together(
            eight,
            clusters=[{"name": name} for name in clusters],
            clients=[{"name": name, "cluster": cluster} for name, cluster in clients],
            log_levels=[{"cluster": clusters[0], "root_level": "DEBUG"}],
            consistency_timeout=1.0,
        )

        assert not failures(results)
        ids = {cluster["name"]: cluster["id"] for cluster in sandbox.clusters() if cluster["name"] in clusters}
        names = {id_: name for name, id_ in ids.items()}
        assert sorted(cluster["name"] for cluster in sandbox.clusters() if cluster["name"] in clusters) == clusters
        made = [(one["name"], names.get(one["clusterId"])) for one in sandbox.clients()]
        assert sorted(one for one in made if one[0].startswith(f"n{number}-")) == clients
        assert sandbox.log_configurations()[ids[clusters[0]]]["rootLevel"] == "DEBUG"
    assert deleted_by_another(sandbox.log()) == []


def test_four_hosts_that_declare_one_cluster_and_a_client_each(racers, sandbox):
    sandbox.switch(list_lag_seconds=0.2)
    clusters, clients = racers(CLUSTER, 4), racers(SINGLE, 4)

    def host(number):
        made = clusters[number].run(consistency_timeout=2.0)
        # At once: the others may still settle theirs.
        return made, clients[number].run(name=f"n{number}", cluster="Rome", consistency_timeout=2.0)

    with ThreadPoolExecutor(4) as pool:
        results = [result for pair in pool.map(host, range(4)) for result in pair]

    assert not failures(results)
    (rome,) = sandbox.clusters()
    assert sorted((one["name"], one["clusterId"]) for one in sandbox.clients()) == [
        (f"n{number}", rome["id"]) for number in range(4)
    ]
    assert deleted_by_another(sandbox.log()) == []


def test_a_cluster_that_loses_is_kept_if_it_has_clients_by_now(managed_cluster, sandbox):
    sandbox.add_clusters("Paris")
    # An older one of that name appears as ours is created, and somebody else puts a client in ours.
    sandbox.fault(
        "cluster.create",
        kind="shift",
        by="insert",
        after=True,
        body={"name": "Rome", "createdAt": "2020-01-01T00:00:00Z"},
    )
    sandbox.fault("cluster.list", kind="delay", seconds=1.0, times=None)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(managed_cluster, name="Rome", consistency_timeout=3)
        while len(sandbox.clusters()) < 3:
            pass
        ours = next(one for one in sandbox.clusters() if one["name"] == "Rome" and one["createdAt"] > "2021")
        sandbox.add_clients({"name": "a", "clusterId": ours["id"]})
        result = made.result()

    assert result["failed"]
    assert "already has clients" in result["msg"]
    assert ours["id"] in result["msg"]
    assert [one["clusterId"] for one in sandbox.clients()] == [ours["id"]]
    assert [one["name"] for one in sandbox.clusters()].count("Rome") == 2


@pytest.mark.parametrize("fleet", [False, True], ids=["single", "fleet"])
def test_a_rename_of_a_cluster_and_a_create_of_that_name_leave_one(racers, sandbox, fleet):
    sandbox.switch(list_lag_seconds=0.2)
    two = racers(FLEET if fleet else CLUSTER, 2)
    for number in range(ROUNDS):
        (old,) = sandbox.add_clusters(f"old{number}")
        sandbox.add_clients({"name": f"a{number}", "clusterId": old["id"]})
        entries = [{"id": old["id"], "name": f"n{number}"}, {"name": f"n{number}"}]
        with ThreadPoolExecutor(2) as pool:
            renamed, created = pool.map(
                lambda racer, entry: racer.run(**({"clusters": [entry]} if fleet else entry), consistency_timeout=1.0),
                two,
                entries,
            )

        assert not created.get("failed"), created["msg"]
        left = [one["name"] for one in sandbox.clusters() if one["name"] in (f"old{number}", f"n{number}")]
        assert left.count(f"n{number}") == 1, (renamed, created)
        assert len(left) == 1 + bool(renamed.get("failed"))
        assert [one["clusterId"] for one in sandbox.clients() if one["name"] == f"a{number}"] == [old["id"]]
    assert deleted_by_another(sandbox.log()) == []
