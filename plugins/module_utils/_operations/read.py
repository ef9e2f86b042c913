# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the state that a declaration is compared with, in as few requests and round trips as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Callable, Dict, TypeVar

from .._api.deadline import Deadline
from .._api.endpoint import Endpoint
from .._api.errors import ApiError, OptionError, SailPointError
from .._api.filters import equals
from .._api.pool import in_parallel, map_concurrently
from .._api.tenant import Tenant
from .._plan.identity import ID_PATTERN, Directory
from .._plan.kind import Entry, Kind, Record
from .._plan.kinds import KINDS, parent_of
from .._plan.planner import Declared, Scope
from .._plan.state import State
from .parts import as_record, read_part
from .stale import without_stale, without_stale_of

Parts = Dict[str, Dict[str, Any]]
"""Parts without an id, by kind and by the id of their object."""

Result = TypeVar("Result")


def read_for(tenant: Tenant, declared: Sequence[Declared], scope: Scope) -> State:
    """The state required to plan these entries: a few objects for one entry, whole lists for more.

    Raises SailPointError.
    """
    if len(declared) == 1 and not scope.purge and not scope.complete:
        return _read_around(tenant, declared[0], scope)
    needed = {kind.key for kind in scope.complete} | {one.kind.key for one in declared}
    # A deletion depends on the children, and children refer to parents by id.
    parents = {one.kind.key for one in declared if one.kind.parent is None and one.entry["state"] == "absent"}
    needed |= {kind.key for kind in KINDS if kind.parent in parents or (kind.purgeable and scope.purge)}
    needed |= {str(kind.parent) for kind in KINDS if kind.key in needed and kind.parent}
    listed = [kind for kind in KINDS if kind.key in needed and kind.has_id]
    parts: Parts = {}

    def read(kind: Kind) -> list[Record]:
        records = tenant.endpoint(kind.service).find_all()
        # Parts depend on this list only.
        parts.update(_parts(tenant, declared, kind, records))
        return records

    found = dict(zip(listed, map_concurrently(read, listed)))
    for kind in listed:
        if kind.parent:
            parent = parent_of(kind)
            found[kind] = without_stale(tenant.endpoint(kind.service), found[kind], found[parent], parent)
    return State(found, parts)


def find_named(endpoint: Endpoint, kind: Kind, name: str, deadline: Deadline | None = None) -> list[Record]:
    """All objects of exactly that name (the API's filter ignores case). Raises SailPointError."""
    lists = map_concurrently(lambda filters: endpoint.find_all(filters, deadline), kind.filters_of(name))
    return [record for record in _unique(lists) if kind.name_of(record) == name]


def find_referenced(endpoint: Endpoint, kind: Kind, reference: str) -> list[Record]:
    """The objects that a reference matches by name or id; if there are none, all objects.

    One request is enough if the reference is what it looks like (a name or an id). Raises SailPointError.
    """
    found = _by_id(endpoint, reference) if ID_PATTERN.fullmatch(reference) else []
    return found or find_named(endpoint, kind, reference) or endpoint.find_all()


def require_referenced(tenant: Tenant, kind: Kind, reference: str) -> Record:
    """The object of that name or id. Raises NotFoundError, which suggests similar names, or AmbiguousError."""
    found = find_referenced(tenant.endpoint(kind.service), kind, reference)
    object_id = Directory.of(kind, found).find(reference).id
    return next(record for record in found if record["id"] == object_id)


def read_within(tenant: Tenant, kind: Kind, reference: str, read: Callable[[str], Result]) -> tuple[Record, Result]:
    """The object of that name or id, and ``read(id)``. Both are read concurrently if the reference looks like an id.

    Raises SailPointError.
    """
    calls: list[Callable[[], Any]] = [lambda: require_referenced(tenant, kind, reference)]
    if ID_PATTERN.fullmatch(reference):
        calls.append(lambda: read(reference))
    record, *early = in_parallel(*calls)
    return record, early[0] if early and record["id"] == reference else read(record["id"])


def refuse_empty(options: Mapping[str, Any], *names: str) -> None:
    """Raise OptionError if one of these options is empty."""
    for name in names:
        if options.get(name) == "":
            raise OptionError(f"{name} is empty. Give a value or omit the option")


def _read_around(tenant: Tenant, declared: Declared, scope: Scope) -> State:
    """Read the objects that one entry names: by name, by previous name, by id, and its parent."""
    kind, entry, _where = declared
    endpoint = tenant.endpoint(kind.service)
    parent = parent_of(kind) if kind.parent and entry[kind.parent] else None
    reference = entry[parent.key] if parent else ""
    reads: dict[str, Callable[[], Any]] = {}
    if parent:
        reads["parents"] = lambda: find_referenced(tenant.endpoint(parent.service), parent, reference)
    if kind.has_id:
        reads["known"] = lambda: _candidates(endpoint, kind, entry)
    elif ID_PATTERN.fullmatch(reference):
        reads["parts"] = lambda: _early_parts(endpoint, kind, reference)
    read = dict(zip(reads, in_parallel(*reads.values())))
    found: dict[Kind, list[Record]] = {parent: read["parents"]} if parent else {}
    if parent and not kind.has_id:
        return State(found, _parts(tenant, [declared], parent, found[parent], read.get("parts", {})))
    places = None
    if parent:
        places = [record for record in found[parent] if reference in (record["id"], parent.name_of(record))]
    known = read["known"]
    if entry["id"] or any(kind.name_of(record) == entry[kind.identity] for record in known):
        found[kind] = without_stale_of(endpoint, kind, entry, known, places)
    else:
        # A list may still show the name that an object had before.
        found[kind] = _unique(map_concurrently(lambda record: _by_id(endpoint, record["id"]), known))
    return State(_with_more(tenant, declared, scope, found, places))


