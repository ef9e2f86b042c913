# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_cluster_info, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

import pytest

RELEASE = {"currentInstalledReleaseVersion": "123.1", "consolidatedHealthIndicatorsStatus": "ERROR"}


@pytest.fixture(name="clusters", autouse=True)
def fixture_clusters(sandbox):
    """Four clusters, two of one name."""
    return sandbox.add_clusters(
        {"name": "b", "status": "WARNING", "operational": True, **RELEASE},
        {"name": "a"},
        {"name": "a", "type": "standard"},
        {"name": "A", "status": "FAILED"},
    )


def ids(clusters, *indexes):
    return [clusters[index]["id"] for index in indexes]


def found(result):
    return [record["id"] for record in result["managed_clusters"]]


def test_all_are_ordered_by_name_and_id(managed_cluster_info, clusters):
    result = managed_cluster_info()

    assert result["changed"] is False
    assert found(result) == [*ids(clusters, 3), *sorted(ids(clusters, 1, 2)), *ids(clusters, 0)]


@pytest.mark.parametrize(
    ("options", "filters", "indexes"),
    [
        ({"name": "b"}, 'name eq "b"', [0]),
        ({"name": "B"}, 'name eq "B"', []),
        ({"name": "a", "type": "standard"}, 'name eq "a"', [2]),
        ({"type": "standard"}, 'type eq "standard"', [2]),
        ({"type": ["idn", "standard"], "status": ["FAILED"]}, 'status eq "FAILED"', [3]),
        ({"status": ["FAILED", "WARNING"]}, None, [3, 0]),
        ({"status": []}, None, [3, 1, 2, 0]),
        ({"version": ["123.*"], "health": ["WARNING", "ERROR"]}, None, [0]),
        ({"status": "FAILED"}, 'status eq "FAILED"', [3]),
        ({"status": "NO_CLIENTS", "type": "standard"}, 'status eq "NO_CLIENTS"', [2]),
        ({"status": "DREAMING"}, 'status eq "DREAMING"', []),
        ({"operational": True}, None, [0]),
        ({"operational": False, "name": "b"}, 'name eq "b"', []),
        ({"name": "A", "operational": False}, 'name eq "A"', [3]),
    ],
)
def test_those_that_match(managed_cluster_info, clusters, sent, options, filters, indexes):
    assert sorted(found(managed_cluster_info(**options))) == sorted(ids(clusters, *indexes))
    assert sent() == ["GET /managed-clusters/v1" + (f"?{filters}" if filters else "")]


def test_by_id(managed_cluster_info, clusters):
    assert found(managed_cluster_info(id=clusters[0]["id"])) == ids(clusters, 0)
    assert found(managed_cluster_info(id=clusters[0]["id"], name="a")) == []


def test_an_id_that_does_not_exist_is_an_error(managed_cluster_info):
    assert managed_cluster_info(id="no-such-id")["msg"] == 'managed cluster "no-such-id" (id) not found'


def test_it_tells_of_releases_and_health(managed_cluster_info, sandbox, clusters):
    sandbox.set_cluster(
        clusters[0]["id"],
        currentInstalledReleaseVersion="123.1",
        updatePackage="123.1.2",
        updatePreferences={"updateState": "DISABLED"},
        isOutOfDateNotifiedAt="2025-03-11T07:00:13.734Z",
        consolidatedHealthIndicatorsStatus="WARNING",
    )

    (found,) = managed_cluster_info(id=clusters[0]["id"])["managed_clusters"]

    assert found["upgrade"] == {
        "installed_release": "123.1",
        "available_release": "123.1.2",
        "update_available": True,
        "automatic": False,
        "out_of_date_notified_at": "2025-03-11T07:00:13.734Z",
        "health": "WARNING",
    }


def test_only_reads(managed_cluster_info, writes):
    managed_cluster_info()
    managed_cluster_info(check_mode=True)

    assert writes() == []


def test_values_no_one_has_seen_before_are_no_problem(managed_cluster_info, sandbox, clusters):
    sandbox.settings(validate=False)
    sandbox.set_cluster(clusters[1]["id"], name=None, type="hologram", status="DREAMING", operational=None)

    assert found(managed_cluster_info())[0] == clusters[1]["id"]
    assert found(managed_cluster_info(status="DREAMING", operational=False)) == ids(clusters, 1)


@pytest.mark.parametrize("order", ["insertion", "shuffled"])
def test_a_long_list_is_whole(managed_cluster_info, sandbox, order):
    sandbox.switch(page_order=order)
    sandbox.add_clusters(*(f"n{number}" for number in range(600)))

    assert len(managed_cluster_info()["managed_clusters"]) == 604
