# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve duplicates after concurrent runs created or renamed objects of the same name.

The API cannot create or rename an object on the condition that a name is free. So every run reads the list after its
write. All runs keep the same object: the first by ``created_at`` (as lists show it), then by id. Each run deletes
only the object that it created, and reverts only its own rename. This requires that lists show writes in their order,
within ``consistency_timeout`` seconds.
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
MAX_LOOK = 1.0
"""Seconds between reads of a list; doubled each time."""

UNDATED = 2
"""Objects without ``created_at`` wait for this multiple of ``consistency_timeout``, so that lists show all of them."""

Found = TypeVar("Found")

Rivals = Dict[str, Record]
"""All listed objects with one name and parent, by id."""


class NameClaim(NamedTuple):
    """An object that this run created or renamed, and whose name must be unique within its parent.

    ``own`` is false if the response to a create was lost and the object was found in a list: another run may have
    created it. ``former`` are the fields before a rename.
    """

    change: Change
    record: Record
    predecessor_id: str | None = None
    own: bool = True
    former: Fields | None = None


def resolve_duplicates(tenant: Tenant, claims: Sequence[NameClaim]) -> list[Record | SailPointError]:
    """Resolve the duplicates of these objects, all of one kind. Returns the remaining object or an error for each.

    A stop does not interrupt it: the names must be unique afterwards.
    """
    endpoint = tenant.endpoint(claims[0].change.kind.service)
    with shielded():
        try:
            rivals = _find_rivals(tenant, endpoint, claims)
        except SailPointError as error:
            return [_unresolved(one, error) for one in claims]
        return map_concurrently(lambda pair: _outcome(endpoint, *pair), list(zip(claims, rivals)))


def oldest_of(records: Iterable[Record]) -> Record:
    """The object that all runs keep."""
    return min(records, key=_creation_order)


def name_key(kind: Kind, record: Record) -> tuple[str, object]:
    """The key that must be unique: the name, and the id of the parent if the kind has one."""
    return kind.name_of(record), record.get(f"{kind.parent}_id")


def until_consistent(tenant: Tenant, look: Callable[[], Found], enough: Callable[[Found], bool]) -> Found:
    """What ``look`` returns. It is repeated while lists change, or while other runs resolve their duplicates."""
    return poll_until(tenant, (1 + UNDATED) * tenant.consistency_timeout, look, enough)


def _find_rivals(tenant: Tenant, endpoint: Endpoint, claims: Sequence[NameClaim]) -> list[Rivals]:
    """For each claim, all objects with the same name and parent.

    Usually one read is enough: a list that shows the own object also shows all older ones.
    """

    def look() -> list[Rivals]:
        return _rivals(claims, _read(endpoint, claims))

    found = poll_until(tenant, tenant.consistency_timeout, look, lambda rivals: all(map(_is_enough, claims, rivals)))
    if any(map(_is_undated, claims, found)):
        # Without dates, the first by id may be the newest. So every run must see all objects before it decides,
        # also those of runs that did not see this object yet.
        tenant.sleep(UNDATED * tenant.consistency_timeout)
        found = look()
    return found


def _read(endpoint: Endpoint, claims: Sequence[NameClaim]) -> list[Record]:
    """All objects that may have the same name and parent."""
    kind = claims[0].change.kind
    if len(claims) == 1:
        return find_named(endpoint, kind, kind.name_of(claims[0].record))
    if not kind.parent:
        return endpoint.find_all()
    parent_ids = sorted({str(one.record[f"{kind.parent}_id"]) for one in claims})
    lists = map_concurrently(lambda one: endpoint.find_all(equals(f"{kind.parent}Id", one)), parent_ids)
    return [record for found in lists for record in found]


def _rivals(claims: Sequence[NameClaim], records: Sequence[Record]) -> list[Rivals]:
    kind = claims[0].change.kind
    places: dict[Hashable, Rivals] = {name_key(kind, one.record): {} for one in claims}
    for record in records:
        rivals = places.get(name_key(kind, record))
        if rivals is not None:
            rivals[record["id"]] = record
    return [
        {id_: record for id_, record in places[name_key(kind, one.record)].items() if id_ != one.predecessor_id}
        for one in claims
    ]


def _is_enough(one: NameClaim, rivals: Rivals) -> bool:
    """Whether the lists show the own write (and so all older ones), and other runs have resolved their duplicates."""
    if one.record["id"] not in rivals:
        return False
    if len(rivals) == 1:
        return True
    # An object that may be another run's, or a renamed one that stays, must be the only one: other runs delete theirs.
    return one.own and not (one.former and oldest_of(rivals.values())["id"] == one.record["id"])


def _is_undated(one: NameClaim, rivals: Rivals) -> bool:
    return not one.former and not rivals.get(one.record["id"], one.record).get("created_at")


