# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is what it says: its patch makes ``after``, after it there is nothing to do, and order does not matter."""

from __future__ import annotations

import json

import jsonpatch
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.module_utils._plan import plan_absence, plan_presence
from ansible_collections.community.sailpoint.plugins.module_utils._resources.fleet_plan import Clusters, plan_fleet
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import PURE, STATES, entries, tenants

CLUSTERS = Clusters([{"id": "c1", "name": "Paris"}, {"id": "c2", "name": "Austin"}])
FLEETS = st.lists(entries(), min_size=1, max_size=4)
PURGES = st.sampled_from([[], ["Paris"], ["Paris", "c2"]])


@PURE
@given(STATES, STATES)
def test_the_patch_makes_after_out_of_before(before, desired):
    for plan in (plan_presence(desired, before, defaults={"type": "VA"}), plan_absence(before)):
        # As it is sent: JSON tells true from 1, which Python does not.
        assert _json(jsonpatch.apply_patch(plan.before, plan.patch)) == _json(plan.after) or plan.action == "unchanged"
        assert {operation["op"] for operation in plan.patch} <= {"add", "remove", "replace"}
        assert plan.changed or not plan.patch


@PURE
@given(STATES, STATES, st.booleans())
def test_after_it_there_is_nothing_to_do(before, desired, recreate):
    options = {"defaults": {"type": "VA"}, "immutable": ("name",), "recreate": recreate}
    try:
        plan = plan_presence(desired, before, **options)
    except SailPointError:
        return
    assert not plan.after or not plan_presence(desired, plan.after, **options).changed
    assert not plan_absence(plan_absence(before).after).changed


@PURE
@given(FLEETS, tenants(), PURGES, st.randoms(use_true_random=False))
def test_the_plan_of_a_fleet_does_not_depend_on_any_order(fleet, clients, purge, random):
    shuffled = random.sample(fleet, len(fleet))

    assert _planned(fleet, clients, purge) == _planned(shuffled, random.sample(clients, len(clients)), purge)


@PURE
@given(FLEETS, tenants(), PURGES)
def test_after_the_plan_of_a_fleet_there_is_nothing_to_do(fleet, clients, purge):
    try:
        plan = plan_fleet(fleet, CLUSTERS, clients, purge)
    except SailPointError:
        return
    left = {client["id"]: client for client in clients}
    for number, step in enumerate(plan.steps):
        client_id = step.current["id"] if step.current else f"new {number}"
        left[client_id] = {"id": client_id, "client_id": client_id, **(step.current or {}), **step.plan.after}
        if not step.plan.after:
            del left[client_id]

    again = plan_fleet(fleet, CLUSTERS, list(left.values()), purge)

    assert [step.plan.action for step in again.steps] == ["unchanged"] * len(fleet)


def _planned(fleet, clients, purge):
    """What is planned, without the order; nothing where it is refused."""
    try:
        plan = plan_fleet(fleet, CLUSTERS, clients, purge)
    except SailPointError:
        return None
    return sorted(
        _json([step.label, step.plan.action, step.plan.before, step.plan.after, step.plan.patch]) for step in plan.steps
    )


def _json(value):
    return json.dumps(value, sort_keys=True)
