# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out the plan of a managed client, so that no fault and no race leaves a second one.

The API knows no way to create a client only if there is none. So what it created is read again: runs that created the
same client at once see each other's there, all agree on the oldest, and each removes only what it created itself.
The promise holds as long as lists show what was written, in the order of the writes, within ``list_lag`` seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from .._api.collection import Record
from .._api.errors import MovingListError, RacingError, SailPointError
from .._api.pace import shielded
from .._api.pool import map_concurrently
from .._api.retry import Deadline
from .._api.tenant import Tenant
from .._lookup import client_name, clients_named
from .._plan import Plan, State
from .client_plan import label_of, pick_client, plan_client, state_of

FIRST_LOOK = 0.05
LONGEST_LOOK = 1.0
"""Seconds between looks at a list: twice as long each time."""

Found = TypeVar("Found")


class Written(NamedTuple):
    """What became of one plan. ``record`` is the client as it is then, its secret included, or None.

    ``own`` is false where the answer to a create was lost, and this is what was found instead: it may be another's.
    """

    record: Record | None
    is_new: bool = False
    own: bool = True


class New(NamedTuple):
    """A client that was created: what was declared, what it came out of, and what it is."""

    entry: Mapping[str, Any]
    cluster_id: str
    predecessor_id: str | None
    record: Record
    own: bool

    @property
    def place(self) -> tuple[str, str]:
        """Where there must be one only."""
        return client_name(self.record), self.cluster_id


def carry_out(tenant: Tenant, plan: Plan, current: Record | None, label: str) -> Written:
    """Do what the plan says to the client ``current``. What is new has still to be settled.

    A client that is deleted to be recreated is, whatever stops the task in between.
    """
    if plan.action == "patched" and current:
        return Written(tenant.clients.patch(current["id"], plan.patch))
    if current:
        tenant.clients.delete(current["id"])
    if plan.action == "deleted":
        return Written(None)
    if not current:
        return _create(tenant, plan.after, None)
    try:
        with shielded():
            return _create(tenant, plan.after, current)
    except SailPointError as error:
        raise SailPointError(
            f"{label} was deleted to be recreated, and is gone: {error}: declare it by name and cluster",
            **error.details,
        ) from None


def settle(tenant: Tenant, new: Sequence[New], read: Callable[[], Sequence[Record]]) -> list[Record]:
    """Look whether others created the same clients at once, and leave one of each. Returns those that stay.

    ``read`` lists all clients that could have the same place. It is done whatever stops the task: what was created has
    to be the only one. Raises SailPointError.
    """
    with shielded():
        rivals = _look_until(tenant, lambda: _rivals(new, read()), lambda found: _is_shown(new, found))
        return map_concurrently(lambda pair: _settled(tenant, *pair), list(zip(new, rivals)))


def unsettled(label: str, error: SailPointError) -> SailPointError:
    """The error of a client that was created, where it could not be made sure that it is the only one."""
    return SailPointError(
        f"{label} was created, but whether another run created it, too, could not be settled: {error}: run again",
        **error.details,
    )


def once_settled(tenant: Tenant, look: Callable[[], Found]) -> Found:
    """What ``look`` finds. Where lists change or show two that were created at once, it looks again, as others end."""
    return _look_until(tenant, look, lambda _found: True)


def _create(tenant: Tenant, state: State, predecessor: Record | None) -> Written:
    adopted = False

    def find_lost(deadline: Deadline) -> Record | None:
        nonlocal adopted
        namesakes = clients_named(tenant, state["name"], deadline)
        # A list may still show the one that was deleted.
        new = [record for record in namesakes if not predecessor or record["id"] != predecessor["id"]]
        inside = [record for record in new if record["cluster_id"] == state["cluster_id"]]
        adopted = bool(inside)
        return min(inside, key=_age) if inside else None

    record = tenant.clients.create(state, find_lost)
    return Written(record, is_new=True, own=not adopted)


def _settled(tenant: Tenant, new: New, rivals: Mapping[str, Record]) -> Record:
    """The client that stays, made as it was declared. Ours goes where it is not that."""
    everyone = {**rivals, new.record["id"]: new.record}
    oldest = min(everyone.values(), key=_age)
    if new.own:
        if oldest["id"] == new.record["id"]:
            return new.record
        tenant.clients.delete(new.record["id"])
    elif len(everyone) > 1:
        # One of the others may be ours: the runs that know theirs have removed them by now.
        others = [record for record in everyone.values() if record["id"] != oldest["id"] and _is_as_sent(record, new)]
        if len(others) != len(everyone) - 1 or len(others) != 1:
            pick_client(list(everyone.values()), new.place[0], new.cluster_id)
        tenant.clients.delete(others[0]["id"])
    plan = plan_client(new.entry, oldest, new.cluster_id)
    if plan.action == "recreated":
        raise SailPointError(
            f"another run created {label_of(new.entry, oldest)} at the same time, of another type: "
            "let both runs declare the same, and run them again"
        )
    return tenant.clients.patch(oldest["id"], plan.patch) if plan.changed else oldest


def _is_as_sent(record: Record, new: New) -> bool:
    """Whether this could be what our request created: as it was sent, and never seen since."""
    return state_of(record) == state_of(new.record) and record.get("last_seen") is None


def _rivals(new: Sequence[New], records: Sequence[Record]) -> list[dict[str, Record]]:
    """For each, all clients that have its name and cluster, by id."""
    places: dict[tuple[str, str], dict[str, Record]] = {one.place: {} for one in new}
    for record in records:
        place = places.get((client_name(record), record["cluster_id"]))
        if place is not None:
            place[record["id"]] = record
    return [{id_: record for id_, record in places[one.place].items() if id_ != one.predecessor_id} for one in new]


def _is_shown(new: Sequence[New], rivals: Sequence[Mapping[str, Record]]) -> bool:
    """Whether the lists show all that we created, and so all that is older; what is not known as ours must be alone."""
    return all(one.record["id"] in found and (one.own or len(found) == 1) for one, found in zip(new, rivals))


def _look_until(tenant: Tenant, look: Callable[[], Found], enough: Callable[[Found], bool]) -> Found:
    """Look until it is enough, or until lists show all that there was at the first look.

    Until then, lists may also change while they are read, and show two of what other runs are about to settle. Raises
    what ``look`` raises last.
    """
    shown = Deadline(tenant.list_lag)
    wait = FIRST_LOOK
    while True:
        last = not shown.left
        try:
            found = look()
            if last or enough(found):
                return found
        except (MovingListError, RacingError):
            if last:
                raise
        tenant.sleep(min(wait, shown.left))
        wait = min(2 * wait, LONGEST_LOOK)


def _age(record: Record) -> tuple[str, str]:
    """By this all runs agree on the same one: when it was created, then its id."""
    return str(record.get("created_at") or ""), record["id"]
