# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for cluster types, which are known by their type (``managed_cluster_type``, ``managed_cluster_type_info``)."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLUSTER_TYPE, FLEET
from ansible_collections.community.sailpoint.plugins.module_utils._plan.planner import Declared, make_plan
from ansible_collections.community.sailpoint.plugins.module_utils._plan.state import State

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
KNOWN = {"id": "1", "type": "harbour", "pod": "p", "org": "o", "managed_process_ids": None}


def plan(*entries, known=(KNOWN,)):
    blank = dict.fromkeys(CLUSTER_TYPE.arguments.options)
    declared = [
        Declared(CLUSTER_TYPE, {**blank, "state": "present", **entry}, f"entry {number}")
        for number, entry in enumerate(entries, 1)
    ]
    return make_plan(declared, State({CLUSTER_TYPE: known}), NOW)


@pytest.mark.parametrize(
    ("entry", "action", "patch"),
    [
        ({"type": "harbour", "org": "o"}, "unchanged", []),
        ({"type": "harbour", "managed_process_ids": []}, "unchanged", []),
        ({"type": "Harbour", "pod": "p", "org": "o"}, "created", []),
        ({"type": "harbour", "state": "absent"}, "deleted", []),
        (
            {"type": "harbour", "managed_process_ids": ["a"]},
            "patched",
            [{"op": "add", "path": "/managedProcessIds/0", "value": "a"}],
        ),
        ({"id": "1", "type": "quay"}, "patched", [{"op": "replace", "path": "/type", "value": "quay"}]),
    ],
)
def test_a_change(entry, action, patch):
    (change,) = plan(entry).changes

    assert (change.action, change.patch) == (action, patch)


def test_names_that_change_places_need_an_interim_one():
    found = plan(
        {"id": "1", "type": "b"}, {"id": "2", "type": "harbour"}, known=[KNOWN, {**KNOWN, "id": "2", "type": "b"}]
    )

    assert not found.refused
    assert [step.interim for wave in found.waves for step in wave].count("") == 2


def test_a_type_that_another_has_is_refused():
    found = plan({"id": "1", "type": "b"}, known=[KNOWN, {**KNOWN, "id": "2", "type": "b"}])

    assert [str(error) for error in found.refused.values()] == [
        'entry 1: managed cluster type "harbour" would become the second one named "b". Choose another name'
    ]


@pytest.mark.parametrize(("given", "missing"), [({}, "pod and org"), ({"pod": "p"}, "org"), ({"org": "o"}, "pod")])
def test_a_new_one_needs_a_pod_and_an_org(given, missing):
    found = plan({"type": "new", **given})

    assert [str(error) for error in found.refused.values()] == [
        f'entry 1: managed cluster type "new" not found, and a new one requires {missing}. Give {missing}'
    ]


def test_no_fleet_declares_them():
    assert CLUSTER_TYPE not in FLEET
