# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One managed cluster: declare it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Dict, Optional

from .._api.collection import Record
from .._api.errors import AmbiguousError, GoneError, NotFoundError, OptionError
from .._api.filters import equals
from .._api.retry import Deadline
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._foreseen import FORESEEN
from .._lookup import client_name, cluster_name, clusters_named, the_only
from .._options import refuse_other_case
from .._outcome import Outcome, Resource
from .._plan import Plan, State, plan_absence, plan_presence
from .._secrets import without_secrets
from .client_plan import refuse_empty

IMMUTABLE = ("type",)
"""Fields of which no source says that a PATCH may change them."""

TYPES = ("idn", "iai", "spConnectCluster", "sqsCluster", "das-rc", "das-pc", "das-dc", "pag", "das-am", "standard")
"""The types of the specification. Others are sent as they are."""

DEFAULTS = {"description": "", "type": "idn"}
"""What a new cluster gets where the task names nothing (specification: the default type is idn)."""

MOST_NAMES = 20
"""How many clients an error names: it is one line."""

Configuration = Dict[str, Optional[str]]
"""The keys that a task names, and their values as the API has them; None where the key must not be."""


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Make one managed cluster be as the options of the module ``managed_cluster`` say.

    On a read-only tenant nothing is written, and the outcome is what would be. Raises SailPointError.
    """
    refuse_empty(params)
    configuration = as_configuration(params["configuration"] or {})
    current = _find_by_id(tenant, params) if params["id"] else _find_by_name(tenant, params["name"])
    if current and not params["id"] and tenant.clusters.is_leftover(current):
        current = None
    label = f'managed cluster "{cluster_name(current) if current else params["name"] or params["id"]}"'

    def plan_again(record: Record | None) -> Plan:
        return _plan_presence(params, record, configuration, label)

    if params["state"] == "absent":
        plan = _plan_absence(tenant, params, current, label)
    else:
        plan = plan_again(current)
        if params["id"]:
            _refuse_second(tenant, plan, params["id"])
    if plan.changed and not tenant.read_only:
        try:
            record = _carry_out(tenant, plan, current, plan_again, remove_clients=params["remove_clients"])
        except GoneError:
            if params["id"]:
                raise
            plan = plan_again(None)
            record = _carry_out(tenant, plan, None, plan_again, remove_clients=False)
    else:
        record = _expected(plan, current, configuration)
    return Outcome.of(plan, without_secrets(record) if record else None, label=label)


def as_configuration(given: Mapping[str, Any]) -> Configuration:
    """A configuration as the API has it, where all values are strings. Raises OptionError for what has no JSON."""
    return {key: None if value is None else as_text(value) for key, value in given.items()}


def as_text(value: Any) -> str:
    """A value of YAML as a string: ``true``, ``5``, and compact JSON for lists and mappings.

    Raises OptionError for what has no JSON.
    """
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise OptionError(f"configuration: {value} cannot be written as JSON: give it as a string") from None


def _find_by_name(tenant: Tenant, name: str, deadline: Deadline | None = None) -> Record | None:
    namesakes = clusters_named(tenant.clusters, name, deadline)
    return the_only(namesakes, f'managed cluster "{name}"', "give the id of the one you mean")


def _find_by_id(tenant: Tenant, params: Mapping[str, Any]) -> Record | None:
    current = tenant.clusters.get(params["id"])
    if params["state"] == "present":
        if current is None:
            raise NotFoundError(
                f'managed cluster "{params["id"]}" (id) does not exist: the tenant gives the id of a new cluster, '
                "so name one to create by name"
            )
    elif current is not None and params["name"] not in (None, cluster_name(current)):
        # Two ways to say which cluster, and they disagree: deleting either would be a guess.
        raise OptionError(
            f'managed cluster "{params["id"]}" (id) has the name "{cluster_name(current)}", not "{params["name"]}": '
            "not deleted"
        )
    return current


def _plan_presence(params: Mapping[str, Any], current: Record | None, configuration: Configuration, label: str) -> Plan:
    state = _state(current, configuration) if current else {}
    if params["type"] not in (None, state.get("type")):
        refuse_other_case(f"{label}: type", params["type"], TYPES)
    desired = {field: params[field] for field in ("name", "type", "description") if params[field] is not None}
    kept = {key: value for key, value in configuration.items() if value is not None}
    if kept or "configuration" in state:
        desired["configuration"] = kept
    return plan_presence(
        desired,
        state,
        defaults=DEFAULTS,
        immutable=IMMUTABLE,
        label=label,
        advice="declare a cluster of another name, and move its appliances there",
    )


def _plan_absence(tenant: Tenant, params: Mapping[str, Any], current: Record | None, label: str) -> Plan:
    """The plan to delete a cluster; with its clients, which the plan then shows. Raises OptionError to keep them."""
    if current is None:
        return plan_absence({})
    clients = _clients_of(tenant, current)
    if clients and not params["remove_clients"]:
        names = ", ".join(f'"{name}"' for name in clients[:MOST_NAMES])
        more = f" and {len(clients) - MOST_NAMES} more" if len(clients) > MOST_NAMES else ""
        raise OptionError(
            f"{label} has clients and is not deleted: {names}{more}: delete them before, or set remove_clients: true "
            "to delete them with it"
        )
    return plan_absence({**_state(current, {}), **({"clients": clients} if clients else {})})


def _clients_of(tenant: Tenant, cluster: Record) -> list[str]:
    """What the clients of a cluster are called, in order."""
    listed = tenant.clients.find_all(equals("clusterId", cluster["id"]))
    names = [client_name(record) for record in listed if record["cluster_id"] == cluster["id"]]
    # Those that the list does not show, too: what the cluster says of itself.
    return sorted(names) or sorted(str(client_id) for client_id in cluster.get("client_ids") or [])


def _refuse_second(tenant: Tenant, plan: Plan, own_id: str) -> None:
    """Refuse to give a cluster, by its id, the name of another."""
    name = plan.after["name"]
    if name == plan.before["name"]:
        return
    if any(record["id"] != own_id for record in clusters_named(tenant.clusters, name)):
        raise AmbiguousError(
            f'managed cluster "{own_id}" (id) would become the second one named "{name}": give it another name'
        )


def _state(record: Record, configuration: Configuration) -> State:
    """What can be declared, and of the configuration no other keys than those that the task names."""
    state = {
        "name": cluster_name(record),
        "type": record.get("type"),
        # null and "" are the same, as with clients.
        "description": record.get("description") or "",
    }
    known = record.get("configuration")
    if configuration and isinstance(known, dict):
        state["configuration"] = {key: as_text(known[key]) for key in configuration if known.get(key) is not None}
    return state


def _carry_out(
    tenant: Tenant, plan: Plan, current: Record | None, plan_again: Callable[[Record], Plan], *, remove_clients: bool
) -> Record | None:
    if plan.action == "patched" and current:
        return tenant.clusters.patch(current["id"], plan.patch, lambda record: plan_again(record).patch)
    if current:
        tenant.clusters.delete(current["id"], {"removeClients": "true"} if remove_clients else None)
        return None
    name = plan.after["name"]
    return tenant.clusters.create(plan.after, lambda deadline: _find_by_name(tenant, name, deadline))


def _expected(plan: Plan, current: Record | None, configuration: Configuration) -> Record | None:
    """The record as it would be: without what only the tenant knows, such as the id of a new cluster."""
    if plan.action == "created":
        return dict(plan.after)
    if plan.action == "patched":
        record = {**(current or {}), **plan.after}
        known = (current or {}).get("configuration") or {}
        others = {key: value for key, value in known.items() if key not in configuration}
        return {**record, "configuration": {**others, **plan.after.get("configuration", {})}}
    return current if plan.after else None


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "foreseen": FORESEEN,
        "name": {"type": "str"},
        "id": {"type": "str"},
        "type": {"type": "str"},
        "description": {"type": "str"},
        "configuration": {"type": "dict"},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "remove_clients": {"type": "bool", "default": False},
    },
    required_one_of=[("name", "id")],
)

MANAGED_CLUSTER = Resource("managed_cluster", ARGUMENTS, ensure)
