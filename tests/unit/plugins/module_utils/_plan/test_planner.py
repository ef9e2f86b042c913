# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declaration leads to: which changes, in which order, and what is refused before anything is sent."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import (
    AmbiguousError,
    NotFoundError,
    OptionError,
    SailPointError,
)
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER


def waves(plan):
    """Each wave as a list of texts such as ``created client rome-1``; an interim name follows an arrow."""
    return [
        [
            f"{plan.changes[step.number].action} {plan.changes[step.number].kind.key} {plan.changes[step.number].name}"
            + (f" -> {step.interim}" if step.interim else "")
            for step in wave
        ]
        for wave in plan.waves
    ]


class TestOrder:
    """New clusters come before their clients, deletions last, clusters that go after their clients."""

    def test_all_kinds_at_once(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=["paris-1"], Austin=["a"]),
            clusters=[{"name": "Paris", "state": "absent"}, {"name": "Rome"}],
            clients=[
                {"name": "paris-1", "cluster": "Paris", "state": "absent"},
                {"name": "rome-1", "cluster": "Rome"},
                {"name": "a", "cluster": "Austin", "description": "new"},
            ],
            log_levels=[{"cluster": "Rome", "root_level": "DEBUG"}],
        )

        assert waves(plan) == [
            ["created cluster Rome"],
            ["created client rome-1", "patched client a"],
            ["created log_levels Rome"],
            ["deleted client paris-1"],
            ["deleted cluster Paris"],
        ]

    def test_names_that_change_places_go_by_an_interim_name(self, plan_of, tenant):
        plan = plan_of(tenant(Paris=["a", "b"]), clients=[{"id": "id-a", "name": "b"}, {"id": "id-b", "name": "a"}])

        assert waves(plan) == [["patched client b -> a (id-a)"], ["patched client a"], ["patched client b"]]

    def test_a_chain_of_renames_begins_at_its_end(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=["a", "b", "c"]),
            clients=[{"id": "id-a", "name": "b"}, {"id": "id-b", "name": "c"}, {"id": "id-c", "name": "d"}],
        )

        assert waves(plan) == [["patched client d"], ["patched client c"], ["patched client b"]]

    def test_a_name_is_taken_after_its_holder_is_deleted(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=["a", "b"]), clients=[{"id": "id-a", "name": "b"}, {"id": "id-b", "state": "absent"}]
        )

        assert waves(plan) == [["deleted client b"], ["patched client b"]]

    def test_clusters_change_places_too(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=[], Rome=[]), clusters=[{"id": "id-Paris", "name": "Rome"}, {"id": "id-Rome", "name": "Paris"}]
        )

        assert [len(wave) for wave in plan.waves] == [1, 1, 1]


class TestReferences:
    """A client names its cluster as it will be."""

    def test_a_new_cluster_has_no_id_yet(self, plan_of, tenant):
        plan = plan_of(tenant(), clusters=[{"name": "Rome"}], clients=[{"name": "r", "cluster": "Rome"}])

        change = plan.changes[1]
        assert change.after == {"name": "r", "cluster": "Rome", "description": "", "type": "VA"}
        assert change.parent.id is None
        assert change.parent.new == 0

    def test_a_renamed_cluster_goes_by_its_new_name(self, plan_of, tenant):
        clusters = [{"name": "Lutetia", "previous_name": "Paris"}]

        plan = plan_of(tenant(Paris=["a"]), clusters=clusters, clients=[{"name": "a", "cluster": "Lutetia"}])

        assert waves(plan) == [["patched cluster Lutetia"]]
        with pytest.raises(
            OptionError, match=r'entry 1 of clients: cluster "Paris" is renamed to "Lutetia" by entry 1 of'
        ):
            plan_of(tenant(Paris=["a"]), clusters=clusters, clients=[{"name": "a", "cluster": "Paris"}])

    def test_a_cluster_that_is_to_be_absent_takes_no_client(self, plan_of, tenant):
        with pytest.raises(
            OptionError, match=r'entry 1 of clients: cluster "Paris" is declared absent by entry 1 of clusters'
        ):
            plan_of(
                tenant(Paris=[]),
                clusters=[{"name": "Paris", "state": "absent", "remove_clients": True}],
                clients=[{"name": "a", "cluster": "Paris"}],
            )

    def test_nor_log_levels(self, plan_of, tenant):
        with pytest.raises(OptionError, match=r'entry 1 of log_levels: cluster "Paris" is declared absent'):
            plan_of(
                tenant(Paris=[]),
                clusters=[{"name": "Paris", "state": "absent"}],
                log_levels=[{"cluster": "Paris", "root_level": "DEBUG"}],
            )

    @pytest.mark.parametrize(
        ("reference", "hint"),
        [("paris", ' Did you mean "Paris"?'), ("Oslo", " Give its exact name (case-sensitive) or its id")],
    )
    def test_a_cluster_that_does_not_exist(self, plan_of, tenant, reference, hint):
        with pytest.raises(NotFoundError) as caught:
            plan_of(tenant(Paris=[]), clients=[{"name": "a", "cluster": reference}])

        assert str(caught.value).startswith(f'entry 1 of clients: managed client "a": cluster "{reference}" not found')
        assert str(caught.value).endswith(hint)


