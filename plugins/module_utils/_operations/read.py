# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tenant -> state: what a declaration is compared with, in as few requests and round trips as that takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Callable, Iterable

from .._api.collection import Collection
from .._api.deadline import Deadline
from .._api.errors import ApiError, OptionError, RequestError, SailPointError
from .._api.filters import equals
from .._api.pool import map_concurrently
from .._api.tenant import Tenant
from .._plan.identity import ID_PATTERN, Directory
from .._plan.kind import Entry, Kind, Parent, Record
from .._plan.kinds import KINDS, parent_of
from .._plan.plan import Plan
from .._plan.planner import Declared, Scope
from .._plan.state import State
from .leftovers import without_leftovers, without_leftovers_of
from .parts import as_record, read_part

Lookup = Callable[[], Iterable[Record]]


def read_for(tenant: Tenant, declared: Sequence[Declared], scope: Scope) -> State:
    """What has to be known to plan these entries: a few objects for one entry, whole lists for more.

    Raises SailPointError.
    """
    if len(declared) == 1 and not scope.purge and not scope.complete:
        return _read_around(tenant, declared[0], scope)
    needed = {kind.key for kind in scope.complete} | {one.kind.key for one in declared}
    # What belongs to an object decides whether it can be deleted, and what an object belongs to is named by it.
    parents = {one.kind.key for one in declared if one.kind.parent is None and one.entry["state"] == "absent"}
    needed |= {kind.key for kind in KINDS if kind.parent in parents or (kind.purgeable and scope.purge)}
    needed |= {str(kind.parent) for kind in KINDS if kind.key in needed and kind.parent}
    listed = [kind for kind in KINDS if kind.key in needed and kind.has_id]
    found = dict(zip(listed, map_concurrently(lambda kind: tenant.endpoint(kind.service).find_all(), listed)))
    for kind in listed:
        if kind.parent:
            parent = parent_of(kind)
            found[kind] = without_leftovers(tenant.endpoint(kind.service), found[kind], found[parent], parent)
    return State(found, _parts(tenant, declared, found))


def find_named(endpoint: Collection, kind: Kind, name: str, deadline: Deadline | None = None) -> list[Record]:
    """All objects of exactly that name. The API compares without regard to case. Raises SailPointError."""
    lists = [endpoint.find_all(filters, deadline) for filters in kind.filters_of(name)]
    found = {record["id"]: record for records in lists for record in records}
    return [record for record in found.values() if kind.name_of(record) == name]


def find_referenced(endpoint: Collection, kind: Kind, reference: str) -> list[Record]:
    """The objects that a reference may mean: those of that name, and that of that id. Raises SailPointError.

    One request is enough for a reference that is what it looks like.
    """
    searches: list[Lookup] = [
        lambda: find_named(endpoint, kind, reference),
        # A name may be what no id can be.
        lambda: [] if reference in (".", "..") else _by_id(endpoint, reference),
    ]
    if ID_PATTERN.fullmatch(reference):
        searches.reverse()
    for search in searches:
        found = list(search())
        if found:
            return found
    return []


def require_referenced(tenant: Tenant, kind: Kind, reference: str) -> Record:
    """The object of that name or id. Raises NotFoundError, which names near ones, or AmbiguousError."""
    endpoint = tenant.endpoint(kind.service)
    # What may have been meant is known from the whole list.
    found = find_referenced(endpoint, kind, reference) or endpoint.find_all()
    object_id = Directory.of(kind, found).find(reference).id
    return next(record for record in found if record["id"] == object_id)


def with_origin(tenant: Tenant, plan: Plan) -> Plan:
    """The plan of one change, which names what the object belongs to, also if its entry does not."""
    (change,) = plan.changes
    kind = change.kind
    origin_id = (change.current or {}).get(f"{kind.parent}_id")
    if not tenant.shows_diff or not change.changes or change.origin or not kind.parent or not origin_id:
        return plan
    parent = parent_of(kind)
    try:
        record = tenant.endpoint(parent.service).get(origin_id)
    except RequestError:
        # It is only to be shown.
        return plan
    if record is None:
        return plan
    origin = Parent.of(parent, record)
    return plan._replace(changes=[change._replace(origin=origin, parent=change.parent or origin)])


def refuse_empty(options: Mapping[str, Any], *names: str) -> None:
    """Raise OptionError if one of these options is empty."""
    for name in names:
        if options.get(name) == "":
            raise OptionError(f"{name} is empty: give a value or leave it out")


def _read_around(tenant: Tenant, declared: Declared, scope: Scope) -> State:
    """What one entry is about: objects of its names, the one of its id, and the one that it belongs to."""
    kind, entry, _where = declared
    endpoint = tenant.endpoint(kind.service) if kind.has_id else None
    parent = parent_of(kind) if kind.parent else None
    lookups: dict[Kind, Lookup] = {}
    if parent and entry[parent.key]:
        lookups[parent] = lambda: find_referenced(tenant.endpoint(parent.service), parent, entry[parent.key])
    if endpoint:
        lookups[kind] = lambda: _candidates(endpoint, kind, entry)
    found = dict(zip(lookups, map_concurrently(lambda lookup: list(lookup()), lookups.values())))
    if endpoint:
        parents = found.get(parent) if parent else None
        found[kind] = without_leftovers_of(endpoint, kind, entry, found[kind], parents)
    return State(_with_more(tenant, declared, scope, found), _parts(tenant, [declared], found))


