# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps come in waves, and no name is taken before its holder has let go of it."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._plan.order import plan_waves


def waves(plan):
    return [[(plan.changes[step.number].name, step.interim) for step in wave] for wave in plan_waves(plan.changes)]


def renames(plan_of, tenant, *pairs, existing):
    return waves(plan_of(tenant(Paris=existing), clients=[{"id": f"id-{a}", "name": b} for a, b in pairs]))


def test_what_does_nothing_has_no_step(plan_of, tenant):
    assert waves(plan_of(tenant(Paris=["a"]), clients=[{"name": "a", "cluster": "Paris"}])) == []


def test_what_does_not_depend_on_each_other_is_done_at_once(plan_of, tenant):
    plan = plan_of(tenant(Paris=[]), clients=[{"name": name, "cluster": "Paris"} for name in "abc"])

    assert waves(plan) == [[("a", ""), ("b", ""), ("c", "")]]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (["ab", "ba"], [[("b", "a (id-a)")], [("a", "")], [("b", "")]]),
        (["ab", "bc", "ca"], [[("b", "a (id-a)")], [("a", "")], [("c", "")], [("b", "")]]),
        (["ab", "bx"], [[("x", "")], [("b", "")]]),
        (["ab", "bx", "cy"], [[("x", ""), ("y", "")], [("b", "")]]),
        # A circle, and one that waits for nobody.
        (["ab", "ba", "cx"], [[("b", "a (id-a)")], [("a", ""), ("x", "")], [("b", "")]]),
        # Two circles at once.
        (
            ["ab", "ba", "cd", "dc"],
            [[("b", "a (id-a)"), ("d", "c (id-c)")], [("a", ""), ("c", "")], [("b", ""), ("d", "")]],
        ),
    ],
)
def test_renames(plan_of, tenant, pairs, expected):
    assert renames(plan_of, tenant, *pairs, existing=["a", "b", "c", "d"]) == expected


def test_a_long_chain_is_no_recursion(plan_of, tenant):
    names = [f"n{number:04}" for number in range(1200)]
    pairs = list(zip(names, [*names[1:], "end"]))

    assert [wave[0][0] for wave in renames(plan_of, tenant, *pairs, existing=names)] == ["end", *names[:0:-1]]


def test_a_name_in_another_cluster_is_free(plan_of, tenant):
    plan = plan_of(
        tenant(Paris=["a"], Austin=["b"]), clients=[{"id": "id-a", "name": "b"}, {"id": "id-b", "state": "absent"}]
    )

    assert waves(plan) == [[("b", "")], [("b", "")]]
    assert plan.changes[plan.waves[0][0].number].action == "patched"


def test_a_name_that_a_purge_frees_is_taken_after_it(plan_of, tenant):
    plan = plan_of(tenant(Paris=["a", "b"]), clients=[{"id": "id-a", "name": "b"}], purge=["Paris"])

    assert [plan.changes[wave[0].number].action for wave in plan.waves] == ["deleted", "patched"]


def test_a_cluster_takes_the_name_of_one_that_is_deleted_after_that(plan_of, tenant):
    plan = plan_of(
        tenant(Paris=[], Rome=["r"]),
        clusters=[{"id": "id-Paris", "name": "Rome"}, {"id": "id-Rome", "state": "absent"}],
        clients=[{"id": "id-r", "state": "absent"}],
    )

    assert [plan.changes[wave[0].number].action for wave in plan.waves] == ["deleted", "deleted", "patched"]
    assert [plan.changes[wave[0].number].kind.key for wave in plan.waves] == ["client", "cluster", "cluster"]


def test_a_client_is_recreated_before_the_cluster_goes_that_it_is_in(plan_of, tenant):
    plan = plan_of(
        tenant(Paris=["a"], Rome=[]),
        clusters=[{"name": "Paris", "state": "absent"}],
        clients=[{"id": "id-a", "cluster": "Rome", "recreate": True}],
    )

    assert [plan.changes[wave[0].number].action for wave in plan.waves] == ["recreated", "deleted"]