class TestAbsentClusters:
    """A cluster goes when nothing is left in it, or takes with it what it is told to."""

    def test_what_is_left_keeps_it(self, plan_of, tenant):
        with pytest.raises(
            OptionError, match=r'entry 1 of clusters: managed cluster "Paris" was not deleted because it has clients: b'
        ):
            plan_of(
                tenant(Paris=["a", "b"]),
                clusters=[{"name": "Paris", "state": "absent"}],
                clients=[{"name": "a", "cluster": "Paris", "state": "absent"}],
            )

    def test_what_goes_with_it_is_named(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=["b", "a"]), clusters=[{"name": "Paris", "state": "absent", "remove_clients": True}]
        )

        assert plan.changes[0].before["clients"] == ["a", "b"]

    def test_clients_that_no_list_shows_keep_it_too(self, plan_of, tenant):
        state = tenant(Paris=[])
        state.get("cluster", "id-Paris")["client_ids"] = ["unlisted"]

        with pytest.raises(OptionError, match="unlisted"):
            plan_of(state, clusters=[{"name": "Paris", "state": "absent"}])

    def test_a_purge_may_empty_it(self, plan_of, tenant):
        plan = plan_of(tenant(Paris=["a"]), clusters=[{"name": "Paris", "state": "absent"}], purge=["Paris"])

        assert waves(plan) == [["deleted client a"], ["deleted cluster Paris"]]


class TestPreviousNames:
    """An object is renamed if the new name does not exist and the previous one does."""

    ENTRY = {"name": "new", "previous_name": "old", "cluster": "Paris"}  # noqa: RUF012 - read only

    def test_it_is_renamed_once(self, plan_of, tenant):
        assert waves(plan_of(tenant(Paris=["old"]), clients=[self.ENTRY])) == [["patched client new"]]
        assert waves(plan_of(tenant(Paris=["new"]), clients=[self.ENTRY])) == []
        assert waves(plan_of(tenant(Paris=[]), clients=[self.ENTRY])) == [["created client new"]]

    def test_both_are_ambiguous(self, plan_of, tenant):
        with pytest.raises(AmbiguousError, match='"new" and its previous_name, managed client "old", both exist'):
            plan_of(tenant(Paris=["new", "old"]), clients=[self.ENTRY])

    def test_it_counts_in_its_cluster_only(self, plan_of, tenant):
        assert waves(plan_of(tenant(Paris=[], Rome=["old"]), clients=[self.ENTRY])) == [["created client new"]]

    @pytest.mark.parametrize("existing", [["old"], ["new"], []])
    def test_it_cannot_be_the_name_of_another_entry(self, plan_of, tenant, existing):
        with pytest.raises(OptionError, match="entry 1 of clients and entry 2 of clients"):
            plan_of(tenant(Paris=existing), clients=[self.ENTRY, {"name": "old", "cluster": "Paris"}])

    def test_a_circle_is_refused(self, plan_of, tenant):
        entries = [
            {"name": "a", "previous_name": "b", "cluster": "Paris"},
            {"name": "b", "previous_name": "a", "cluster": "Paris"},
        ]
        for existing in (["a", "b"], ["a"], []):
            with pytest.raises(SailPointError):
                plan_of(tenant(Paris=existing), clients=entries)

    def test_it_cannot_be_the_name_itself(self, plan_of, tenant):
        with pytest.raises(OptionError, match="previous_name equals the name"):
            plan_of(tenant(Paris=[]), clients=[{**self.ENTRY, "previous_name": "new"}])


