# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan is what it says: its patch makes ``after``, after it there is nothing to do, and order does not matter."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import jsonpatch
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.difference import absence, json_patch, presence
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kind import CreatedBy
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._plan.planner import Declared, Scope, make_plan
from ansible_collections.community.sailpoint.plugins.module_utils._plan.state import State
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.strategies import PURE, STATES, cluster_entries, entries, tenants

NOW = datetime(2026, 1, 31, tzinfo=timezone.utc)
CLUSTERS = (
    {"id": "c1", "name": "Paris", "type": "idn", "configuration": {"gmtOffset": "1"}},
    {"id": "c2", "name": "Austin", "type": "idn"},
)
FLEETS = st.tuples(st.lists(cluster_entries(), max_size=2), st.lists(entries(), max_size=4))
PURGES = st.sampled_from([[], ["c1"], ["c1", "c2"]])


@PURE
@given(STATES, STATES)
def test_the_patch_makes_after_out_of_before(before, desired):
    for found in (presence(desired, before, {"type": "VA"}), absence(before)):
        patch = json_patch(found.before, found.after)
        # As it is sent: JSON tells true from 1, which Python does not.
        assert _json(jsonpatch.apply_patch(found.before, patch)) == _json(found.after) or found.action == "unchanged"
        assert {operation["op"] for operation in patch} <= {"add", "remove", "replace"}
        assert found.action != "unchanged" or found.before == found.after


@PURE
@given(STATES, STATES)
def test_after_it_there_is_nothing_to_do(before, desired):
    after = presence(desired, before, {"type": "VA"}).after
    assert not after or presence(desired, after, {"type": "VA"}).action == "unchanged"
    assert absence(absence(before).after).action == "unchanged"


@PURE
@given(FLEETS, tenants(), PURGES, st.randoms(use_true_random=False))
def test_the_plan_of_a_fleet_does_not_depend_on_any_order(fleet, clients, purge, random):
    shuffled = [random.sample(entries_of_kind, len(entries_of_kind)) for entries_of_kind in fleet]

    one, other = _plan(fleet, CLUSTERS, clients, purge), _plan(shuffled, CLUSTERS[::-1], clients[::-1], purge)

    assert (one is None) == (other is None)
    assert one is None or (one.digest, len(one.waves)) == (other.digest, len(other.waves))


@PURE
@given(FLEETS, tenants(), PURGES)
def test_after_the_plan_of_a_fleet_there_is_nothing_to_do(fleet, clients, purge):
    plan = _plan(fleet, CLUSTERS, clients, purge)
    if plan is None:
        return

    clusters, left = _carried_out(plan, CLUSTERS, clients)
    again = _plan(fleet, clusters, left, [one for one in purge if one in {cluster["id"] for cluster in clusters}])

    # A second run may refuse what it cannot see any more (an id that it deleted), but it must not do anything else.
    assert again is None or again.pending == []
    if not any(entry["id"] for entries_of_kind in fleet for entry in entries_of_kind):
        assert again is not None


@PURE
@given(FLEETS, tenants(), PURGES)
def test_no_name_stands_twice_at_any_moment_unless_it_did_before(fleet, clients, purge):
    plan = _plan(fleet, CLUSTERS, clients, purge)
    if plan is None:
        return
    most = _twins(CLUSTERS, clients)

    def look(clusters, clients):
        assert _twins(clusters, clients) <= most

    _carried_out(plan, CLUSTERS, clients, look)


def _plan(fleet, clusters, clients, purge):
    """The plan, or None where it is refused."""
    declared = [
        Declared(kind, entry, f"entry {number} of {kind.option}")
        for kind, entries_of_kind in zip((CLUSTER, CLIENT), fleet)
        for number, entry in enumerate(entries_of_kind, 1)
    ]
    state = State({CLUSTER: clusters, CLIENT: clients})
    try:
        plan = make_plan(declared, state, NOW, Scope(purge, (CLUSTER, CLIENT)))
    except SailPointError:
        return None
    return None if plan.refused else plan


def _carried_out(plan, clusters, clients, look=lambda clusters, clients: None):
    """The clusters and clients after the plan, step by step as the waves say."""
    records = {("cluster", one["id"]): one for one in clusters} | {("client", one["id"]): one for one in clients}
    ids = {}
    for wave in plan.waves:
        for step in wave:
            change = plan.changes[step.number]
            key = (change.kind.key, change.current["id"] if change.current else f"new {step.number}")
            ids[step.number] = key[1]
            if change.deletes:
                del records[key]
                records = {other: one for other, one in records.items() if one.get("cluster_id") != key[1]}
                if change.action == "recreated":
                    key = (change.kind.key, f"again {step.number}")
            if change.difference.after:
                fields = {
                    field: ids[value.change] if isinstance(value, CreatedBy) else value
                    for field, value in change.difference.after.items()
                }
                fields = {**fields, **({"name": step.interim} if step.interim else {})}
                records[key] = {"client_id": key[1], **(change.current or {}), "id": key[1], **fields}
            look(*_lists(records))
    return _lists(records)


def _lists(records):
    return [[one for (key, _id), one in records.items() if key == wanted] for wanted in ("cluster", "client")]


def _twins(clusters, clients):
    names = [one["name"] for one in clusters] + [(one["name"], one["cluster_id"]) for one in clients]
    return len(names) - len(set(names))


def _json(value):
    return json.dumps(value, sort_keys=True)
