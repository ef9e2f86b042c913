# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who else took the same name at the same time. Of any kind of object: what to do about it is the kind's own matter.

All runs agree from the lists alone, on the first in one order: by ``created_at`` as lists show it, then by id. That
holds as long as lists show what was written, in the order of the writes, within ``list_lag`` seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Dict, NamedTuple, TypeVar

from .._api.collection import Record
from .._api.errors import MovingListError, RacingError
from .._api.retry import Deadline
from .._api.tenant import Tenant
from .._plan import State

FIRST_LOOK = 0.05
LONGEST_LOOK = 1.0
"""Seconds between looks at a list: twice as long each time."""

UNDATED = 2
"""How many times ``list_lag`` objects without a date wait until all that were created at once are shown."""

Found = TypeVar("Found")

Place = Callable[[Record], Hashable]
"""Where there must be one object only: its name, and what that counts within."""

Rivals = Dict[str, Record]
"""All objects that have one place, by id, as lists show them."""


class Placed(NamedTuple):
    """An object that was created, or renamed by its id, and has to be the only one in its place.

    ``own`` is false if the answer to a create was lost, and this was found instead: it may be another run's.
    ``former`` is the state before a rename.
    """

    label: str
    entry: Mapping[str, Any]
    record: Record
    predecessor_id: str | None = None
    own: bool = True
    former: State | None = None


def find_rivals(
    tenant: Tenant, placed: Sequence[Placed], read: Callable[[], Sequence[Record]], place: Place
) -> list[Rivals]:
    """For each, all that have its place. ``read`` lists all objects that could. Raises SailPointError.

    Usually one look is enough: a list that shows the own object shows all older ones.
    """

    def look() -> list[Rivals]:
        return _rivals(placed, read(), place)

    found = _look_until(tenant, tenant.list_lag, look, lambda rivals: all(map(_is_enough, placed, rivals)))
    if any(map(_is_undated, placed, found)):
        # Without a date the first is not the oldest. So none may be missing when the runs decide: neither one that was
        # created by a run that did not see this one yet, nor this one in the list of that run.
        tenant.sleep(UNDATED * tenant.list_lag)
        found = look()
    return found


def first_of(records: Iterable[Record]) -> Record:
    """The one that all runs agree on."""
    return min(records, key=_order)


def once_settled(tenant: Tenant, look: Callable[[], Found]) -> Found:
    """What ``look`` finds. Where lists change or show two that were created at once, it looks again, as others end."""
    return _look_until(tenant, (1 + UNDATED) * tenant.list_lag, look, lambda _found: True)


def _rivals(placed: Sequence[Placed], records: Sequence[Record], place: Place) -> list[Rivals]:
    places: dict[Hashable, Rivals] = {place(one.record): {} for one in placed}
    for record in records:
        rivals = places.get(place(record))
        if rivals is not None:
            rivals[record["id"]] = record
    return [
        {id_: record for id_, record in places[place(one.record)].items() if id_ != one.predecessor_id}
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


def _look_until(tenant: Tenant, seconds: float, look: Callable[[], Found], enough: Callable[[Found], bool]) -> Found:
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


def _order(record: Record) -> tuple[bool, str, str]:
    # Dates first. Without its Z, a moment sorts before one with a fraction of the same second.
    created_at = str(record.get("created_at") or "").rstrip("Zz")
    return not created_at, created_at, record["id"]
