# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a fleet of clusters, clients and log levels, with one read, one plan and few requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.errors import OptionError
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.approval import refuse_unapproved
from .._plan.guards import refuse_deletions
from .._plan.kinds import CLIENT, FLEET
from .._plan.planner import Declared, Scope
from .apply import Applied, apply
from .declare import ON_NOT_FOUND, plan_for
from .fleet_outcome import FleetOutcome
from .outcome import Resource
from .wait import WAIT, StatusTarget, wait_for_status

MAX_CONCURRENT = 64


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> FleetOutcome:
    """Apply the options of the module ``managed_client_fleet``.

    No write is sent before everything is planned. Raises SailPointError if reading or planning fails; later errors are
    in the outcome.
    """
    if not 1 <= params["concurrency"] <= MAX_CONCURRENT:
        raise OptionError(f"concurrency is {params['concurrency']}. Give a number from 1 to {MAX_CONCURRENT}")
    if params["max_deletions"] < 0:
        raise OptionError(f"max_deletions is {params['max_deletions']}. Give 0 or more")
    if all(params[kind.option] is None for kind in FLEET):
        raise OptionError(f"nothing declared. Give {', '.join(kind.option for kind in FLEET)}")
    goal = StatusTarget.of(params)
    declared = [
        Declared(kind, entry, f"entry {number} of {kind.option}")
        for kind in FLEET
        for number, entry in enumerate(params[kind.option] or (), 1)
    ]
    purge = (params["purge_clusters"] or []) if params["purge"] else []
    complete = [kind for kind in FLEET if kind.has_id and params[kind.option] is not None]
    plan = plan_for(tenant, declared, Scope(purge, complete, params["on_not_found"], params["purge_ignore"] or []))
    if plan.refused:
        return FleetOutcome(Applied(plan), goal)
    refuse_deletions(plan, params["max_deletions"], purge_all=params["purge_all"])
    refuse_unapproved(plan, params["approved_digest"], params["approved_plan"])
    stop_on_error = params["on_error"] == "stop"
    applied = apply(tenant, plan, concurrency=params["concurrency"], stop_on_error=stop_on_error)
    outcome = FleetOutcome(applied, goal)
    if goal.status is not None and not tenant.read_only and not (applied.errors and stop_on_error):
        outcome.waited = wait_for_status(
            tenant, _present_clients(applied), "managed clients", goal, stop_on_error=stop_on_error
        )
    outcome.stopped_by = tenant.stopped_by
    return outcome


def _present_clients(applied: Applied) -> list[Any]:
    """All clients that are declared, and are there."""
    return [
        record
        for number, change in enumerate(applied.plan.changes)
        if change.kind is CLIENT and change.difference.after and applied.is_done(number)
        for record in [applied.record(number)]
        if record
    ]


ARGUMENTS = (
    CONNECTION
    + WAIT
    + ON_NOT_FOUND
    + ArgumentSpec(
        options={
            **{
                kind.option: {
                    "type": "list",
                    "elements": "dict",
                    "options": dict(kind.arguments.options),
                    "required_one_of": list(kind.arguments.required_one_of),
                    "required_if": list(kind.arguments.required_if),
                    "mutually_exclusive": list(kind.arguments.mutually_exclusive),
                }
                for kind in FLEET
            },
            "purge": {"type": "bool", "default": False},
            "purge_clusters": {"type": "list", "elements": "str"},
            "purge_ignore": {"type": "list", "elements": "str"},
            "purge_all": {"type": "bool", "default": False},
            "max_deletions": {"type": "int", "default": 10},
            "approved_digest": {"type": "str"},
            "approved_plan": {"type": "raw"},
            "concurrency": {"type": "int", "default": 8},
            "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        },
        required_if=[("purge", True, ("purge_clusters",))],
    )
)

MANAGED_CLIENT_FLEET = Resource("results", ARGUMENTS, ensure)
