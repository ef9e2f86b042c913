# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply one change. Duplicates of created or renamed objects are resolved afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import NamedTuple

from .._api.cancellation import shielded
from .._api.deadline import Deadline
from .._api.endpoint import Endpoint, Part
from .._api.errors import GoneError, SailPointError
from .._api.fields import to_camel_case
from .._api.tenant import Tenant
from .._plan.difference import DELETED, PATCHED
from .._plan.kind import CreatedBy, Record
from .._plan.kinds import parent_of
from .._plan.plan import Change, Step
from .duplicates import NameClaim, name_key, oldest_of, replan
from .parts import as_record, read_part
from .read import find_named


class Written(NamedTuple):
    """The outcome of a write: the ``change`` as it was applied, and the object afterwards, or None.

    ``claim`` is set if duplicates must be resolved. The record of a new client contains its secret.
    """

    change: Change
    record: Record | None
    claim: NameClaim | None = None


def write(tenant: Tenant, change: Change, step: Step, created: Mapping[int, Record | None]) -> Written:
    """Apply a step of a change. ``created`` are the new objects by the index of their change. Raises SailPointError.

    A stop does not interrupt the two halves of ``recreate``.
    """
    change = _with_created_parent(change, created)
    if not change.kind.has_id:
        return Written(change, _write_part(tenant, change))
    endpoint = tenant.endpoint(change.kind.service)
    if step.interim:
        return Written(change, _rename(endpoint, change, step.interim))
    current = change.current
    if change.action == PATCHED and current:
        try:
            record = endpoint.patch(current["id"], change.patch, lambda record: replan(change, record).patch)
        except GoneError:
            if change.entry["id"] or (change.kind.parent and not change.entry[change.kind.parent]):
                raise
            change, current = replan(change, None), None
        else:
            claim = NameClaim(change, record, former=change.difference.before) if is_renamed(change) else None
            return Written(change, record, claim)
    if current:
        endpoint.delete(current["id"], change.kind.delete_query(change.entry))
    if change.action == DELETED:
        return Written(change, None)
    try:
        with shielded() if current else nullcontext():
            record, own = _create(endpoint, change)
    except SailPointError as error:
        if not current:
            raise
        raise SailPointError(
            f"{change.label} was deleted and could not be recreated: {error}. Declare it by name and "
            "cluster, and run the task again",
            **error.details,
        ) from None
    return Written(change, record, NameClaim(change, record, current["id"] if current else None, own))


def is_renamed(change: Change) -> bool:
    """Whether an object that exists gets a name that another one could have."""
    name, before, after = change.kind.identity, change.difference.before, change.difference.after
    return change.action == PATCHED and before.get(name) != after.get(name)


def _rename(endpoint: Endpoint, change: Change, name: str) -> Record:
    field = change.kind.identity
    operations = [{"op": "replace", "path": f"/{field}", "value": name}]
    return endpoint.patch(str(change.id), operations, lambda record: [] if record.get(field) == name else operations)


def _create(endpoint: Endpoint, change: Change) -> tuple[Record, bool]:
    """The new object, and whether this run certainly created it."""
    kind, fields = change.kind, change.difference.after
    predecessor_id = change.current["id"] if change.current else None
    adopted = False

    def look_up_write(deadline: Deadline) -> Record | None:
        nonlocal adopted
        namesakes = find_named(endpoint, kind, fields[kind.identity], deadline)
        wanted = (fields[kind.identity], fields.get(f"{kind.parent}_id"))
        # The list may still show the deleted object.
        inside = [record for record in namesakes if name_key(kind, record) == wanted and record["id"] != predecessor_id]
        adopted = bool(inside)
        return oldest_of(inside) if inside else None

    record = endpoint.create(fields, look_up_write)
    return record, not adopted


def _write_part(tenant: Tenant, change: Change) -> Record | None:
    """Replace a part of an object. Returns it as the API has it then; None if only its default is in effect."""
    kind, parent_id = change.kind, str(change.parent.id if change.parent else "")
    endpoint = tenant.endpoint(parent_of(kind).service)

    def look_up_write(deadline: Deadline) -> Part:
        body = read_part(endpoint, kind, parent_id, deadline)
        return None if replan(change, as_record(body)).changes else body

    wanted = to_camel_case(change.difference.after or kind.part_default)
    answer = endpoint.put_part(parent_id, kind.part, wanted, look_up_write=look_up_write, texts=kind.part_texts)
    return as_record(answer) if change.difference.after else None


def with_parent(change: Change, record: Record) -> Change:
    """The change, now that the object exists that it belongs to."""
    after = {
        field: record["id"] if isinstance(value, CreatedBy) else value
        for field, value in change.difference.after.items()
    }
    parent = change.parent and change.parent._replace(id=record["id"], new=None)
    return change._replace(parent=parent, difference=change.difference._replace(after=after))


def _with_created_parent(change: Change, created: Mapping[int, Record | None]) -> Change:
    """The same for one whose parent another change creates. Raises SailPointError if it did not."""
    parent = change.parent
    if parent is None or parent.new is None:
        return change
    record = created.get(parent.new)
    if record is None:
        raise SailPointError(f"{change.label} was skipped: its {change.kind.parent} could not be created")
    return with_parent(change, record)
