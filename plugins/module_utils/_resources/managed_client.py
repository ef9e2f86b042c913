# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One managed client (virtual appliance): declare it, or read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._api.collection import Record
from .._api.errors import AmbiguousError, NotFoundError, OptionError, SailPointError
from .._api.filters import equals
from .._api.retry import Deadline
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._lookup import client_name, clients_named, find_cluster, the_only
from .._outcome import Outcome, Resource
from .._plan import Plan, State, plan_absence, plan_presence
from .._secrets import without_secrets

IMMUTABLE = ("cluster_id", "type")
"""Fields of which no source says that a PATCH may change them."""

DEFAULTS = {"description": "", "type": "VA"}
"""What a new client gets where the task names nothing."""


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Make one managed client be as the options of the module ``managed_client`` say.

    On a read-only tenant nothing is written, and the outcome is what would be. Raises SailPointError.
    """
    _refuse_empty(params)
    cluster_id = find_cluster(tenant, params["cluster"])["id"] if params["cluster"] else None
    if params["id"]:
        namesakes: list[Record] = []
        current = _find_by_id(tenant, params, cluster_id)
    else:
        namesakes = clients_named(tenant, params["name"])
        current = _the_client(namesakes, params["name"], cluster_id)
    label = f'managed client "{client_name(current) if current else params["name"] or params["id"]}"'
    plan = _plan(params, current, cluster_id, label)
    if params["id"]:
        _refuse_second(tenant, plan, params["id"])
    if plan.changed and not tenant.read_only:
        record = _carry_out(tenant, plan, current, label)
    else:
        record = _expected(plan, current)
    wants_secret = params["return_secret"] and plan.action in ("created", "recreated")
    secret = record.get("secret") if record and wants_secret else None
    warnings = _namesakes_elsewhere(plan, namesakes)
    if wants_secret and not secret and not tenant.read_only:
        warnings.append(f"the API did not return the key of the new {label}, and may not show it again")
    return Outcome.of(plan, without_secrets(record) if record else None, label=label, secret=secret, warnings=warnings)


def find(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """The managed clients that match the options of the module ``managed_client_info``, ordered by name and id.

    Raises SailPointError.
    """
    _refuse_empty(params)
    cluster_id = find_cluster(tenant, params["cluster"])["id"] if params["cluster"] else None
    if params["id"]:
        record = tenant.clients.get(params["id"])
        records = [record] if record else []
    elif params["name"]:
        records = clients_named(tenant, params["name"])
    else:
        records = tenant.clients.find_all(equals("clusterId", cluster_id) if cluster_id else None)
    matching = [
        without_secrets(record)
        for record in records
        if params["name"] in (None, client_name(record)) and cluster_id in (None, record["cluster_id"])
    ]
    return Outcome(sorted(matching, key=lambda record: (client_name(record), record["id"])))


def _refuse_empty(params: Mapping[str, Any]) -> None:
    for option in ("name", "id", "cluster", "type"):
        if params.get(option) == "":
            raise OptionError(f"{option} is empty: give a value or leave it out")


def _find_by_id(tenant: Tenant, params: Mapping[str, Any], cluster_id: str | None) -> Record | None:
    current = tenant.clients.get(params["id"])
    if params["state"] == "present":
        if current is None:
            raise NotFoundError(
                f'managed client "{params["id"]}" (id) does not exist: the tenant gives the id of a new client, '
                "so name one to create by name and cluster"
            )
    elif current is not None:
        # Two ways to say which client, and they disagree: deleting either would be a guess.
        for field, wanted, actual in (
            ("name", params["name"], client_name(current)),
            ("cluster", cluster_id, current["cluster_id"]),
        ):
            if wanted not in (None, actual):
                raise OptionError(
                    f'managed client "{params["id"]}" (id) has the {field} "{actual}", not "{wanted}": not deleted'
                )
    return current


def _the_client(namesakes: Sequence[Record], name: str, cluster_id: str | None) -> Record | None:
    if cluster_id is None:
        return the_only(namesakes, f'managed client "{name}"', "give cluster or the id of the one you mean")
    inside = [record for record in namesakes if record["cluster_id"] == cluster_id]
    return the_only(inside, f'managed client "{name}" in its cluster', "give the id of the one you mean")


def _plan(params: Mapping[str, Any], current: Record | None, cluster_id: str | None, label: str) -> Plan:
    state = _state(current) if current else {}
    if params["state"] == "absent":
        return plan_absence(state)
    if current is None and cluster_id is None:
        raise OptionError(f"{label} does not exist, and none can be created without a cluster: give cluster")
    desired = {
        "name": params["name"],
        "cluster_id": cluster_id,
        "description": params["description"],
        "type": params["type"],
    }
    return plan_presence(
        {field: value for field, value in desired.items() if value is not None},
        state,
        defaults=DEFAULTS,
        immutable=IMMUTABLE,
        recreate=params["recreate"],
        label=label,
    )


def _refuse_second(tenant: Tenant, plan: Plan, own_id: str) -> None:
    """Refuse to give a client, by its id, the name and the cluster of another."""
    place = (plan.after.get("name"), plan.after.get("cluster_id"))
    if not plan.after or place == (plan.before["name"], plan.before["cluster_id"]):
        return
    others = [record for record in clients_named(tenant, plan.after["name"]) if record["id"] != own_id]
    if any(record["cluster_id"] == plan.after["cluster_id"] for record in others):
        raise AmbiguousError(
            f'managed client "{own_id}" (id) would become the second one named "{plan.after["name"]}" in its cluster: '
            "give it another name"
        )


def _state(record: Record) -> State:
    return {
        "name": client_name(record),
        "cluster_id": record["cluster_id"],
        # null and "" are the same (specification: the default is "").
        "description": record.get("description") or "",
        "type": record.get("type"),
    }


def _carry_out(tenant: Tenant, plan: Plan, current: Record | None, label: str) -> Record | None:
    if plan.action == "patched" and current:
        return tenant.clients.patch(current["id"], plan.patch)
    if current:
        tenant.clients.delete(current["id"])
    if plan.action == "deleted":
        return None
    try:
        return _create(tenant, plan.after, current)
    except SailPointError as error:
        if not current:
            raise
        raise SailPointError(
            f"{label} was deleted to be recreated, and is gone: {error}: declare it by name and cluster",
            **error.details,
        ) from None


def _create(tenant: Tenant, state: State, predecessor: Record | None) -> Record:
    def find_lost(deadline: Deadline) -> Record | None:
        namesakes = clients_named(tenant, state["name"], deadline)
        # A list may still show the one that was deleted.
        new = [record for record in namesakes if not predecessor or record["id"] != predecessor["id"]]
        return _the_client(new, state["name"], state["cluster_id"])

    return tenant.clients.create(state, find_lost)


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


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "name": {"type": "str"},
        "id": {"type": "str"},
        "cluster": {"type": "str"},
        "description": {"type": "str"},
        "type": {"type": "str"},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "recreate": {"type": "bool", "default": False},
        # The name only sounds like a secret.
        "return_secret": {"type": "bool", "default": False, "no_log": False},
    },
    required_one_of=[("name", "id")],
)

INFO_ARGUMENTS = CONNECTION + ArgumentSpec(
    options={"name": {"type": "str"}, "id": {"type": "str"}, "cluster": {"type": "str"}},
)

MANAGED_CLIENT = Resource("managed_client", ARGUMENTS, ensure)
MANAGED_CLIENT_INFO = Resource("managed_clients", INFO_ARGUMENTS, find, info=True)
