# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leave one object in each place, however many runs create or rename objects at once.

The API knows no way to create an object only if its name is free, or to rename one only then. So what was created or
renamed is read again: all runs agree on one object, and each removes only what it created, and takes back only what it
renamed. They agree from the lists alone, on the first in one order: by ``created_at`` as lists show it, then by id.
That holds as long as lists show what was written, in the order of the writes, within ``consistency_timeout`` seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timezone
from typing import Dict, NamedTuple, TypeVar

from .._api.cancellation import shielded
from .._api.deadline import Deadline
from .._api.endpoint import Endpoint, Record
from .._api.errors import AmbiguousError, ImmutableError, MovingListError, RacingError, SailPointError
from .._api.filters import equals
from .._api.pool import map_concurrently
from .._api.tenant import Tenant
from .._plan.difference import RECREATED, Fields, json_patch
from .._plan.identity import require_single
from .._plan.kind import Kind
from .._plan.plan import Change
from .._shown import shown_name
from .read import find_named

FIRST_LOOK = 0.05
LONGEST_LOOK = 1.0
"""Seconds between looks at a list: twice as long each time."""

UNDATED = 2
"""How many times ``consistency_timeout`` objects without a date wait until all that were created at once are shown."""

Found = TypeVar("Found")

Rivals = Dict[str, Record]
"""All objects that have one place, by id, as lists show them."""


class Placed(NamedTuple):
    """An object that was created or renamed, and has to be the only one in its place.

    ``own`` is false if the response to a create was lost, and this was found instead: it may be another run's.
    ``former`` are the fields before a rename.
    """

    change: Change
    record: Record
    predecessor_id: str | None = None
    own: bool = True
    former: Fields | None = None


def settle(tenant: Tenant, placed: Sequence[Placed]) -> list[Record | SailPointError]:
    """Leave one object in each place, all of one kind. Returns for each the object that is there, or what went wrong.

    It is done whatever stops the task: what was created or renamed has to be the only one.
    """
    endpoint = tenant.endpoint(placed[0].change.kind.service)
    with shielded():
        try:
            rivals = _find_rivals(tenant, endpoint, placed)
        except SailPointError as error:
            return [_unsettled(one, error) for one in placed]
        return map_concurrently(lambda pair: _outcome(endpoint, *pair), list(zip(placed, rivals)))


def first_of(records: Iterable[Record]) -> Record:
    """The one that all runs agree on."""
    return min(records, key=_order)


def place_of(kind: Kind, record: Record) -> tuple[str, object]:
    """Where there must be one object only: its name, and what that counts within."""
    return kind.name_of(record), record.get(f"{kind.parent}_id")


def until_consistent(tenant: Tenant, look: Callable[[], Found], enough: Callable[[Found], bool]) -> Found:
    """What ``look`` finds. While lists change or show two that were created at once, it looks again, as others end."""
    return look_until(tenant, (1 + UNDATED) * tenant.consistency_timeout, look, enough)


def _find_rivals(tenant: Tenant, endpoint: Endpoint, placed: Sequence[Placed]) -> list[Rivals]:
    """For each, all that have its place.

    Usually one look is enough: a list that shows the own object shows all older ones.
    """

    def look() -> list[Rivals]:
        return _rivals(placed, _read(endpoint, placed))

    found = look_until(tenant, tenant.consistency_timeout, look, lambda rivals: all(map(_is_enough, placed, rivals)))
    if any(map(_is_undated, placed, found)):
        # Without a date the first is not the oldest. So none may be missing when the runs decide: neither one that was
        # created by a run that did not see this one yet, nor this one in the list of that run.
        tenant.sleep(UNDATED * tenant.consistency_timeout)
        found = look()
    return found


def _read(endpoint: Endpoint, placed: Sequence[Placed]) -> list[Record]:
    """All objects that could have the same places."""
    kind = placed[0].change.kind
    if len(placed) == 1:
        return find_named(endpoint, kind, kind.name_of(placed[0].record))
    if not kind.parent:
        return endpoint.find_all()
    parent_ids = sorted({str(one.record[f"{kind.parent}_id"]) for one in placed})
    lists = map_concurrently(lambda one: endpoint.find_all(equals(f"{kind.parent}Id", one)), parent_ids)
    return [record for found in lists for record in found]


def _rivals(placed: Sequence[Placed], records: Sequence[Record]) -> list[Rivals]:
    kind = placed[0].change.kind
    places: dict[Hashable, Rivals] = {place_of(kind, one.record): {} for one in placed}
    for record in records:
        rivals = places.get(place_of(kind, record))
        if rivals is not None:
            rivals[record["id"]] = record
    return [
        {id_: record for id_, record in places[place_of(kind, one.record)].items() if id_ != one.predecessor_id}
        for one in placed
    ]


def _is_enough(one: Placed, rivals: Rivals) -> bool:
    """Whether the lists show what was written and so all that is older, and what others have to do is done."""
    if one.record["id"] not in rivals:
        return False
    if len(rivals) == 1:
        return True
    # What is not known as ours must be alone, and so must a renamed one that is the first: the others go.
    return one.own and not (one.former and first_of(rivals.values())["id"] == one.record["id"])


