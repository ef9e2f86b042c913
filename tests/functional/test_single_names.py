# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules of one object, as processes of their own: near misses of a name, and objects that had another name before."""

from __future__ import annotations

import pytest


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """A cluster."""
    return sandbox.add_clusters("Paris")[0]


@pytest.fixture(name="client")
def fixture_client(sandbox, paris):
    """A client in it."""
    return sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})[0]


@pytest.fixture(name="declare")
def fixture_declare(managed_client, managed_cluster):
    """Declare one of a kind: ``declare("client", name=…)``."""
    return lambda kind, **options: {"client": managed_client, "cluster": managed_cluster}[kind](**options)


NEAR = [
    ("client", {"name": "Paris-1"}, 'managed client "Paris-1": not found. Did you mean "paris-1"?'),
    ("client", {"name": "pari-1", "cluster": "Paris"}, 'not found. Did you mean "paris-1"?'),
    ("client", {"name": "paris-1", "cluster": "Pariss"}, 'cluster "Pariss" not found, '),
    ("client", {"name": "paris-1", "cluster": "PARIS"}, 'not found. Did you mean "Paris"?'),
    ("client", {"name": "paris-1", "cluster": "Rome"}, 'cluster "Rome" not found, '),
    ("cluster", {"name": "PARIS"}, 'managed cluster "PARIS": not found. Did you mean "Paris"?'),
]


@pytest.mark.parametrize(("kind", "options", "text"), NEAR, ids=[str(case[1]) for case in NEAR])
def test_what_is_to_be_absent_may_be_a_typing_error(declare, client, writes, kind, options, text):
    warned = declare(kind, state="absent", **options)
    failed = declare(kind, state="absent", on_not_found="fail", **options)
    silent = declare(kind, state="absent", on_not_found="ok", **options)

    assert (warned["changed"], silent["changed"], failed["failed"]) == (False, False, True)
    assert len(warned["warnings"]) == 1
    assert warned["warnings"][0].startswith("nothing to delete: ")
    assert text in warned["warnings"][0]
    assert text in failed["msg"]
    assert silent["warnings"] == []
    assert writes() == []


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("client", {"name": "paris-2"}),
        ("client", {"name": "tokyo"}),
        ("client", {"name": "paris-2", "cluster": "Paris"}),
        ("client", {"id": "no-such-id"}),
        ("cluster", {"name": "Rome"}),
    ],
)
def test_what_is_like_nothing_else_is_absent_without_a_word(declare, client, kind, options):
    result = declare(kind, state="absent", on_not_found="fail", **options)

    assert (result["changed"], result["warnings"]) == (False, [])


def test_a_near_miss_in_another_cluster_is_none(managed_client, sandbox, client):
    sandbox.add_clusters("Rome")

    assert managed_client(name="pari-1", cluster="Rome", state="absent")["warnings"] == []


def test_what_is_found_costs_no_other_request(managed_client, client, sent):
    managed_client(name="paris-1", cluster="Paris", state="absent", diff=False)

    assert sorted(entry for entry in sent() if entry.startswith("GET")) == [
        f"GET /managed-clients/v1/{client['id']}",
        'GET /managed-clients/v1?name eq "paris-1"',
        'GET /managed-clusters/v1?name eq "Paris"',
    ]


def test_what_is_not_asked_for_costs_no_request(managed_client, paris, sent):
    managed_client(name="paris-9", cluster="Paris", state="absent", on_not_found="ok")

    assert len(sent()) == 2


def test_a_missing_cluster_names_near_ones(managed_client, paris, writes):
    result = managed_client(name="a", cluster="PARIS")

    assert result["msg"].endswith('not found. Did you mean "Paris"?')
    assert writes() == []


def test_namesakes_are_named_with_their_cluster(managed_client, sandbox, client):
    sandbox.add_clusters("Rome")

    result = managed_client(name="paris-1", cluster="Rome")

    assert result["warnings"] == [
        'managed client "paris-1" is new in its cluster; clients of the same name in other clusters are not changed: '
        f"{client['id']} (cluster Paris)"
    ]