def _early_parts(endpoint: Endpoint, kind: Kind, reference: str) -> dict[str, Any]:
    """The part of the object of that id, or nothing if it cannot be read: the reference may be a name."""
    with suppress(ApiError):
        return _read_parts(endpoint, kind, [reference])
    return {}


def _candidates(endpoint: Endpoint, kind: Kind, entry: Entry) -> list[Record]:
    """The objects that an entry may refer to, and those whose name a rename by id would collide with."""
    name, previous_name = entry[kind.identity], entry.get("previous_name")
    if not entry["id"]:
        names = [name, previous_name] if previous_name else [name]
        return _unique(map_concurrently(lambda one: find_named(endpoint, kind, one), names))
    found = list(_by_id(endpoint, entry["id"]))
    if entry["state"] == "present" and name and found and name != kind.name_of(found[0]):
        found = _unique([found, find_named(endpoint, kind, name)])
    return found


def _with_more(
    tenant: Tenant,
    declared: Declared,
    scope: Scope,
    found: dict[Kind, list[Record]],
    places: Sequence[Record] | None,
) -> dict[Kind, list[Record]]:
    """Also read similar names for a name that was not found, and the members of an object that will be deleted.

    ``places`` are the parents that the entry names, or None if it names none.
    """
    kind, entry, _where = declared
    place_ids = None if places is None else [record["id"] for record in places]
    known = found[kind]
    meant = known if place_ids is None else [one for one in known if one[f"{kind.parent}_id"] in place_ids]
    is_missing = entry["state"] == "absent" and not entry["id"] and not meant
    if is_missing and scope.unknown_absent == "ok":
        return found
    # Namesakes in other clusters cause a warning or an error that names the clusters.
    elsewhere = known and not meant and (entry["state"] == "absent") == bool(entry["id"])
    if place_ids and elsewhere:
        parent = parent_of(kind)
        found = {**found, parent: tenant.endpoint(parent.service).find_all()}
    if entry["state"] == "present" or place_ids == []:
        return found
    if is_missing:
        within = equals(f"{kind.parent}Id", place_ids[0]) if place_ids else None
        listed = tenant.endpoint(kind.service).find_all(within)
        # The listed object of that name was deleted.
        return {**found, kind: [record for record in listed if kind.name_of(record) != entry[kind.identity]]}
    children = [child for child in KINDS if child.parent == kind.key and child.has_id]
    return {**found, **{child: _belonging(tenant, kind, child, meant) for child in children}}


def _belonging(tenant: Tenant, kind: Kind, child: Kind, records: Sequence[Record]) -> list[Record]:
    """The child objects of these objects."""
    endpoint = tenant.endpoint(child.service)
    lists = map_concurrently(lambda record: endpoint.find_all(equals(f"{kind.key}Id", record["id"])), records)
    ids = {record["id"] for record in records}
    return [found for listed in lists for found in listed if found[f"{kind.key}_id"] in ids]


def _parts(
    tenant: Tenant,
    declared: Sequence[Declared],
    parent: Kind,
    records: Sequence[Record],
    known: Mapping[str, Any] = MappingProxyType({}),
) -> Parts:
    """The parts of these objects that entries name. Those that are ``known``, by id, are not read again."""
    directory = Directory.of(parent, records)
    endpoint = tenant.endpoint(parent.service)
    others = {one.entry["name"]: one.entry for one in declared if one.kind is parent}
    parts: Parts = {}
    for kind in KINDS:
        entries = [one.entry for one in declared if one.kind is kind]
        if kind.parent == parent.key and entries and not kind.has_id:
            references = {entry[parent.key] for entry in entries}
            found = (_id_of(directory, one, others.get(one)) for one in references)
            ids = sorted({one for one in found if one and one not in known})
            parts[kind.key] = {**known, **_read_parts(endpoint, kind, ids)}
    return parts


def _read_parts(endpoint: Endpoint, kind: Kind, parent_ids: Sequence[str]) -> dict[str, Any]:
    """The parts of the objects with these ids, by id."""
    found = map_concurrently(lambda one: as_record(read_part(endpoint, kind, one)), parent_ids)
    return dict(zip(parent_ids, found))


def _id_of(directory: Directory, reference: str, entry: Entry | None) -> str | None:
    """The id of the object that will have that name, which ``entry`` may give to it."""
    names = [entry["id"]] if entry and entry["id"] else [reference, entry and entry["previous_name"]]
    for name in filter(None, names):
        # The planner reports errors of the reference.
        with suppress(SailPointError):
            return directory.find(name).id
    return None


def _by_id(endpoint: Endpoint, object_id: str) -> list[Record]:
    try:
        found = endpoint.get(object_id)
    except ApiError as error:
        # The response to a malformed id (400 or 404) is not documented: the whole list tells whether it exists.
        if error.own and error.status == 400:
            return [record for record in endpoint.find_all() if record["id"] == object_id]
        raise
    return [found] if found else []


def _unique(lists: Iterable[Iterable[Record]]) -> list[Record]:
    return list({record["id"]: record for records in lists for record in records}.values())
