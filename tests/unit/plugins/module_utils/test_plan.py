# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: desired + current -> what will be done."""

from __future__ import annotations

import jsonpatch
import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ImmutableError
from ansible_collections.community.sailpoint.plugins.module_utils._plan import plan_absence, plan_presence

DEFAULTS = {"description": "", "type": "VA"}
CURRENT = {"name": "a", "cluster_id": "c1", "description": "old", "type": "VA"}


def presence(desired, current, recreate=False):
    return plan_presence(
        desired,
        current,
        defaults=DEFAULTS,
        immutable=("cluster_id", "type"),
        recreate=recreate,
        label='managed client "a"',
    )


def test_what_does_not_exist_is_created_with_defaults():
    plan = presence({"name": "a", "cluster_id": "c1"}, {})

    assert (plan.action, plan.changed) == ("created", True)
    assert plan.after == {"name": "a", "cluster_id": "c1", "description": "", "type": "VA"}


def test_what_is_as_desired_is_unchanged():
    plan = presence({"name": "a", "description": "old"}, CURRENT)

    assert (plan.action, plan.changed, plan.patch) == ("unchanged", False, [])


def test_fields_that_are_not_named_are_not_compared():
    assert presence({"name": "a"}, CURRENT).action == "unchanged"


def test_a_default_does_not_change_what_exists():
    assert presence({"name": "a"}, {**CURRENT, "type": "CCG"}).action == "unchanged"


def test_one_difference_is_one_operation():
    plan = presence({"description": "new"}, CURRENT)

    assert plan.action == "patched"
    assert plan.patch == [{"op": "replace", "path": "/description", "value": "new"}]


def test_operations_have_a_stable_order():
    plan = presence({"name": "b", "description": "new"}, CURRENT)

    assert [operation["path"] for operation in plan.patch] == ["/description", "/name"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"type": "CCG"}, 'type from "VA" to "CCG"'),
        ({"cluster_id": "c2"}, 'cluster_id from "c1" to "c2"'),
        ({"cluster_id": "c2", "type": "CCG"}, 'cluster_id from "c1" to "c2" and type from "VA" to "CCG"'),
    ],
)
def test_an_immutable_field_fails_and_says_what_to_do(change, text):
    with pytest.raises(ImmutableError) as caught:
        presence(change, CURRENT)

    assert str(caught.value).startswith(f'managed client "a" would have to change its {text}')
    assert "recreate: true" in str(caught.value)


def test_recreate_keeps_what_is_not_named():
    plan = presence({"type": "CCG"}, CURRENT, recreate=True)

    assert plan.action == "recreated"
    assert plan.after == {**CURRENT, "type": "CCG"}


def test_recreate_is_not_used_where_a_patch_does():
    assert presence({"description": "new"}, CURRENT, recreate=True).action == "patched"


@pytest.mark.parametrize("recreate", [False, True])
def test_an_immutable_field_that_the_api_leaves_null_is_left_alone(recreate):
    current = {**CURRENT, "type": None}

    assert presence({"type": "VA"}, current, recreate).action == "unchanged"
    assert presence({"type": "VA", "name": "b"}, current, recreate).patch == [
        {"op": "replace", "path": "/name", "value": "b"}
    ]


def test_the_advice_is_of_the_kind_of_object():
    with pytest.raises(ImmutableError) as caught:
        plan_presence({"type": "b"}, {"type": "a"}, defaults={}, immutable=("type",), advice="leave it")

    assert str(caught.value) == (
        'object would have to change its type from "a" to "b", which cannot be done in place: leave it'
    )


def test_a_value_that_goes_to_another_key_is_no_move():
    before = {"configuration": {"a/b": "x", "c": "y"}}
    after = {"configuration": {"d~e": "x", "f": "y"}}

    patch = plan_presence(after, before, defaults={}).patch

    assert patch == [
        {"op": "remove", "path": "/configuration/a~1b"},
        {"op": "remove", "path": "/configuration/c"},
        {"op": "add", "path": "/configuration/d~0e", "value": "x"},
        {"op": "add", "path": "/configuration/f", "value": "y"},
    ]
    assert jsonpatch.apply_patch(before, patch) == after


def test_absence():
    assert plan_absence(CURRENT).action == "deleted"
    assert plan_absence(CURRENT).after == {}
    assert plan_absence({}).action == "unchanged"


@pytest.mark.parametrize(
    "plan",
    [
        presence({"name": "a", "cluster_id": "c1"}, {}),
        presence({"name": "b", "description": "new"}, CURRENT),
        presence({"type": "CCG"}, CURRENT, recreate=True),
        plan_absence(CURRENT),
        plan_absence({}),
    ],
    ids=lambda plan: plan.action,
)
def test_the_patch_makes_after_out_of_before(plan):
    assert jsonpatch.apply_patch(plan.before, plan.patch) == plan.after
