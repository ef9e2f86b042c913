# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_client, as a process of its own, against the sandbox tenant: what is sent, kept and returned."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """A cluster."""
    return sandbox.add_clusters("Paris")[0]


@pytest.fixture(name="austin")
def fixture_austin(sandbox):
    """Another cluster."""
    return sandbox.add_clusters("Austin")[0]


@pytest.fixture(name="client")
def fixture_client(sandbox, paris):
    """A client in the first cluster."""
    return sandbox.add_clients(
        {"name": "paris-1", "clusterId": paris["id"], "description": "old", "type": "VA", "secret": "s3cret-of-paris"}
    )[0]


def test_create(managed_client, sandbox, paris, sent):
    result = managed_client(name="paris-1", cluster="Paris", description="First")

    assert (result["changed"], result["action"]) == (True, "created")
    created = sandbox.clients()[0]
    assert result["managed_client"]["id"] == created["id"]
    assert [created[field] for field in ("name", "clusterId", "description", "type")] == [
        "paris-1",
        paris["id"],
        "First",
        "VA",
    ]
    requests = sent()
    # The first two at once.
    assert [*sorted(requests[:2]), *requests[2:]] == [
        'GET /managed-clients/v1?name eq "paris-1"',
        'GET /managed-clusters/v1?name eq "Paris"',
        "POST /managed-clients/v1",
        # Whether another run created it, too.
        'GET /managed-clients/v1?name eq "paris-1"',
    ]


def test_create_sends_what_was_declared_and_defaults(managed_client, sandbox, paris):
    managed_client(name="a", cluster=paris["id"], type="CCG")

    write = next(entry for entry in sandbox.log() if entry["operation"] == "client.create")
    assert write["body"] == {"name": "a", "clusterId": paris["id"], "description": "", "type": "CCG"}


def test_create_without_cluster_is_refused(managed_client, sandbox, writes):
    result = managed_client(name="a")

    assert result["msg"] == 'managed client "a" not found, and a new one requires a cluster. Give cluster'
    assert writes() == []


@pytest.mark.parametrize("options", [{}, {"cluster": "Paris"}, {"description": "old"}, {"type": "VA"}])
def test_nothing_is_sent_when_nothing_differs(managed_client, client, writes, options):
    result = managed_client(name="paris-1", **options)

    assert (result["changed"], result["action"], result["patch"]) == (False, "unchanged", [])
    assert result["managed_client"]["id"] == client["id"]
    assert writes() == []


@pytest.mark.parametrize("kept", [None, ""])
def test_no_description_and_an_empty_one_are_the_same(managed_client, sandbox, client, writes, kept):
    # null is not in the specification.
    sandbox.settings(validate=False)
    sandbox.set_client(client["id"], description=kept)

    assert managed_client(name="paris-1", description="")["changed"] is False
    assert writes() == []


def test_no_description_stays_none(managed_client, sandbox, paris):
    sandbox.settings(validate=False)
    sandbox.switch(null_description=True)

    actions = [managed_client(name="a", cluster="Paris", description="")["action"] for _time in range(2)]

    assert actions == ["created", "unchanged"]
    assert sandbox.clients()[0]["description"] is None


@pytest.mark.parametrize("status", [400, 404])
def test_what_is_no_id_is_no_cluster(managed_client, sandbox, paris, status):
    sandbox.switch(get_malformed=status)

    assert 'cluster "Rome & Milan" not found' in managed_client(name="a", cluster="Rome & Milan")["msg"]


def test_change_is_one_patch_with_one_operation(managed_client, sandbox, client, writes):
    result = managed_client(name="paris-1", description="new")

    assert result["action"] == "patched"
    assert result["patch"] == [{"op": "replace", "path": "/description", "value": "new"}]
    assert result["managed_client"]["description"] == "new"
    assert sandbox.clients()[0]["description"] == "new"
    assert [(entry["method"], entry["body"]) for entry in writes()] == [("PATCH", result["patch"])]


def test_the_diff_shows_what_can_be_declared(managed_client, client, paris):
    before = {"name": "paris-1", "cluster": "Paris", "description": "old", "type": "VA"}
    shown = {
        "before": before,
        "after": {**before, "description": "new"},
        "before_header": 'managed client "paris-1" in Paris',
        "after_header": 'managed client "paris-1" in Paris',
    }

    # The cluster has its name, also if the task gives it by id or not at all.
    for options in ({"cluster": "Paris"}, {"cluster": paris["id"]}, {}):
        assert managed_client(name="paris-1", description="new", check_mode=True, **options)["diff"] == shown


def test_no_diff_without_diff_mode(managed_client, client):
    assert "diff" not in managed_client(name="paris-1", description="new", diff=False)


def test_rename_by_id(managed_client, sandbox, client):
    result = managed_client(id=client["id"], name="paris-9")

    assert result["patch"] == [{"op": "replace", "path": "/name", "value": "paris-9"}]
    assert sandbox.clients()[0]["name"] == "paris-9"