class TestUnknownAbsent:
    """What is to be absent and is not found may be a typing error."""

    @pytest.mark.parametrize(
        ("entry", "text"),
        [
            ({"name": "PARIS-1"}, 'managed client "PARIS-1": not found. Did you mean "paris-1"?'),
            ({"name": "pariss-1", "cluster": "Paris"}, 'Did you mean "paris-1"?'),
            ({"name": "paris-1", "cluster": "Pariss"}, 'cluster "Pariss" not found'),
        ],
    )
    def test_near_names_are_warned_of(self, plan_of, tenant, entry, text):
        state = tenant(Paris=["paris-1"])

        plan = plan_of(state, clients=[{**entry, "state": "absent"}])

        assert [text in warning for warning in plan.warnings] == [True]
        assert plan.pending == []
        with pytest.raises(NotFoundError):
            plan_of(state, clients=[{**entry, "state": "absent"}], unknown_absent="fail")
        assert plan_of(state, clients=[{**entry, "state": "absent"}], unknown_absent="ok").warnings == []

    def test_another_number_of_a_series_is_no_near_name(self, plan_of, tenant):
        plan = plan_of(tenant(Paris=["paris-1"]), clients=[{"name": "paris-2", "cluster": "Paris", "state": "absent"}])

        assert plan.warnings == []


class TestUndeclaredAndPurge:
    """What no entry declares is told, and deleted only where it is to be purged."""

    def test_what_is_not_declared(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=["a", "b"], Austin=["c"]),
            clusters=[{"name": "Paris"}],
            clients=[{"name": "a", "cluster": "Paris"}],
            complete=(CLUSTER, CLIENT),
        )

        assert [one.as_result() for one in plan.undeclared] == [
            {"kind": "client", "name": "c", "id": "id-c", "cluster": "Austin"},
            {"kind": "client", "name": "b", "id": "id-b", "cluster": "Paris"},
            {"kind": "cluster", "name": "Austin", "id": "id-Austin", "cluster": None},
        ]
        assert plan.pending == []

    def test_a_purge_deletes_in_its_clusters_only(self, plan_of, tenant):
        plan = plan_of(
            tenant(Paris=["a", "b"], Austin=["c"]), clients=[{"name": "a", "cluster": "Paris"}], purge=["id-Paris"]
        )

        assert [(change.name, change.action, change.purged) for change in plan.pending] == [("b", "deleted", True)]
        assert plan.pending[0].before["cluster"] == "Paris"

    def test_a_purge_of_all_clusters(self, plan_of, tenant):
        clients = [{"name": "a", "cluster": "Paris"}]
        plan = plan_of(tenant(Paris=["a", "b"], Austin=["c"]), clients=clients, purge=["all"])

        assert [change.name for change in plan.pending] == ["b", "c"]
        with pytest.raises(OptionError, match='"all" means all clusters, but one has that name'):
            plan_of(tenant(Paris=["a", "b"], all=["c"]), clients=clients, purge=["all"])

    @pytest.mark.parametrize(
        ("ignore", "purged"),
        [
            (["b"], ["c", "lab-1"]),
            (["B", "la"], ["b", "c", "lab-1"]),
            (["lab-*", "id-b"], ["c"]),
            (["Austin"], ["b", "lab-1"]),
            (["id-Aus*"], ["b", "lab-1"]),
            (["Dallas", "l[a]b-?"], ["b"]),
        ],
    )
    def test_a_purge_ignores_names_ids_and_patterns(self, plan_of, tenant, ignore, purged):
        plan = plan_of(
            tenant(Paris=["a", "b", "lab-1"], Austin=["c"]),
            clusters=[{"name": "Dallas", "previous_name": "Austin"}],
            clients=[{"name": "a", "cluster": "Paris"}],
            purge=["all"],
            complete=(CLIENT,),
            ignore=ignore,
        )

        assert [change.name for change in plan.pending if change.purged] == purged
        assert sorted(one.name for one in plan.undeclared) == sorted({"b", "c", "lab-1"} - set(purged))


