# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans without a tenant: entries as a module checks them, a state, and the plan."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER, KINDS
from ansible_collections.community.sailpoint.plugins.module_utils._plan.planner import Declared, Scope, make_plan
from ansible_collections.community.sailpoint.plugins.module_utils._plan.state import State

NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)


@pytest.fixture
def plan_of():
    """The plan of lists of entries by option: ``plan_of(state, clients=…)``. Raises what it refuses first."""

    def planned(state, *, purge=(), complete=(), unknown_absent="warn", ignore=(), **lists):
        declared = [
            Declared(kind, _validated(kind, entry), f"entry {number} of {kind.option}")
            for kind in KINDS
            for number, entry in enumerate(lists.get(kind.option, ()), 1)
        ]
        plan = make_plan(declared, state, NOW, Scope(purge, complete, unknown_absent, ignore))
        for refusal in plan.refused.values():
            raise refusal
        return plan

    return planned


@pytest.fixture
def tenant():
    """A state: ``tenant(Paris=["a", "b"], Austin=[])``.

    Ids are ``id-`` and the name; ``more`` are other client records.
    """

    def state(*, more=(), levels=None, **clusters):
        records = [
            {"id": f"id-{name}", "name": name, "type": "idn", "client_ids": [f"id-{client}" for client in clients]}
            for name, clients in clusters.items()
        ]
        clients = [
            {"id": f"id-{client}", "name": client, "cluster_id": f"id-{name}", "type": "VA", "description": ""}
            for name, clients in clusters.items()
            for client in clients
        ]
        return State({CLUSTER: records, CLIENT: [*clients, *more]}, {"log_levels": levels or {}})

    return state


def _validated(kind, entry):
    validation = ArgumentSpecValidator(**kind.arguments.as_arguments()).validate(entry)
    assert not validation.error_messages, validation.error_messages
    return validation.validated_parameters
