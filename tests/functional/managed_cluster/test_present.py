# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_cluster, as a process of its own, against the sandbox tenant: what is sent, kept and returned."""

from __future__ import annotations

import pytest

from tests.functional.managed_cluster.keystore import KEYSTORE


def test_create(managed_cluster, sandbox, sent):
    result = managed_cluster(name="Lyon", description="First", configuration={"gmtOffset": 1})

    assert (result["changed"], result["action"]) == (True, "created")
    created = sandbox.clusters()[0]
    assert result["managed_cluster"]["id"] == created["id"]
    assert [created[field] for field in ("name", "description", "type", "configuration")] == [
        "Lyon",
        "First",
        "idn",
        {"gmtOffset": "1"},
    ]
    assert sent() == [
        'GET /managed-clusters/v1?name eq "Lyon"',
        "POST /managed-clusters/v1",
        # Whether another run created it, too.
        'GET /managed-clusters/v1?name eq "Lyon"',
    ]


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({}, {"name": "Lyon", "type": "idn", "description": ""}),
        ({"type": "standard"}, {"name": "Lyon", "type": "standard", "description": ""}),
        ({"configuration": {}}, {"name": "Lyon", "type": "idn", "description": ""}),
        ({"configuration": {"a": None}}, {"name": "Lyon", "type": "idn", "description": ""}),
        (
            {"configuration": {"a": None, "b": True}},
            {"name": "Lyon", "type": "idn", "description": "", "configuration": {"b": "true"}},
        ),
    ],
)
def test_create_sends_what_was_declared_and_defaults(managed_cluster, writes, options, body):
    managed_cluster(name="Lyon", **options)

    assert [entry["body"] for entry in writes()] == [body]


def test_a_create_whose_answer_was_lost_is_looked_up(managed_cluster, sandbox, writes):
    sandbox.fault("cluster.create", kind="reset", after=True)

    result = managed_cluster(name="Lyon")

    assert (result["action"], len(sandbox.clusters()), len(writes())) == ("created", 1, 1)
    assert result["managed_cluster"]["id"] == sandbox.clusters()[0]["id"]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"description": "old"},
        {"type": "idn"},
        {"configuration": {}},
        {"configuration": {"gmtOffset": -5}},
        {"configuration": {"gmtOffset": "-5", "none": None}},
    ],
)
def test_nothing_is_sent_when_nothing_differs(managed_cluster, paris, writes, options):
    result = managed_cluster(name="Paris", **options)

    assert (result["changed"], result["action"], result["patch"]) == (False, "unchanged", [])
    assert result["managed_cluster"]["id"] == paris["id"]
    assert writes() == []


@pytest.mark.parametrize("kept", [None, ""])
def test_no_description_and_an_empty_one_are_the_same(managed_cluster, sandbox, paris, writes, kept):
    # null is not in the specification.
    sandbox.settings(validate=False)
    sandbox.set_cluster(paris["id"], description=kept)

    assert managed_cluster(name="Paris", description="")["changed"] is False
    assert writes() == []


def test_a_configuration_is_changed_key_by_key(managed_cluster, sandbox, paris, writes):
    configuration = {"gmtOffset": 1, "a/b": "x", "c~d": [1, {"e": None}], "f": 1.5, "g": False}

    result = managed_cluster(name="Paris", configuration=configuration)

    assert result["patch"] == [
        {"op": "add", "path": "/configuration/a~1b", "value": "x"},
        {"op": "add", "path": "/configuration/c~0d", "value": '[1,{"e":null}]'},
        {"op": "add", "path": "/configuration/f", "value": "1.5"},
        {"op": "add", "path": "/configuration/g", "value": "false"},
        {"op": "replace", "path": "/configuration/gmtOffset", "value": "1"},
    ]
    assert [(entry["method"], entry["body"]) for entry in writes()] == [("PATCH", result["patch"])]
    assert sandbox.clusters()[0]["configuration"] == {
        "gmtOffset": "1",
        "kept": "value-of-another",
        "a/b": "x",
        "c~d": '[1,{"e":null}]',
        "f": "1.5",
        "g": "false",
    }
    assert managed_cluster(name="Paris", configuration=configuration)["action"] == "unchanged"