@pytest.mark.parametrize("options", [{"name": "taken"}, {"name": "taken", "cluster": "Austin", "recreate": True}])
def test_an_id_does_not_become_the_second_of_a_name(managed_client, sandbox, client, paris, austin, writes, options):
    for cluster in (paris, austin):
        sandbox.add_clients({"name": "taken", "clusterId": cluster["id"]})

    result = managed_client(id=client["id"], **options)

    assert 'would become the second one named "taken" in its cluster' in result["msg"]
    assert writes() == []


def test_a_name_that_is_taken_in_another_cluster_is_free(managed_client, sandbox, client, austin):
    sandbox.add_clients({"name": "taken", "clusterId": austin["id"]})

    assert managed_client(id=client["id"], name="taken")["action"] == "patched"


def test_a_recreate_that_fails_in_the_middle_says_what_is_left(managed_client, sandbox, client):
    sandbox.fault("client.create", kind="answer", status=400, body={"message": "no more"})

    result = managed_client(name="paris-1", type="CCG", recreate=True)

    assert sandbox.clients() == []
    assert 'managed client "paris-1" was deleted and could not be recreated: could not create' in result["msg"]
    assert result["msg"].endswith("Declare it by name and cluster, and run the task again")
    assert managed_client(name="paris-1", cluster="Paris", type="CCG")["action"] == "created"


def test_a_client_without_a_name_is_found_by_what_it_is_called(managed_client, sandbox, paris, writes):
    client = sandbox.add_clients({"name": None, "clusterId": paris["id"]})[0]

    result = managed_client(name=f"VA-{client['clientId']}", cluster="Paris")

    assert (result["changed"], result["managed_client"]["id"]) == (False, client["id"])
    assert writes() == []


def test_delete(managed_client, sandbox, client, writes):
    result = managed_client(name="paris-1", state="absent")

    assert (result["action"], result["managed_client"]) == ("deleted", None)
    assert sandbox.clients() == []
    assert [entry["method"] for entry in writes()] == ["DELETE"]


@pytest.mark.parametrize("options", [{"name": "paris-1"}, {"id": "no-such-id"}])
def test_delete_of_what_is_not_there_is_unchanged(managed_client, writes, options):
    assert managed_client(state="absent", **options)["changed"] is False
    assert writes() == []


@pytest.mark.parametrize("status", [404, 204])
def test_deleted_by_another_meanwhile_is_deleted(managed_client, sandbox, client, status):
    sandbox.switch(delete_missing=status)
    sandbox.fault("client.delete", kind="reset", after=True)

    result = managed_client(name="paris-1", state="absent")

    assert (result["action"], sandbox.clients()) == ("deleted", [])


@pytest.mark.parametrize("other", [{"name": "other"}, {"cluster": "Austin"}])
def test_an_id_with_another_name_or_cluster_is_not_deleted(managed_client, client, austin, writes, other):
    result = managed_client(id=client["id"], state="absent", **other)

    assert result["msg"].endswith("nothing was deleted")
    assert client["id"] in result["msg"]
    assert writes() == []


@pytest.mark.parametrize(
    "options", [{"name": "paris-1", "type": "CCG"}, {"id": True, "cluster": "Austin"}], ids=["type", "cluster"]
)
class TestImmutable:
    """Neither the type nor the cluster of a client can be changed."""

    def options(self, options, client):
        return {**options, "id": client["id"]} if "id" in options else options

    def test_refused(self, managed_client, client, austin, writes, options):
        result = managed_client(**self.options(options, client))

        assert 'managed client "paris-1" cannot change its' in result["msg"]
        assert "recreate: true" in result["msg"]
        assert writes() == []

    def test_recreated(self, managed_client, sandbox, client, austin, writes, options):
        result = managed_client(**self.options(options, client), recreate=True)

        (recreated,) = sandbox.clients()
        assert result["action"] == "recreated"
        assert result["managed_client"]["id"] == recreated["id"] != client["id"]
        assert (recreated["name"], recreated["description"]) == ("paris-1", "old")
        assert (recreated["type"], recreated["clusterId"]) in [("CCG", client["clusterId"]), ("VA", austin["id"])]
        assert [entry["method"] for entry in writes()] == ["DELETE", "POST"]


def test_the_same_name_in_another_cluster_is_another_client(managed_client, sandbox, client, austin):
    result = managed_client(name="paris-1", cluster="Austin")

    assert result["action"] == "created"
    assert len(sandbox.clients()) == 2
    assert client["id"] in result["warnings"][0]
    assert "not changed" in result["warnings"][0]


def test_a_name_that_matches_two_fails_with_their_ids(managed_client, sandbox, client, paris, writes):
    twin = sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})[0]

    for options in ({}, {"cluster": "Paris"}, {"state": "absent"}):
        result = managed_client(name="paris-1", consistency_timeout=0, **options)
        assert "exists 2 times" in result["msg"]
        assert client["id"] in result["msg"]
        assert twin["id"] in result["msg"]
    assert writes() == []