def _candidates(endpoint: Collection, kind: Kind, entry: Entry) -> list[Record]:
    """The objects that an entry may be about or, if it gives one found by id another name, would collide with."""
    name, previous_name = entry[kind.identity], entry.get("previous_name")
    if not entry["id"]:
        names = [name, previous_name] if previous_name else [name]
        found = _unique(map_concurrently(lambda one: find_named(endpoint, kind, one), names))
        if any(kind.name_of(record) == name for record in found):
            return found
        # A list may still show the name that an object had before.
        return _unique(map_concurrently(lambda record: _by_id(endpoint, record["id"]), found))
    found = list(_by_id(endpoint, entry["id"]))
    if entry["state"] == "present" and name and found and name != kind.name_of(found[0]):
        found = _unique([found, find_named(endpoint, kind, name)])
    return found


def _with_more(
    tenant: Tenant, declared: Declared, scope: Scope, found: dict[Kind, list[Record]]
) -> dict[Kind, list[Record]]:
    """What may have been meant by a name that was not found, and what belongs to an object that is to be deleted."""
    kind, entry, _where = declared
    parent = parent_of(kind) if kind.parent and entry[kind.parent] else None
    place_ids = [record["id"] for record in found[parent]] if parent else None
    known = found.get(kind, [])
    meant = known if place_ids is None else [one for one in known if one[f"{kind.parent}_id"] in place_ids]
    is_missing = entry["state"] == "absent" and not entry.get("id") and not meant
    if is_missing and scope.unknown_absent == "ok":
        return found
    # Those elsewhere are a warning or an error, which says where they are.
    elsewhere = known and not meant and (entry["state"] == "absent") == bool(entry["id"])
    if parent and (not place_ids or elsewhere):
        found = {**found, parent: tenant.endpoint(parent.service).find_all()}
    if entry["state"] == "present" or not kind.has_id or place_ids == []:
        return found
    if is_missing:
        within = equals(f"{kind.parent}Id", place_ids[0]) if place_ids else None
        listed = tenant.endpoint(kind.service).find_all(within)
        # What a list shows of that name does not exist any more.
        return {**found, kind: [record for record in listed if kind.name_of(record) != entry[kind.identity]]}
    children = [child for child in KINDS if child.parent == kind.key and child.has_id]
    return {**found, **{child: _belonging(tenant, kind, child, meant) for child in children}}


def _belonging(tenant: Tenant, kind: Kind, child: Kind, records: Sequence[Record]) -> list[Record]:
    """The objects of another kind that belong to these."""
    endpoint = tenant.endpoint(child.service)
    lists = map_concurrently(lambda record: endpoint.find_all(equals(f"{kind.key}Id", record["id"])), records)
    ids = {record["id"] for record in records}
    return [found for listed in lists for found in listed if found[f"{kind.key}_id"] in ids]


def _parts(tenant: Tenant, declared: Sequence[Declared], found: dict[Kind, list[Record]]) -> dict[str, dict[str, Any]]:
    """The parts without an id of their own, of the objects that entries name."""
    parts: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        entries = [one.entry for one in declared if one.kind is kind]
        if kind.has_id or not entries:
            continue
        parent = parent_of(kind)
        directory = Directory.of(parent, found[parent])
        others = {one.entry["name"]: one.entry for one in declared if one.kind is parent}
        references = {entry[parent.key] for entry in entries}
        ids = sorted(filter(None, (_id_of(directory, one, others.get(one)) for one in references)))
        parts[kind.key] = _read_parts(tenant, kind, ids)
    return parts


def _read_parts(tenant: Tenant, kind: Kind, parent_ids: Sequence[str]) -> dict[str, Any]:
    endpoint = tenant.endpoint(parent_of(kind).service)
    found = map_concurrently(lambda one: as_record(read_part(endpoint, kind, one)), parent_ids)
    return dict(zip(parent_ids, found))


def _id_of(directory: Directory, reference: str, entry: Entry | None) -> str | None:
    """The id of the object that will have that name, which ``entry`` may give to it."""
    names = [entry["id"]] if entry and entry["id"] else [reference, entry and entry["previous_name"]]
    for name in filter(None, names):
        # What is wrong with the reference, the plan will say.
        with suppress(SailPointError):
            return directory.find(name).id
    return None


def _by_id(endpoint: Collection, object_id: str) -> list[Record]:
    try:
        found = endpoint.get(object_id)
    except ApiError as error:
        # Whether text that is no id is answered by 400 or by 404 is not documented.
        if error.own and error.status == 400:
            return []
        raise
    return [found] if found else []


def _unique(lists: Iterable[Iterable[Record]]) -> list[Record]:
    return list({record["id"]: record for records in lists for record in records}.values())