def test_null_removes_a_key(managed_cluster, sandbox, paris):
    result = managed_cluster(name="Paris", configuration={"gmtOffset": None})

    assert result["patch"] == [{"op": "remove", "path": "/configuration/gmtOffset"}]
    assert sandbox.clusters()[0]["configuration"] == {"kept": "value-of-another"}


def test_a_value_that_goes_to_another_key_is_no_move(managed_cluster, sandbox, paris):
    # The vendor's schema of an operation has no field for where a move comes from.
    result = managed_cluster(name="Paris", configuration={"gmtOffset": None, "offset": "-5"})

    assert result["patch"] == [
        {"op": "remove", "path": "/configuration/gmtOffset"},
        {"op": "add", "path": "/configuration/offset", "value": "-5"},
    ]
    assert sandbox.clusters()[0]["configuration"] == {"kept": "value-of-another", "offset": "-5"}


@pytest.mark.parametrize("known", [None, {"a": None}])
def test_a_configuration_may_be_null_or_have_nulls(managed_cluster, sandbox, paris, known):
    sandbox.settings(validate=False)
    sandbox.set_cluster(paris["id"], configuration=known)

    actions = [managed_cluster(name="Paris", configuration={"a": value})["action"] for value in (None, "1", "1")]

    assert actions == ["unchanged", "patched", "unchanged"]
    assert sandbox.clusters()[0]["configuration"] == {"a": "1"}


def test_what_has_no_json_is_refused(managed_cluster, sandbox):
    result = managed_cluster(name="Lyon", configuration={"a": [float("nan")]})

    assert result["msg"] == "configuration: [nan] cannot be written as JSON. Give it as a string"
    assert sandbox.log() == []


def test_the_diff_shows_what_is_declared_and_no_other_key(managed_cluster, paris):
    result = managed_cluster(name="Paris", configuration={"gmtOffset": 1})

    before = {"name": "Paris", "type": "idn", "description": "old", "configuration": {"gmtOffset": "-5"}}
    assert result["diff"] == {
        "before": before,
        "after": {**before, "configuration": {"gmtOffset": "1"}},
        "before_header": 'managed cluster "Paris"',
        "after_header": 'managed cluster "Paris"',
    }
    assert "configuration" not in managed_cluster(name="Paris", description="new")["diff"]["before"]


def test_rename_by_id(managed_cluster, sandbox, paris, writes):
    result = managed_cluster(id=paris["id"], name="Lyon")

    assert result["patch"] == [{"op": "replace", "path": "/name", "value": "Lyon"}]
    assert sandbox.clusters()[0]["name"] == "Lyon"


def test_an_id_does_not_become_the_second_of_a_name(managed_cluster, sandbox, paris, writes):
    sandbox.add_clusters("Lyon")

    assert 'would become the second one named "Lyon"' in managed_cluster(id=paris["id"], name="Lyon")["msg"]
    assert managed_cluster(id=paris["id"], name="LYON", check_mode=True)["action"] == "patched"
    assert writes() == []


def test_an_id_that_does_not_exist(managed_cluster, writes):
    assert "no-such-id" in managed_cluster(id="no-such-id", name="Lyon")["msg"]
    assert managed_cluster(id="no-such-id", state="absent")["changed"] is False
    assert writes() == []


def test_the_type_cannot_be_changed(managed_cluster, paris, writes):
    result = managed_cluster(name="Paris", type="standard", description="new")

    assert result["msg"] == (
        'managed cluster "Paris" cannot change its type from "idn" to "standard" in place. '
        "Declare a cluster with another name, and move the appliances there"
    )
    assert writes() == []


def test_a_name_that_matches_two_fails_with_their_ids(managed_cluster, sandbox, paris, writes):
    twin = sandbox.add_clusters("Paris")[0]

    for options in ({}, {"state": "absent", "remove_clients": True}):
        result = managed_cluster(name="Paris", **options)
        assert "exists 2 times" in result["msg"]
        assert paris["id"] in result["msg"]
        assert twin["id"] in result["msg"]
    assert writes() == []


