# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By name or id: exact, and never a guess."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Endpoint
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import (
    AmbiguousError,
    ApiError,
    NotFoundError,
    RacingError,
)
from ansible_collections.community.sailpoint.plugins.module_utils._api.request import json_bytes
from ansible_collections.community.sailpoint.plugins.module_utils._api.responses import read_response
from ansible_collections.community.sailpoint.plugins.module_utils._operations.read import (
    find_named,
    require_referenced,
)
from ansible_collections.community.sailpoint.plugins.module_utils._plan.identity import ID_PATTERN, require_single
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from requests.structures import CaseInsensitiveDict

CLIENT_ID = "00be54a2-bb6d-402f-9159-beb2d5319347"


def tenant(clients=(), clusters=(), refused=404):
    """A tenant that has these records, and whose filters know no case. What is no id is answered by ``refused``."""
    asked = []

    def collection(service, records):
        def request(call, read, deadline=None, look_up_write=None):
            asked.append(call.query.get("filters") or call.path)
            if call.path == f"/{service.path}/v1" and "filters" not in call.query:
                body = records
            elif "filters" in call.query:
                field, value = re.fullmatch(r'(\w+) eq "(.*)"', call.query["filters"]).groups()
                body = [record for record in records if str(record.get(field)).lower() == value.lower()]
            else:
                body = next((record for record in records if record["id"] == call.path.rpartition("/")[2]), None)
            headers = CaseInsensitiveDict({"X-Total-Count": str(len(body or ()))})
            status, answer = (refused, {"detailCode": str(refused)}) if body is None else (200, body)
            return read(read_response(call, status, headers, json_bytes(answer)))

        return Endpoint(service, "v1", request)

    records = {CLIENT.service.path: clients, CLUSTER.service.path: clusters}
    return SimpleNamespace(endpoint=lambda service: collection(service, records[service.path]), asked=asked)


def clients_named(some, name):
    return find_named(some.endpoint(CLIENT.service), CLIENT, name)


def find_cluster(some, reference):
    return require_referenced(some, CLUSTER, reference)


def test_a_name_is_exact():
    some = tenant([{"id": "1", "name": "a", "clusterId": "c"}, {"id": "2", "name": "A", "clusterId": "c"}])

    assert [record["id"] for record in clients_named(some, "A")] == ["2"]
    assert some.asked == ['name eq "A"']


def test_a_client_without_a_name_is_found_by_what_it_is_called():
    some = tenant(
        [
            {"id": "1", "name": None, "clientId": CLIENT_ID, "clusterId": "c"},
            {"id": "2", "name": "other", "clientId": CLIENT_ID, "clusterId": "c"},
            {"id": "3", "name": f"VA-{CLIENT_ID}", "clientId": CLIENT_ID, "clusterId": "c"},
        ]
    )

    assert [record["id"] for record in clients_named(some, f"VA-{CLIENT_ID}")] == ["3", "1"]
    assert some.asked == [f'name eq "VA-{CLIENT_ID}"', f'clientId eq "{CLIENT_ID}"']


@pytest.mark.parametrize("name", ["VA-1", f"VB-{CLIENT_ID}", f"VA_{CLIENT_ID}", "VA"])
def test_other_names_are_asked_for_once(name):
    some = tenant()

    assert clients_named(some, name) == []
    assert some.asked == [f'name eq "{name}"']


def test_a_cluster_may_have_no_name():
    assert CLUSTER.name_of({"name": None}) == ""
    assert CLUSTER.name_of({"name": "Paris"}) == "Paris"


ID = "2c9180878eaf4204018eb019c3570003"
PATH = "/managed-clusters/v1"


