# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change as a result and a diff show it, and what it comes to when the object has changed meanwhile."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ImmutableError, OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._api.unknown_ids import new_unknown_id
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import (
    CLIENT,
    CLUSTER,
    LOG_LEVELS,
    parent_of,
)
from ansible_collections.community.sailpoint.plugins.module_utils._plan.plan import canonical, summary

NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)

A = {"id": "id-a", "name": "a", "cluster_id": "id-Paris", "type": "VA", "description": ""}


@pytest.fixture(name="change_of")
def fixture_change_of(plan_of, tenant):
    """The change of one entry of that option, in a tenant with ``a`` in Paris, and Austin."""

    def change(option, **entry):
        return plan_of(tenant(Paris=["a"], Austin=[]), **{option: [entry]}).changes[0]

    return change


def test_a_client_that_changes(change_of):
    change = change_of("clients", name="a", cluster="Paris", description="new")

    before = {"name": "a", "cluster": "Paris", "description": "", "type": "VA"}
    assert change.as_result() == {
        "kind": "client",
        "name": "a",
        "id": "id-a",
        "cluster": "Paris",
        "action": "patched",
        "before": before,
        "after": {**before, "description": "new"},
        "patch": [{"op": "replace", "path": "/description", "value": "new"}],
    }
    assert change.diff() == {
        "before": before,
        "after": {**before, "description": "new"},
        "before_header": 'managed client "a" in Paris',
        "after_header": 'managed client "a" in Paris',
    }


def test_a_new_cluster(change_of):
    change = change_of("clusters", name="Rome")

    assert change.as_result() == {
        "kind": "cluster",
        "name": "Rome",
        "id": None,
        "cluster": None,
        "action": "created",
        "before": {},
        "after": {"name": "Rome", "description": "", "type": "idn"},
        "patch": [],
    }
    assert change.diff()["before_header"] == change.diff()["after_header"] == 'managed cluster "Rome"'


def test_one_that_is_replaced(change_of):
    change = change_of("clients", id="id-a", cluster="Austin", recreate=True)

    assert change.as_result()["cluster"] == "Austin"
    assert change.diff()["before_header"] == 'managed client "a" in Austin'
    assert change.diff()["after_header"] == (
        'managed client "a" in Austin REPLACED (deleted and created again, gets a new id, must be deployed again)'
    )
    assert change.patch == []


def test_one_that_goes(change_of):
    change = change_of("clients", name="a", state="absent")

    assert (change.as_result()["cluster"], change.as_result()["after"]) == ("Paris", {})


class TestPlannedAgain:
    """What is still to be done."""

    def test_less(self, change_of):
        change = change_of("clients", name="a", cluster="Paris", description="new")

        again = change.planned_again({**A, "description": "new"}, NOW)

        assert (again.action, again.current["description"], again.name) == ("unchanged", "new", "a")
        assert change.planned_again({**A, "description": "other"}, NOW).patch == change.patch

    def test_all_of_it_if_it_is_gone(self, change_of):
        change = change_of("clients", name="a", cluster="Paris", description="new")

        again = change.planned_again(None, NOW)

        assert (again.action, again.current) == ("created", None)
        assert again.after == {"name": "a", "cluster": "Paris", "description": "new", "type": "VA"}

    def test_what_cannot_be_done(self, change_of):
        change = change_of("clients", name="a", cluster="Paris", type="VA")

        with pytest.raises(ImmutableError):
            change.planned_again({**A, "type": "CCG"}, NOW)

    def test_levels_that_ended(self, change_of):
        change = change_of("log_levels", cluster="Paris", root_level="DEBUG")
        levels = {"root_level": "DEBUG", "log_levels": {}, "expiration": "2026-01-31T14:00:00Z"}

        assert change.planned_again(levels, NOW).action == "unchanged"
        assert change.planned_again(levels, NOW.replace(hour=15)).action == "created"


class TestExpected:
    """An object as check mode sees it."""

    def test_a_client(self, change_of):
        change = change_of("clients", name="a", cluster="Paris", description="new")

        assert change._replace(current={**A, "status": "NORMAL"}).expected(NOW) == {
            **A,
            "description": "new",
            "status": "NORMAL",
        }
        new = change._replace(current=None).expected(NOW)
        # What only the tenant gives is null.
        assert {name: value for name, value in new.items() if value is not None} == {
            "name": "a",
            "cluster_id": "id-Paris",
            "description": "new",
            "type": "VA",
        }

    def test_a_cluster_keeps_what_is_not_named(self, change_of):
        change = change_of("clusters", name="Paris", configuration={"a": 1, "b": None, "c": "x"})
        current = {"id": "id-Paris", "name": "Paris", "configuration": {"b": "y", "d": "z", "e": None}}

        expected = change.planned_again(current, NOW).expected(NOW)

        assert expected["configuration"] == {"d": "z", "e": None, "a": "1", "c": "x"}
        assert (expected["id"], expected["name"]) == ("id-Paris", "Paris")

    def test_a_cluster_without_any(self, change_of):
        assert change_of("clusters", name="Rome").expected(NOW)["configuration"] == {}