def poll_until(tenant: Tenant, seconds: float, look: Callable[[], Found], enough: Callable[[Found], bool]) -> Found:
    """Call ``look`` until ``enough`` accepts the result, or for so many seconds.

    Until then, lists may change during the read, or show duplicates that other runs are about to delete. Raises the
    last error of ``look``.
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
        wait = min(2 * wait, MAX_LOOK)


def _outcome(endpoint: Endpoint, one: NameClaim, rivals: Rivals) -> Record | SailPointError:
    try:
        return _resolve_rename(endpoint, one, rivals) if one.former else _resolve_create(endpoint, one, rivals)
    except _NameTakenError as error:
        return error
    except SailPointError as error:
        return _unresolved(one, error)


def _unresolved(one: NameClaim, error: SailPointError) -> SailPointError:
    done = "renamed" if one.former else "created"
    return SailPointError(
        f"{one.change.label} was {done}, but the check for another object of the same name "
        f"failed: {error}. Run the task again",
        **{**error.details, "changed": True},
    )


def _resolve_create(endpoint: Endpoint, new: NameClaim, rivals: Rivals) -> Record:
    """The object that stays, changed to the declared fields. Ours is deleted if it is another one."""
    change = new.change
    # Prefer the listed record: the response to a create may lack ``created_at``.
    everyone = {new.record["id"]: new.record, **rivals}
    first = oldest_of(everyone.values())
    while first["id"] != new.record["id"] and not _still_exists(endpoint, change.kind, first):
        del everyone[first["id"]]
        first = oldest_of(everyone.values())
    if new.own:
        if first["id"] == new.record["id"]:
            return new.record
        _remove(endpoint, change, new.record["id"], first["id"])
    elif len(everyone) > 1:
        # One of the others may be ours: runs that know which one is theirs have deleted it by now.
        others = [record for record in everyone.values() if record["id"] != first["id"] and _is_as_sent(record, new)]
        if len(others) != len(everyone) - 1 or len(others) != 1:
            require_single(change.kind, change.name, list(everyone.values()), "Give the id of the one you mean")
        _remove(endpoint, change, others[0]["id"], first["id"])
    differing = f"another run created {change.label} at the same time, with other values"
    try:
        left = replan(change, first)
    except ImmutableError as error:
        raise SailPointError(f"{differing}: {error}") from None
    if left.action == RECREATED:
        raise SailPointError(f"{differing}. Declare the same in both runs, and run them again")
    if not left.changes:
        return first
    return endpoint.patch(first["id"], left.patch, lambda record: replan(change, record).patch)


class _NameTakenError(AmbiguousError):
    """Another object has the name already."""


def _remove(endpoint: Endpoint, change: Change, object_id: str, first_id: str) -> None:
    """Delete a duplicate. Raises SailPointError if it has members, such as clients of a cluster, already."""
    record = endpoint.get(object_id)
    if record is not None and change.kind.members_of(record):
        raise _NameTakenError(
            f"{change.label} exists twice. Another run created {first_id} at the same time, and {object_id}, which "
            f"this run created, already has clients. Move them to {first_id}, then delete {object_id}"
        )
    # Without remove_clients: if a client is created in it just now, the API refuses.
    endpoint.delete(object_id)


def _resolve_rename(endpoint: Endpoint, one: NameClaim, rivals: Rivals) -> Record:
    """The renamed object, if its name is unique. Otherwise the rename is reverted and an error is raised.

    A run that created another object of that name deletes it, if it sees this one in time.
    """
    id_, kind = one.record["id"], one.change.kind
    others = (rival for rival in rivals.values() if rival["id"] != id_ and _still_exists(endpoint, kind, rival))
    other = next(others, None)
    if other is None:
        return one.record
    former = str((one.former or {})[kind.identity])
    back = json_patch({kind.identity: kind.name_of(one.record)}, {kind.identity: former})
    endpoint.patch(id_, back, lambda record: [] if kind.name_of(record) == former else back)
    raise _NameTakenError(
        f"{kind.label(former)} ({id_}) was renamed back: another run gave the name "
        f'"{shown_name(kind.name_of(one.record))}" to another object ({other["id"]}) at the same time. '
        "Choose another name"
    )


def _still_exists(endpoint: Endpoint, kind: Kind, rival: Record) -> bool:
    """Whether the object exists under that name. Lists may still show a deleted or renamed one."""
    record = endpoint.get(rival["id"])
    return record is not None and name_key(kind, record) == name_key(kind, rival)


def replan(change: Change, record: Record | None) -> Change:
    """The change, planned again for an object that has changed meanwhile. Raises OptionError or ImmutableError."""
    return change.planned_again(record, datetime.now(timezone.utc))


def _is_as_sent(record: Record, new: NameClaim) -> bool:
    """Whether our request may have created this object: it has the fields sent, and was never used."""
    kind = new.change.kind
    unused = record.get("last_seen") is None and not kind.members_of(record)
    return unused and kind.fields_of(record, new.change.entry) == kind.fields_of(new.record, new.change.entry)


def _creation_order(record: Record) -> tuple[bool, str, str]:
    # Dated objects first. Without the Z, a time sorts before one with a fraction of the same second.
    created_at = str(record.get("created_at") or "").rstrip("Zz")
    return not created_at, created_at, record["id"]
