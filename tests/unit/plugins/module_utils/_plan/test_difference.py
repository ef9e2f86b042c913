# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One object: desired + current -> what has to be done, by the kind *client*."""

from __future__ import annotations

from datetime import datetime, timezone

import jsonpatch
import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ImmutableError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.difference import json_patch, presence
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kind import Parent
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER

NOW = datetime(2026, 1, 31, tzinfo=timezone.utc)
CURRENT = {"id": "1", "name": "a", "cluster_id": "c1", "description": "old", "type": "VA"}
FIELDS = {"name": "a", "cluster_id": "c1", "description": "old", "type": "VA"}
NOTHING_NAMED = dict.fromkeys(("id", "name", "previous_name", "cluster", "description", "type"))


def compare(current, cluster="c1", state="present", recreate=False, **named):
    entry = {**NOTHING_NAMED, "state": state, "recreate": recreate, **named}
    return CLIENT.compare({**entry, "cluster": cluster}, current, cluster and Parent(cluster, cluster), NOW)


def patch(found):
    return json_patch(found.before, found.after)


def test_a_missing_object_is_created_with_defaults():
    found = compare(None, name="a")

    assert found.action == "created"
    assert found.after == {"name": "a", "cluster_id": "c1", "description": "", "type": "VA"}


def test_an_object_that_is_as_desired_is_unchanged():
    found = compare(CURRENT, name="a", description="old")

    assert (found.action, found.before, patch(found)) == ("unchanged", FIELDS, [])


def test_fields_that_are_not_named_are_not_compared():
    assert compare(CURRENT, cluster=None, name="a").action == "unchanged"


def test_a_default_does_not_change_what_exists():
    assert compare({**CURRENT, "type": "CCG"}, name="a").action == "unchanged"


def test_one_difference_is_one_operation():
    found = compare(CURRENT, description="new")

    assert found.action == "patched"
    assert patch(found) == [{"op": "replace", "path": "/description", "value": "new"}]


def test_operations_have_a_stable_order():
    assert [one["path"] for one in patch(compare(CURRENT, name="b", description="new"))] == ["/description", "/name"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"type": "CCG"}, 'type from "VA" to "CCG"'),
        ({"cluster": "c2"}, 'cluster to "c2"'),
        ({"cluster": "c2", "type": "CCG"}, 'cluster to "c2" and type from "VA" to "CCG"'),
    ],
)
def test_an_immutable_field_fails_and_says_what_to_do(change, text):
    with pytest.raises(ImmutableError) as caught:
        compare(CURRENT, **change)

    assert str(caught.value).startswith(f'managed client "a" cannot change its {text} in place')
    assert "recreate: true" in str(caught.value)


def test_recreate_keeps_what_is_not_named():
    found = compare(CURRENT, type="CCG", recreate=True)

    assert (found.action, found.after) == ("recreated", {**FIELDS, "type": "CCG"})


def test_recreate_is_not_used_if_a_patch_does():
    assert compare(CURRENT, description="new", recreate=True).action == "patched"


@pytest.mark.parametrize("recreate", [False, True])
def test_an_immutable_field_that_the_api_leaves_null_is_left_alone(recreate):
    current = {**CURRENT, "type": None}

    assert compare(current, type="VA", recreate=recreate).action == "unchanged"
    found = compare(current, type="VA", name="b", recreate=recreate)
    assert patch(found) == [{"op": "replace", "path": "/name", "value": "b"}]


def test_the_advice_is_of_the_kind_of_object():
    entry = {"name": "Paris", "type": "iai", "description": None, "configuration": None, "state": "present"}

    with pytest.raises(ImmutableError) as caught:
        CLUSTER.compare(entry, {"id": "1", "name": "Paris", "type": "idn"}, None, NOW)

    assert str(caught.value) == (
        'managed cluster "Paris" cannot change its type from "idn" to "iai" in place. '
        "Declare a cluster with another name, and move the appliances there"
    )


def test_a_value_that_goes_to_another_key_is_no_move():
    before = {"configuration": {"a/b": "x", "c": "y"}}
    after = {"configuration": {"d~e": "x", "f": "y"}}

    found = json_patch(before, presence(after, before, {}).after)

    assert found == [
        {"op": "remove", "path": "/configuration/a~1b"},
        {"op": "remove", "path": "/configuration/c"},
        {"op": "add", "path": "/configuration/d~0e", "value": "x"},
        {"op": "add", "path": "/configuration/f", "value": "y"},
    ]
    assert jsonpatch.apply_patch(before, found) == after


def test_absence():
    found = compare(CURRENT, state="absent")

    assert (found.action, found.before, found.after) == ("deleted", FIELDS, {})
    assert compare(None, state="absent").action == "unchanged"


@pytest.mark.parametrize(
    "found",
    [
        compare(None, name="a"),
        compare(CURRENT, name="b", description="new"),
        compare(CURRENT, type="CCG", recreate=True),
        compare(CURRENT, state="absent"),
        compare(None, state="absent"),
    ],
    ids=lambda found: found.action,
)
def test_the_patch_makes_after_out_of_before(found):
    assert jsonpatch.apply_patch(found.before, patch(found)) == found.after
