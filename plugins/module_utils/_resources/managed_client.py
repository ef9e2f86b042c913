# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare one managed client (virtual appliance)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._api.collection import Record
from .._api.errors import AmbiguousError, NotFoundError, SailPointError
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._lookup import clients_named, find_cluster
from .._outcome import Outcome, Resource
from .._plan import Plan, plan_absence
from .._secrets import without_secrets
from .client_plan import (
    ENTRY_OPTIONS,
    check_client_of_id,
    is_renamed,
    label_of,
    pick_client,
    plan_client,
    refuse_empty,
)
from .client_write import carry_out, settle
from .settle import once_settled
from .wait import WAIT, Goal, after_wait


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Make one managed client be as the options of the module ``managed_client`` say.

    On a read-only tenant nothing is written, and the outcome is what would be. Raises SailPointError.
    """
    refuse_empty(params)
    goal = Goal.of(params)
    try:
        cluster_id = find_cluster(tenant, params["cluster"])["id"] if params["cluster"] else None
    except NotFoundError:
        if params["state"] == "present" or params["id"]:
            raise
        # Without its cluster there is no client.
        return Outcome.of(plan_absence({}), None, label=label_of(params, None))
    namesakes, current = once_settled(tenant, lambda: _find(tenant, params, cluster_id))
    plan = plan_client(params, current, cluster_id)
    label = label_of(params, current)
    if is_renamed(plan):
        _refuse_second(tenant, plan, params["id"])
    if plan.changed and not tenant.read_only:
        plan, record = _write(tenant, params, cluster_id, plan, current)
    else:
        record = _expected(plan, current)
    wants_secret = params["return_secret"] and plan.action in ("created", "recreated")
    secret = record.get("secret") if record and wants_secret else None
    warnings = [*goal.warnings, *_namesakes_elsewhere(plan, namesakes)]
    if wants_secret and not secret and not tenant.read_only:
        warnings.append(f"the API did not return the key of the new {label}, and may not show it again")
    shown = without_secrets(record) if record else None
    outcome = Outcome.of(plan, shown, label=label, secret=secret, warnings=warnings)
    return after_wait(tenant, outcome, goal)


def _find(tenant: Tenant, params: Mapping[str, Any], cluster_id: str | None) -> tuple[list[Record], Record | None]:
    """The clients of the name in the task, and the one that is meant."""
    if params["id"]:
        current = tenant.clients.get(params["id"])
        check_client_of_id(params, current, cluster_id)
        return [], current
    namesakes = clients_named(tenant, params["name"])
    current = pick_client(namesakes, params["name"], cluster_id)
    while current and tenant.clients.is_leftover(current):
        namesakes.remove(current)
        current = pick_client(namesakes, params["name"], cluster_id)
    return namesakes, current


def _refuse_second(tenant: Tenant, plan: Plan, own_id: str) -> None:
    """Refuse to give a client, by its id, the name and the cluster of another."""
    others = [record for record in clients_named(tenant, plan.after["name"]) if record["id"] != own_id]
    inside = [record for record in others if record["cluster_id"] == plan.after["cluster_id"]]
    if not all(map(tenant.clients.is_leftover, inside)):
        raise AmbiguousError(
            f'managed client "{own_id}" (id) would become the second one named "{plan.after["name"]}" in its cluster: '
            "give it another name"
        )


def _write(
    tenant: Tenant, params: Mapping[str, Any], cluster_id: str | None, plan: Plan, current: Record | None
) -> tuple[Plan, Record | None]:
    """Carry out the plan, and leave one client if others write, too. Returns what was done, and the client."""
    written = carry_out(tenant, params, cluster_id, plan, current)
    if not written.placed:
        return written.plan, written.record
    (settled,) = settle(tenant, [written.placed], lambda: clients_named(tenant, written.plan.after["name"]))
    if isinstance(settled, SailPointError):
        raise settled
    return written.plan, settled


def _expected(plan: Plan, current: Record | None) -> Record | None:
    """The record as it would be: without what only the tenant knows, such as the id of a new client."""
    if plan.action in ("created", "recreated"):
        return dict(plan.after)
    if plan.action == "patched":
        return {**(current or {}), **plan.after}
    return current if plan.after else None


def _namesakes_elsewhere(plan: Plan, namesakes: Sequence[Record]) -> list[str]:
    if plan.action != "created" or not namesakes:
        return []
    places = ", ".join(sorted(f"{record['id']} (cluster {record['cluster_id']})" for record in namesakes))
    return [
        f'managed client "{plan.after["name"]}" is new in its cluster; of the same name in other clusters '
        f"and left alone: {places}"
    ]


ARGUMENTS = (
    CONNECTION
    + WAIT
    + ArgumentSpec(
        options={
            **ENTRY_OPTIONS,
            # The name only sounds like a secret.
            "return_secret": {"type": "bool", "default": False, "no_log": False},
        },
        required_one_of=[("name", "id")],
    )
)

MANAGED_CLIENT = Resource("managed_client", ARGUMENTS, ensure)