def test_names_are_compared_exactly_though_the_api_is_not_that_particular(managed_client, sandbox, client):
    assert managed_client(name="PARIS-1", cluster="Paris")["action"] == "created"
    assert sorted(entry["name"] for entry in sandbox.clients()) == ["PARIS-1", "paris-1"]


@pytest.mark.parametrize(
    "name",
    [
        'a"b',
        "a\\b",
        'a\\"b',
        '" or name eq "x',
        "a%20b&c=d#e?f",
        "  a ",
        "ü-日本-😀",
        "a/b/../c",
        "{{ 7 * 7 }}",
        "$x;'",
    ],
)
def test_hostile_names_round_trip(managed_client, sandbox, paris, name):
    assert managed_client(name=name, cluster="Paris")["action"] == "created"
    assert managed_client(name=name, cluster="Paris")["action"] == "unchanged"
    assert [client["name"] for client in sandbox.clients()] == [name]
    assert managed_client(name=name, state="absent")["action"] == "deleted"


def test_the_key_is_not_returned(managed_client, sandbox, paris):
    result = managed_client(name="a", cluster="Paris")

    assert sandbox.clients()[0]["secret"] not in str(result)
    assert "secret" not in result["managed_client"]


def test_the_key_is_returned_once_where_asked_for(managed_client, sandbox, paris):
    created = managed_client(name="a", cluster="Paris", return_secret=True)
    again = managed_client(name="a", cluster="Paris", return_secret=True)

    assert created["secret"] == sandbox.clients()[0]["secret"]
    assert "secret" not in created["managed_client"]
    assert "secret" not in again


def test_a_key_that_the_api_does_not_give_is_warned_of(managed_client, sandbox, paris):
    sandbox.switch(secret_on_create=False)

    result = managed_client(name="a", cluster="Paris", return_secret=True)

    assert "secret" not in result
    assert "did not return the key of the new managed client" in result["warnings"][0]


def test_the_key_is_not_returned_when_every_read_shows_it(managed_client, sandbox, client):
    sandbox.switch(secret_on_get=True)

    assert "s3cret-of-paris" not in str(managed_client(name="paris-1", return_secret=True))
    assert "s3cret-of-paris" not in str(managed_client(name="paris-1", description="new"))


@pytest.mark.parametrize(
    ("options", "action"),
    [
        ({"name": "new", "cluster": "Paris", "description": "x"}, "created"),
        ({"name": "paris-1", "description": "new"}, "patched"),
        ({"name": "paris-1", "type": "CCG", "recreate": True}, "recreated"),
        ({"name": "paris-1", "state": "absent"}, "deleted"),
        ({"name": "paris-1"}, "unchanged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_check_mode_says_what_the_real_run_does_and_writes_nothing(
    managed_client, sandbox, client, paris, writes, options, action
):
    before = sandbox.clients()

    checked = managed_client(check_mode=True, **options)

    assert checked["action"] == action
    assert writes() == []
    assert sandbox.clients() == before
    real = managed_client(**options)
    for key in ("changed", "action", "patch", "diff"):
        assert checked[key] == real[key]


def test_every_run_says_what_it_cost(managed_client, sandbox, client):
    result = managed_client(name="paris-1")

    assert result["api"]["requests"] == len(sandbox.log()) == 3
    assert result["api"]["retries"] == 0
    assert result["api"]["throttled_seconds"] == 0
    assert result["api"]["request_ids"] == [entry["request_id"] for entry in sandbox.log()]


def test_a_deprecated_version_is_warned_of_once(managed_client, client):
    result = managed_client(name="paris-1", api_version="v2024", cluster="Paris")

    assert result.get("warnings", []) == []
    (deprecation,) = result["deprecations"]
    text = "SailPoint has deprecated version v2024 of its API. Set api_version or SAIL_API_VERSION to v1"
    assert text in json.dumps(deprecation)


@pytest.mark.parametrize("version", ["v3", "v2024", "v2025", "v2026", "v1"])
def test_every_version_of_the_api(managed_client, sandbox, paris, version):
    options = {"name": "a", "cluster": "Paris", "api_version": version}

    actions = [
        managed_client(**options)["action"],
        managed_client(**options)["action"],
        managed_client(**options, description="x")["action"],
        managed_client(**options, state="absent")["action"],
    ]

    assert actions == ["created", "unchanged", "patched", "deleted"]
    assert {entry["version"] for entry in sandbox.log() if entry["operation"] != "token"} == {version}


def test_values_no_one_has_seen_before_are_no_problem(managed_client, sandbox, client):
    # The specification lists the values, and the vendor adds to them.
    sandbox.settings(validate=False)
    sandbox.set_client(client["id"], type="HOLOGRAM", status="DREAMING", clusterType="standard-9", provisionStatus="?")

    result = managed_client(name="paris-1", description="new", type="HOLOGRAM")

    assert (result["action"], result["managed_client"]["status"]) == ("patched", "DREAMING")