def test_a_new_client_whose_name_exists_elsewhere_is_warned_of(plan_of, tenant):
    plan = plan_of(tenant(Paris=[], Austin=["a"]), clients=[{"name": "a", "cluster": "Paris"}])

    assert plan.warnings == [
        'entry 1 of clients: managed client "a" is new in its cluster; clients of the same name in other clusters are '
        "not changed: id-a (cluster Austin)"
    ]


@pytest.mark.parametrize(
    ("lists", "text"),
    [
        ({"clusters": [{"name": "Rome"}] * 2}, "entry 1 of clusters and entry 2 of clusters both declare"),
        ({"clusters": [{"id": "id-Paris", "name": "Austin"}]}, 'would become the second one named "Austin"'),
        ({"clients": [{"id": "id-a", "name": "b"}]}, 'would become the second one named "b" in its cluster'),
        (
            {"log_levels": [{"cluster": "Paris", "root_level": "INFO"}, {"cluster": "id-Paris", "root_level": "WARN"}]},
            "entry 1 of log_levels and entry 2 of log_levels both declare",
        ),
        ({"clients": [{"name": "x"}]}, "a new one requires a cluster"),
        ({"clients": [{"id": "no"}]}, 'managed client "no" (id) not found'),
        (
            {"clients": [{"id": "id-a", "name": "b", "state": "absent"}]},
            'has the name "a", not "b": nothing was deleted',
        ),
        ({"clients": [{"id": "id-a", "cluster": "Austin", "state": "absent"}]}, "nothing was deleted"),
        ({"clients": [{"name": "a", "cluster": "Paris", "type": "CCG"}]}, 'cannot change its type from "VA" to "CCG"'),
        ({"clusters": [{"name": "Paris", "type": "iai"}]}, "Declare a cluster with another name"),
        ({"clients": [{"name": "", "cluster": "Paris"}]}, "entry 1 of clients: name is empty"),
    ],
)
def test_what_cannot_be_carried_out_is_refused(plan_of, tenant, lists, text):
    with pytest.raises(SailPointError) as caught:
        plan_of(tenant(Paris=["a", "b"], Austin=[]), **lists)

    assert text in str(caught.value)


def test_a_recreate_says_what_is_replaced(plan_of, tenant):
    plan = plan_of(tenant(Paris=["a"], Austin=[]), clients=[{"id": "id-a", "cluster": "Austin", "recreate": True}])

    (change,) = plan.pending
    assert change.action == "recreated"
    assert (change.before["cluster"], change.after["cluster"]) == ("Paris", "Austin")
    assert "REPLACED" in change.diff()["after_header"]
    assert waves(plan) == [["recreated client a"]]


class TestDigest:
    """The same text for the same plan, another one if anything in it differs."""

    ENTRIES = (
        {"name": "a", "cluster": "Paris", "description": "new"},
        {"name": "r", "cluster": "Rome"},
    )

    def test_it_does_not_depend_on_any_order(self, plan_of, tenant):
        one = plan_of(tenant(Paris=["a"]), clusters=[{"name": "Rome"}], clients=self.ENTRIES)
        other = plan_of(tenant(Paris=["a"]), clusters=[{"name": "Rome"}], clients=self.ENTRIES[::-1])

        assert one.digest == other.digest

    @pytest.mark.parametrize(
        "lists",
        [
            {"clients": ENTRIES[:1]},
            {"clients": [{**ENTRIES[0], "description": "other"}, ENTRIES[1]]},
            {"clients": [*ENTRIES, {"name": "s", "cluster": "Rome"}]},
            {"clients": ENTRIES, "purge": ["Paris"]},
            {"clients": ENTRIES, "complete": (CLIENT,)},
        ],
    )
    def test_it_differs_if_anything_does(self, plan_of, tenant, lists):
        state = tenant(Paris=["a", "b"])
        clusters = [{"name": "Rome"}]

        one = plan_of(state, clusters=clusters, clients=self.ENTRIES)

        assert plan_of(state, **{"clusters": clusters, **lists}).digest != one.digest

    def test_what_was_there_counts(self, plan_of, tenant):
        changed = {**tenant(Paris=["a"]).get("client", "id-a"), "description": "between"}

        one = plan_of(tenant(Paris=["a"]), clients=self.ENTRIES[:1])

        assert plan_of(tenant(Paris=[], more=[changed]), clients=self.ENTRIES[:1]).digest != one.digest
