# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a managed client should be, and the plan that leads there. Pure: one client and a fleet plan alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._api.collection import Record
from .._api.errors import NotFoundError, OptionError
from .._lookup import client_name, the_only
from .._options import refuse_other_case
from .._plan import Plan, State, plan_absence, plan_presence

IMMUTABLE = ("cluster_id", "type")
"""Fields of which no source says that a PATCH may change them."""

TYPES = ("CCG", "VA", "INTERNAL", "IIQ_HARVESTER")
"""The types of the specification. Others are sent as they are."""

DEFAULTS = {"description": "", "type": "VA"}
"""What a new client gets where the task names nothing."""

ENTRY_OPTIONS: dict[str, dict[str, Any]] = {
    "name": {"type": "str"},
    "id": {"type": "str"},
    "cluster": {"type": "str"},
    "description": {"type": "str"},
    "type": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "recreate": {"type": "bool", "default": False},
}
"""The options that declare one client: those of a module, and those of an entry of a fleet."""


def refuse_empty(entry: Mapping[str, Any]) -> None:
    """Raise OptionError where an option that cannot be empty is."""
    for option in ("name", "id", "cluster", "type", "status", "client_id"):
        if entry.get(option) == "":
            raise OptionError(f"{option} is empty: give a value or leave it out")


def label_of(entry: Mapping[str, Any], current: Record | None) -> str:
    """What the client is called in messages."""
    return f'managed client "{client_name(current) if current else entry["name"] or entry["id"]}"'


def state_of(record: Record) -> State:
    """The fields of a record that can be declared."""
    return {
        "name": client_name(record),
        "cluster_id": record["cluster_id"],
        # null and "" are the same (specification: the default is "").
        "description": record.get("description") or "",
        "type": record.get("type"),
    }


def pick_client(namesakes: Sequence[Record], name: str, cluster_id: str | None) -> Record | None:
    """The one of these clients of the same name that is meant, or None. Raises AmbiguousError."""
    if cluster_id is None:
        return the_only(namesakes, f'managed client "{name}"', "give cluster or the id of the one you mean")
    inside = [record for record in namesakes if record["cluster_id"] == cluster_id]
    return the_only(inside, f'managed client "{name}" in its cluster', "give the id of the one you mean")


def check_client_of_id(entry: Mapping[str, Any], current: Record | None, cluster_id: str | None) -> None:
    """Check that the client with the id of the entry is one to do this to. Raises NotFoundError or OptionError."""
    if entry["state"] == "present":
        if current is None:
            raise NotFoundError(
                f'managed client "{entry["id"]}" (id) does not exist: the tenant gives the id of a new client, '
                "so name one to create by name and cluster"
            )
    elif current is not None:
        # Two ways to say which client, and they disagree: deleting either would be a guess.
        for field, wanted, actual in (
            ("name", entry["name"], client_name(current)),
            ("cluster", cluster_id, current["cluster_id"]),
        ):
            if wanted not in (None, actual):
                raise OptionError(
                    f'managed client "{entry["id"]}" (id) has the {field} "{actual}", not "{wanted}": not deleted'
                )


def plan_client(entry: Mapping[str, Any], current: Record | None, cluster_id: str | None) -> Plan:
    """The plan for one client. Raises OptionError or ImmutableError."""
    state = state_of(current) if current else {}
    if entry["state"] == "absent":
        return plan_absence(state)
    label = label_of(entry, current)
    if current is None and cluster_id is None:
        raise OptionError(f"{label} does not exist, and none can be created without a cluster: give cluster")
    if entry["type"] not in (None, state.get("type")):
        refuse_other_case(f"{label}: type", entry["type"], TYPES)
    desired = {
        "name": entry["name"],
        "cluster_id": cluster_id,
        "description": entry["description"],
        "type": entry["type"],
    }
    return plan_presence(
        {field: value for field, value in desired.items() if value is not None},
        state,
        defaults=DEFAULTS,
        immutable=IMMUTABLE,
        recreate=entry["recreate"],
        label=label,
    )


def is_renamed(plan: Plan) -> bool:
    """Whether a client that exists gets a name and cluster that another one could have."""
    return bool(plan.before and plan.after) and _place(plan.before) != _place(plan.after)


def _place(state: State) -> tuple[str, str]:
    return state["name"], state["cluster_id"]