@pytest.mark.parametrize(("remove", "query"), [(True, {"removeClients": "true"}), (False, {}), (None, {})])
def test_clients_go_with_their_cluster_only_if_they_are_to(remove, query):
    assert CLUSTER.delete_query({"remove_clients": remove}) == query
    assert CLUSTER.delete_query({}) == CLIENT.delete_query({"remove_clients": True}) == {}


def test_a_change_as_text_does_not_depend_on_order_or_unknown_ids():
    assert canonical({"b": 1, "a": new_unknown_id()}) == canonical({"a": None, "b": 1}) == '{"a": null, "b": 1}'
    assert canonical({"a": NOW}) == f'{{"a": "{NOW}"}}'


def test_the_digest_is_the_same_though_ids_are_not_known_yet(plan_of, tenant):
    digests = {
        plan_of(
            tenant(Paris=[], more=[{**A, "id": new_unknown_id()}]), clients=[{"name": "a", "description": "new"}]
        ).digest
        for _run in range(2)
    }

    assert len(digests) == 1


def test_a_summary_has_all_actions():
    assert summary(["created", "created", "deleted"]) == {
        "created": 2,
        "patched": 0,
        "deleted": 1,
        "recreated": 0,
        "unchanged": 0,
    }


def test_clients_and_levels_belong_to_clusters():
    assert [parent_of(kind) for kind in (CLIENT, LOG_LEVELS)] == [CLUSTER, CLUSTER]


def test_a_name_elsewhere_is_shown_by_its_id_if_its_cluster_is_not_known(plan_of, tenant):
    stray = {**A, "id": "stray", "name": "s", "cluster_id": "gone"}

    plan = plan_of(tenant(Paris=[], more=[stray]), complete=(CLIENT,), clients=[])

    assert [one.cluster for one in plan.undeclared] == ["gone"]


class TestMessages:
    """Entries are named where there are more than one."""

    def test_what_keeps_a_cluster(self, plan_of, tenant):
        with pytest.raises(OptionError) as caught:
            plan_of(tenant(Paris=["a", "b"]), clusters=[{"name": "Paris", "state": "absent"}])

        assert str(caught.value) == (
            'entry 1 of clusters: managed cluster "Paris" was not deleted because it has clients: a, b. '
            "Delete them first, "
            "or set remove_clients: true to delete them with it"
        )

    def test_an_empty_cluster_names_no_clients(self, plan_of, tenant):
        plan = plan_of(tenant(Paris=[]), clusters=[{"name": "Paris", "state": "absent", "remove_clients": True}])

        assert "clients" not in plan.changes[0].before

    def test_a_typing_error(self, plan_of, tenant):
        clients = [{"name": "A", "cluster": "Paris", "state": "absent"}]

        plan = plan_of(tenant(Paris=["a"]), clients=clients)

        assert plan.warnings == [
            'nothing to delete: entry 1 of clients: managed client "A": not found. Did you mean "a"?'
        ]

    def test_a_client_of_a_cluster_that_is_absent_too_is_no_typing_error(self, plan_of, tenant):
        absent = {"state": "absent"}

        plan = plan_of(
            tenant(Austin=[]),
            clusters=[{"name": "Paris", **absent}],
            clients=[{"name": "a", "cluster": "Paris", **absent}, {"name": "b", "cluster": "Rome", **absent}],
        )

        assert [("Rome" in text, "Paris" in text) for text in plan.warnings] == [(True, False)]
        assert plan.pending == []

    def test_the_second_of_ten_comes_before_the_tenth(self, plan_of, tenant):
        clients = [{"name": f"n{number}", "cluster": "Paris"} for number in range(10)]
        clients[9] = clients[1]

        with pytest.raises(OptionError, match=r"^entry 2 of clients and entry 10 of clients both declare"):
            plan_of(tenant(Paris=[]), clients=clients)

    def test_one_by_id_is_named_by_its_name(self, plan_of, tenant):
        with pytest.raises(ImmutableError) as caught:
            plan_of(tenant(Paris=["a"]), clients=[{"id": "id-a", "type": "CCG"}])

        assert 'managed client "a" cannot change its type from "VA" to "CCG" in place. Set recreate' in str(
            caught.value
        )