@pytest.mark.parametrize("option", ["name", "id", "type"])
def test_empty_options_are_refused(managed_cluster, sandbox, option):
    result = managed_cluster(**{"name": "Lyon", option: ""})

    assert result["msg"] == f"{option} is empty. Give a value or omit the option"
    assert sandbox.log() == []


@pytest.mark.parametrize(
    "name", ['a"b\\', '" or name eq "x', "a%20b&c=d#e?f", "ü-日本-😀", "  a ", "PARIS", "{{ 7 * 7 }}"]
)
def test_hostile_names_round_trip(managed_cluster, sandbox, paris, name):
    actions = [managed_cluster(name=name, state=state)["action"] for state in ("present", "present", "absent")]

    assert actions == ["created", "unchanged", "deleted"]
    assert [cluster["name"] for cluster in sandbox.clusters()] == ["Paris"]


def test_the_keystore_is_not_returned(managed_cluster, managed_cluster_info, paris):
    results = [
        managed_cluster(name="Paris"),
        managed_cluster(name="Paris", description="new", configuration={"a": 1}),
        managed_cluster_info(),
        managed_cluster(name="Paris", state="absent"),
    ]

    assert KEYSTORE not in str(results)
    assert results[0]["managed_cluster"]["attributes"] == {"queue": {"name": "q", "region": "us-east-1"}}


@pytest.mark.parametrize(
    ("options", "action"),
    [
        ({"name": "new", "description": "x", "configuration": {"a": 1, "b": None}}, "created"),
        ({"name": "Paris", "description": "new", "configuration": {"gmtOffset": None, "a": "-5"}}, "patched"),
        ({"name": "Paris", "state": "absent", "remove_clients": True}, "deleted"),
        ({"name": "Paris"}, "unchanged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_check_mode_says_what_the_real_run_does_and_writes_nothing(
    managed_cluster, sandbox, clients, writes, options, action
):
    before = sandbox.clusters(), sandbox.clients()

    checked = managed_cluster(check_mode=True, **options)

    assert checked["action"] == action
    assert writes() == []
    assert (sandbox.clusters(), sandbox.clients()) == before
    real = managed_cluster(**options)
    for key in ("changed", "action", "patch", "diff"):
        assert checked[key] == real[key]
    if action == "patched":
        del real["managed_cluster"]["updated_at"], checked["managed_cluster"]["updated_at"]
        assert checked["managed_cluster"] == real["managed_cluster"]


@pytest.mark.parametrize("version", ["v3", "v2024", "v2025", "v2026", "v1"])
def test_every_version_of_the_api(managed_cluster, sandbox, version):
    options = {"name": "Lyon", "api_version": version}

    actions = [
        managed_cluster(**options)["action"],
        managed_cluster(**options)["action"],
        managed_cluster(**options, configuration={"gmtOffset": 1})["action"],
        managed_cluster(**options, state="absent")["action"],
    ]

    assert actions == ["created", "unchanged", "patched", "deleted"]
    assert {entry["version"] for entry in sandbox.log() if entry["operation"] != "token"} == {version}


def test_an_api_client_is_told_what_it_takes(managed_cluster, sandbox, paris):
    credentials = sandbox.environment(api_client=True)

    result = managed_cluster(
        name="Paris",
        auth_client_id=credentials["SAIL_CLIENT_ID"],
        auth_client_secret=credentials["SAIL_CLIENT_SECRET"],
    )

    assert "could not list managed clusters: 403 Forbidden" in result["msg"]
    assert "need the scope idn:remote-client:read" in result["msg"]
    assert "an API client has no user context" in result["msg"]


def test_values_no_one_has_seen_before_are_no_problem(managed_cluster, sandbox, paris):
    # The specification lists the values, and the vendor adds to them.
    sandbox.settings(validate=False, validate_requests=False)
    sandbox.switch(unknown_types=True)
    sandbox.set_cluster(paris["id"], type="hologram", status="DREAMING", clientType="GHOST")

    changed = managed_cluster(name="Paris", description="new", type="hologram")
    created = managed_cluster(name="Lyon", type="never-seen")

    assert (changed["action"], changed["managed_cluster"]["status"]) == ("patched", "DREAMING")
    assert (created["action"], created["managed_cluster"]["type"]) == ("created", "never-seen")