def test_an_id_in_another_cluster_is_named_with_it(managed_client, sandbox, client, writes):
    sandbox.add_clusters("Rome")

    result = managed_client(id=client["id"], cluster="Rome", state="absent")

    assert result["msg"].endswith('(id) has the cluster "Paris", not "Rome": nothing was deleted')
    assert writes() == []


class TestPreviousName:
    """An object that had another name before."""

    OLD_AND_NEW = (
        ("client", {"name": "new", "previous_name": "paris-1", "cluster": "Paris"}, "paris-1"),
        ("client", {"name": "new", "previous_name": "paris-1"}, "paris-1"),
        ("cluster", {"name": "new", "previous_name": "Paris"}, "Paris"),
    )

    @pytest.mark.parametrize(("kind", "options", "old"), OLD_AND_NEW)
    def test_it_is_renamed_once(self, declare, sandbox, client, paris, writes, kind, options, old):
        checked = declare(kind, check_mode=True, **options)
        real = declare(kind, **options)
        again = declare(kind, **options)

        assert [result["action"] for result in (checked, real, again)] == ["patched", "patched", "unchanged"]
        assert [entry["body"] for entry in writes()] == [[{"op": "replace", "path": "/name", "value": "new"}]]
        assert (checked["diff"], checked["patch"]) == (real["diff"], real["patch"])
        assert (real["diff"]["before"]["name"], real["diff"]["after"]["name"]) == (old, "new")
        assert real[f"managed_{kind}"]["id"] == {"client": client, "cluster": paris}[kind]["id"]

    @pytest.mark.parametrize("state", ["present", "absent"])
    @pytest.mark.parametrize(("kind", "options", "old"), OLD_AND_NEW)
    def test_both_exist(self, declare, sandbox, client, paris, writes, kind, options, old, state):
        sandbox.add_clusters("new")
        sandbox.add_clients({"name": "new", "clusterId": paris["id"]})

        result = declare(kind, state=state, **options)

        assert f'"new" and its previous_name, managed {kind} "{old}", both exist' in result["msg"]
        assert writes() == []

    def test_neither_exists(self, declare, paris):
        assert declare("client", name="a", previous_name="b", cluster="Paris")["action"] == "created"
        assert declare("cluster", name="Lyon", previous_name="Lugdunum")["action"] == "created"

    def test_in_another_cluster_it_is_another(self, managed_client, sandbox, client):
        sandbox.add_clusters("Rome")

        assert managed_client(name="new", previous_name="paris-1", cluster="Rome")["action"] == "created"
        assert sorted(record["name"] for record in sandbox.clients()) == ["new", "paris-1"]

    def test_it_is_deleted_by_either_name(self, managed_client, sandbox, client):
        assert managed_client(name="new", previous_name="paris-1", state="absent")["action"] == "deleted"
        assert sandbox.clients() == []

    def test_a_list_that_lags_shows_the_former_name(self, managed_client, sandbox, client, writes):
        stale = {**client, "description": "as it was"}
        sandbox.set_client(client["id"], name="new")
        sandbox.fault("client.list", kind="answer", status=200, body=[stale], headers={"X-Total-Count": "1"}, times=2)

        result = managed_client(name="new", previous_name="paris-1")

        assert result.get("action") == "unchanged", result
        assert writes() == []

    @pytest.mark.parametrize("kind", ["client", "cluster"])
    def test_with_an_id_it_is_refused(self, declare, sandbox, kind):
        result = declare(kind, id="x", name="new", previous_name="old")

        assert result["msg"] == "parameters are mutually exclusive: id|previous_name"
        assert sandbox.log() == []


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_recreate_is_no_changed_field(managed_client, client, check_mode):
    result = managed_client(name="paris-1", type="CCG", recreate=True, check_mode=check_mode)

    replaced = "REPLACED (deleted and created again, gets a new id, must be deployed again)"
    assert result["msg"] == f'managed client "paris-1" is {replaced}'
    assert result["diff"]["after_header"] == f'managed client "paris-1" in Paris {replaced}'
    assert (result["action"], result["patch"]) == ("recreated", [])
