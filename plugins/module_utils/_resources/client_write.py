# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out the plan of a managed client, so that no fault and no race leaves a second one.

The API knows no way to create a client only if its name is free, or to rename one only then. So what was created or
renamed is read again: all runs agree on one client, and each removes only what it created, and takes back only what it
renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from .._api.collection import Record
from .._api.errors import AmbiguousError, GoneError, SailPointError
from .._api.pace import shielded
from .._api.pool import map_concurrently
from .._api.retry import Deadline
from .._api.tenant import Tenant
from .._lookup import client_name, clients_named
from .._plan import Plan, State
from .._shown import shown_name
from .client_plan import is_renamed, label_of, pick_client, plan_client, state_of
from .settle import Placed, Rivals, find_rivals, first_of


class Written(NamedTuple):
    """What became of one plan: the ``plan`` that was carried out in the end, and the client as it is then, or None.

    ``placed`` has still to be settled, if there is one. The record of a new client holds its secret.
    """

    plan: Plan
    record: Record | None
    placed: Placed | None = None


def carry_out(
    tenant: Tenant, entry: Mapping[str, Any], cluster_id: str | None, plan: Plan, current: Record | None
) -> Written:
    """Do to the client ``current`` what the plan for the entry says. Raises SailPointError.

    A client that is deleted to be recreated is, whatever stops the task in between.
    """
    label = label_of(entry, current)
    if plan.action == "patched" and current:

        def remaining(record: Record) -> Sequence[Mapping[str, Any]]:
            return plan_client(entry, record, cluster_id).patch

        try:
            record = tenant.clients.patch(current["id"], plan.patch, remaining)
        except GoneError:
            if entry["id"]:
                raise
            current, plan = None, plan_client(entry, None, cluster_id)
        else:
            renamed = Placed(label, entry, record, former=plan.before) if is_renamed(plan) else None
            return Written(plan, record, renamed)
    if current:
        tenant.clients.delete(current["id"])
    if plan.action == "deleted":
        return Written(plan, None)
    try:
        with shielded() if current else nullcontext():
            record, own = _create(tenant, plan.after, current)
    except SailPointError as error:
        raise SailPointError(
            f"{label} was deleted to be recreated, and is gone: {error}: declare it by name and cluster",
            **error.details,
        ) from None
    return Written(plan, record, Placed(label, entry, record, current["id"] if current else None, own))


def settle(
    tenant: Tenant, placed: Sequence[Placed], read: Callable[[], Sequence[Record]]
) -> list[Record | SailPointError]:
    """Leave one client in each place. Returns for each the client that is there, or what went wrong.

    ``read`` lists all clients that could have the same places. It is done whatever stops the task: what was created or
    renamed has to be the only one.
    """
    with shielded():
        try:
            rivals = find_rivals(tenant, placed, read, _place)
        except SailPointError as error:
            return [_unsettled(one, error) for one in placed]
        return map_concurrently(lambda pair: _outcome(tenant, *pair), list(zip(placed, rivals)))


def _create(tenant: Tenant, state: State, predecessor: Record | None) -> tuple[Record, bool]:
    """The new client, and whether it is known to be ours."""
    adopted = False

    def find_lost(deadline: Deadline) -> Record | None:
        nonlocal adopted
        namesakes = clients_named(tenant, state["name"], deadline)
        # A list may still show the one that was deleted.
        new = [record for record in namesakes if not predecessor or record["id"] != predecessor["id"]]
        inside = [record for record in new if record["cluster_id"] == state["cluster_id"]]
        adopted = bool(inside)
        return first_of(inside) if inside else None

    record = tenant.clients.create(state, find_lost)
    return record, not adopted


def _place(record: Record) -> tuple[str, str]:
    return client_name(record), record["cluster_id"]


def _outcome(tenant: Tenant, one: Placed, rivals: Rivals) -> Record | SailPointError:
    try:
        return _settled_rename(tenant, one, rivals) if one.former else _settled_create(tenant, one, rivals)
    except _TakenError as error:
        return error
    except SailPointError as error:
        return _unsettled(one, error)


def _unsettled(one: Placed, error: SailPointError) -> SailPointError:
    done = "renamed" if one.former else "created"
    return SailPointError(
        f"{one.label} was {done}, but whether another run gave the same name to another one could not be settled: "
        f"{error}: run again",
        **{**error.details, "changed": True},
    )


def _settled_create(tenant: Tenant, new: Placed, rivals: Rivals) -> Record:
    """The client that stays, made as it was declared. Ours goes where it is not that."""
    # As lists show it: the answer to a create may know no date.
    everyone = {new.record["id"]: new.record, **rivals}
    first = first_of(everyone.values())
    while first["id"] != new.record["id"] and not _is_there(tenant, first):
        del everyone[first["id"]]
        first = first_of(everyone.values())
    if new.own:
        if first["id"] == new.record["id"]:
            return new.record
        tenant.clients.delete(new.record["id"])
    elif len(everyone) > 1:
        # One of the others may be ours: the runs that know theirs have removed them by now.
        others = [record for record in everyone.values() if record["id"] != first["id"] and _is_as_sent(record, new)]
        if len(others) != len(everyone) - 1 or len(others) != 1:
            pick_client(list(everyone.values()), *_place(new.record))
        tenant.clients.delete(others[0]["id"])
    cluster_id = new.record["cluster_id"]
    plan = plan_client(new.entry, first, cluster_id)
    if plan.action == "recreated":
        raise SailPointError(
            f"another run created {label_of(new.entry, first)} at the same time, of another type: "
            "let both runs declare the same, and run them again"
        )
    if not plan.changed:
        return first
    return tenant.clients.patch(
        first["id"], plan.patch, lambda record: plan_client(new.entry, record, cluster_id).patch
    )


class _TakenError(AmbiguousError):
    """Another client has the name that this one was to get."""


def _settled_rename(tenant: Tenant, one: Placed, rivals: Rivals) -> Record:
    """The renamed client, if it is alone in its place. Otherwise it gets its former name again: two must not stay.

    A run that created another one there deletes that one, if it sees this one in time.
    """
    id_ = one.record["id"]
    other = next((rival for rival in rivals.values() if rival["id"] != id_ and _is_there(tenant, rival)), None)
    if other is None:
        return one.record
    former = {**state_of(one.record), "name": (one.former or {})["name"]}
    back = Plan("patched", state_of(one.record), former)

    def remaining(record: Record) -> Sequence[Mapping[str, Any]]:
        return [] if client_name(record) == former["name"] else back.patch

    tenant.clients.patch(id_, back.patch, remaining)
    raise _TakenError(
        f"{one.label} ({id_}) has its former name again: at the same time another run gave the name "
        f'"{shown_name(client_name(one.record))}" to another one in its cluster ({other["id"]}): give it another name'
    )


def _is_there(tenant: Tenant, rival: Record) -> bool:
    """Whether a rival has the place indeed. Lists may still show one that is gone or was renamed."""
    record = tenant.clients.get(rival["id"])
    return record is not None and _place(record) == _place(rival)


def _is_as_sent(record: Record, new: Placed) -> bool:
    """Whether this could be what our request created: as it was sent, and never seen since."""
    return state_of(record) == state_of(new.record) and record.get("last_seen") is None
