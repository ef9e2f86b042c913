# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drop listed objects that this run has deleted. In the controller's process they are known; a module reads by id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .._api.endpoint import Endpoint
from .._api.pool import map_concurrently
from .._plan.kind import Entry, Kind, Record

MAX_SUSPECTS = 50
"""How many listed objects are read by id at most. A run rarely deletes more and declares them again."""


def without_stale_of(
    endpoint: Endpoint, kind: Kind, entry: Entry, found: Sequence[Record], parents: Sequence[Record] | None
) -> list[Record]:
    """The objects that an entry may refer to or collide with, without deleted ones.

    ``parents`` are those that the entry names, or None. Remaining namesakes in one parent exist, which is an error.
    """
    own = next((record for record in found if record["id"] == entry["id"]), None)
    if parents is None and own:
        places: set[object] | None = {own.get(f"{kind.parent}_id")}
    else:
        places = None if parents is None else {record["id"] for record in parents}
    by_name: defaultdict[str, list[Record]] = defaultdict(list)
    for record in found:
        if record is not own and (places is None or record.get(f"{kind.parent}_id") in places):
            by_name[kind.name_of(record)].append(record)
    suspects = [records[0] for records in by_name.values() if len(records) == 1]
    return _without_those_gone(endpoint, found, suspects)


def without_stale(endpoint: Endpoint, found: Sequence[Record], parents: Sequence[Record], parent: Kind) -> list[Record]:
    """All objects of a kind without deleted ones.

    An object that its parent does not list may be deleted. If many are not listed, the tenant does not maintain that
    field.
    """
    named = {member for record in parents for member in parent.members_of(record)}
    suspects = [record for record in found if named.isdisjoint((record["id"], record.get("client_id")))]
    if len(suspects) > MAX_SUSPECTS:
        return list(found)
    return _without_those_gone(endpoint, found, suspects)


def _without_those_gone(endpoint: Endpoint, found: Sequence[Record], suspects: Sequence[Record]) -> list[Record]:
    answers = map_concurrently(endpoint.is_stale, suspects)
    gone = {record["id"] for record, is_stale in zip(suspects, answers) if is_stale}
    return [record for record in found if record["id"] not in gone]