def _is_undated(one: Placed, rivals: Rivals) -> bool:
    return not one.former and not rivals.get(one.record["id"], one.record).get("created_at")


def look_until(tenant: Tenant, seconds: float, look: Callable[[], Found], enough: Callable[[Found], bool]) -> Found:
    """Look until it is enough, or for so many seconds.

    Until then, lists may also change while they are read, and show two of what other runs are about to settle. Raises
    what ``look`` raises last.
    """
    shown = Deadline(seconds)
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


def _outcome(endpoint: Endpoint, one: Placed, rivals: Rivals) -> Record | SailPointError:
    try:
        return _settled_rename(endpoint, one, rivals) if one.former else _settled_create(endpoint, one, rivals)
    except _TakenError as error:
        return error
    except SailPointError as error:
        return _unsettled(one, error)


def _unsettled(one: Placed, error: SailPointError) -> SailPointError:
    done = "renamed" if one.former else "created"
    return SailPointError(
        f"{one.change.label} was {done}, but the check for another object of the same name "
        f"failed: {error}. Run the task again",
        **{**error.details, "changed": True},
    )


def _settled_create(endpoint: Endpoint, new: Placed, rivals: Rivals) -> Record:
    """The object that stays, made as it was declared. Ours goes if it is not that."""
    change = new.change
    # As lists show it: the response to a create may know no date.
    everyone = {new.record["id"]: new.record, **rivals}
    first = first_of(everyone.values())
    while first["id"] != new.record["id"] and not _is_there(endpoint, change.kind, first):
        del everyone[first["id"]]
        first = first_of(everyone.values())
    if new.own:
        if first["id"] == new.record["id"]:
            return new.record
        _remove(endpoint, change, new.record["id"], first["id"])
    elif len(everyone) > 1:
        # One of the others may be ours: the runs that know theirs have removed them by now.
        others = [record for record in everyone.values() if record["id"] != first["id"] and _is_as_sent(record, new)]
        if len(others) != len(everyone) - 1 or len(others) != 1:
            require_single(change.kind, change.name, list(everyone.values()), "Give the id of the one you mean")
        _remove(endpoint, change, others[0]["id"], first["id"])
    differing = f"another run created {change.label} at the same time, with other values"
    try:
        left = again(change, first)
    except ImmutableError as error:
        raise SailPointError(f"{differing}: {error}") from None
    if left.action == RECREATED:
        raise SailPointError(f"{differing}. Declare the same in both runs, and run them again")
    if not left.changes:
        return first
    return endpoint.patch(first["id"], left.patch, lambda record: again(change, record).patch)


class _TakenError(AmbiguousError):
    """Another object has the name that this one was to get."""


def _remove(endpoint: Endpoint, change: Change, object_id: str, first_id: str) -> None:
    """Delete an object that is not to stay, unless others belong to it by now. Raises SailPointError then."""
    record = endpoint.get(object_id)
    if record is not None and change.kind.members_of(record):
        raise _TakenError(
            f"{change.label} exists twice. Another run created {first_id} at the same time, and {object_id}, which "
            f"this run created, already has clients. Move them to {first_id}, then delete {object_id}"
        )
    # Without them: what comes to belong to it in this moment makes the API refuse.
    endpoint.delete(object_id)


def _settled_rename(endpoint: Endpoint, one: Placed, rivals: Rivals) -> Record:
    """The renamed object, if it is alone in its place. Otherwise it gets its former name again: two must not stay.

    A run that created another one there deletes that one, if it sees this one in time.
    """
    id_, kind = one.record["id"], one.change.kind
    others = (rival for rival in rivals.values() if rival["id"] != id_ and _is_there(endpoint, kind, rival))
    other = next(others, None)
    if other is None:
        return one.record
    former = str((one.former or {})[kind.identity])
    back = json_patch({kind.identity: kind.name_of(one.record)}, {kind.identity: former})
    endpoint.patch(id_, back, lambda record: [] if kind.name_of(record) == former else back)
    raise _TakenError(
        f"{kind.label(former)} ({id_}) was renamed back: another run gave the name "
        f'"{shown_name(kind.name_of(one.record))}" to another object ({other["id"]}) at the same time. '
        "Choose another name"
    )


def _is_there(endpoint: Endpoint, kind: Kind, rival: Record) -> bool:
    """Whether a rival has the place indeed. Lists may still show one that is gone or was renamed."""
    record = endpoint.get(rival["id"])
    return record is not None and place_of(kind, record) == place_of(kind, rival)


def again(change: Change, record: Record | None) -> Change:
    """The change, planned again for an object that has changed meanwhile. Raises OptionError or ImmutableError."""
    return change.planned_again(record, datetime.now(timezone.utc))


def _is_as_sent(record: Record, new: Placed) -> bool:
    """Whether this could be what our request created: as it was sent, and never used since."""
    kind = new.change.kind
    unused = record.get("last_seen") is None and not kind.members_of(record)
    return unused and kind.fields_of(record, new.change.entry) == kind.fields_of(new.record, new.change.entry)


def _order(record: Record) -> tuple[bool, str, str]:
    # Dates first. Without its Z, a moment sorts before one with a fraction of the same second.
    created_at = str(record.get("created_at") or "").rstrip("Zz")
    return not created_at, created_at, record["id"]