@pytest.mark.parametrize(
    ("reference", "asked"),
    [
        ("Paris", ['name eq "Paris"']),
        (ID, [f"{PATH}/{ID}"]),
        ("odd-id", ['name eq "odd-id"', PATH]),
        (ID[::-1], [f"{PATH}/{ID[::-1]}", f'name eq "{ID[::-1]}"']),
    ],
)
def test_a_cluster_by_name_or_id(reference, asked):
    some = tenant(
        clusters=[
            {"id": ID, "name": "Paris"},
            {"id": "odd-id", "name": "Austin"},
            {"id": "3", "name": ID[::-1]},
            {"id": "4", "name": "paris"},
        ]
    )

    assert reference in (find_cluster(some, reference)["name"], find_cluster(some, reference)["id"])
    assert some.asked == asked * 2


@pytest.mark.parametrize("refused", [400, 404])
def test_a_cluster_that_does_not_exist(refused):
    with pytest.raises(NotFoundError) as caught:
        find_cluster(tenant(refused=refused), "Rome")

    assert str(caught.value) == 'cluster "Rome" not found. Give its exact name (case-sensitive) or its id'


def test_a_cluster_that_cannot_be_read_is_not_one_that_does_not_exist():
    with pytest.raises(ApiError) as caught:
        find_cluster(tenant(refused=403), ID)

    assert caught.value.status == 403


@pytest.mark.parametrize("reference", [".", ".."])
def test_what_would_leave_the_path_is_asked_for_by_name_only(reference):
    some = tenant()

    with pytest.raises(NotFoundError):
        find_cluster(some, reference)
    assert some.asked == [f'name eq "{reference}"', PATH]


def test_two_clusters_of_one_name():
    with pytest.raises(AmbiguousError) as caught:
        find_cluster(tenant(clusters=[{"id": "2", "name": "Paris"}, {"id": "1", "name": "Paris"}]), "Paris")

    assert str(caught.value) == ('cluster "Paris" exists 2 times (ids 1, 2). Set cluster to the id of the one you mean')


@pytest.mark.parametrize(
    ("moments", "racing"),
    [
        (["2026-11-25T10:00:00Z", "2026-11-25T10:01:00Z"], True),
        (["2026-11-25T10:00:00Z", "2026-11-25T10:00:30.5+00:00", "2026-11-25T10:01:00.001Z"], False),
        (["2026-11-25T10:00:00Z", None], True),
        (["2026-11-25T10:00:00Z", "2026-11-25T10:00:00"], True),
    ],
)
def test_what_was_created_at_once_may_be_the_work_of_runs_that_race(moments, racing):
    records = [{"id": str(number), "created_at": moment} for number, moment in enumerate(moments)]

    with pytest.raises(AmbiguousError) as caught:
        require_single(CLIENT, "x", records, "advice")

    assert isinstance(caught.value, RacingError) == racing


def test_a_client_without_a_name_is_called_by_its_client_id():
    assert CLIENT.name_of({"name": None, "client_id": "00be"}) == "VA-00be"
    assert CLIENT.name_of({"name": "", "client_id": "00be"}) == ""
    assert CLIENT.name_of({"name": "a", "client_id": "00be"}) == "a"


def test_one_is_the_one():
    assert require_single(CLIENT, "x", [], "advice") is None
    assert require_single(CLIENT, "x", [{"id": "1"}], "advice") == {"id": "1"}


def test_two_fail_with_their_ids_and_advice():
    with pytest.raises(AmbiguousError) as caught:
        require_single(CLIENT, "a", [{"id": "2"}, {"id": "1"}], "Give cluster")

    assert str(caught.value) == 'managed client "a" exists 2 times (ids 1, 2). Give cluster'


@pytest.mark.parametrize("text", ["2c9180878eaf4204018eb019c3570003", "00be54a2-bb6d-402f-9159-beb2d5319347"])
def test_ids_are_recognized(text):
    assert ID_PATTERN.fullmatch(text)


@pytest.mark.parametrize("text", ["Paris", "paris-1", "2c9180878eaf4204018eb019c357000", ""])
def test_names_are_not_taken_for_ids(text):
    assert not ID_PATTERN.fullmatch(text)
