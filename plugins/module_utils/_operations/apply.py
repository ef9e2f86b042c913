# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a plan: the only code that writes objects. In check mode it notes what would be, and sends nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .._api.errors import StoppedError
from .._api.fields import to_camel_case
from .._api.pool import each_concurrently
from .._api.tenant import Tenant
from .._api.unknown_ids import new_unknown_id
from .._plan.difference import DELETED
from .._plan.kind import Record
from .._plan.plan import Change, Plan, Step
from .duplicates import Placed, settle
from .progress import Progress
from .write import Written, with_parent, write


@dataclass
class Applied:
    """What was done of a plan or, in check mode, would be. All by the number of the change.

    ``plan`` is the plan that was carried out in the end: an object that was to be changed may have been gone.
    ``records`` are the objects as they are then, ``errors`` what went wrong, and ``not_begun`` is the rest.
    """

    plan: Plan
    records: dict[int, Record | None] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)
    not_begun: set[int] = field(default_factory=set)

    @property
    def done(self) -> list[Change]:
        """The changes that were carried out."""
        return [change for number, change in enumerate(self.plan.changes) if self.is_done(number)]

    def is_done(self, number: int) -> bool:
        """Whether that change was carried out."""
        return number not in self.errors and number not in self.not_begun

    def record(self, number: int) -> Record | None:
        """The object of that change as it is now, or None."""
        change = self.plan.changes[number]
        return self.records.get(number, change.current)


def apply(tenant: Tenant, plan: Plan, *, concurrency: int = 1, stop_on_error: bool = True) -> Applied:
    """Carry out the plan, wave after wave, several changes at a time.

    What goes wrong is in the result. With ``stop_on_error`` no other change begins then. What was created or renamed
    is settled before anything refers to it.
    """
    applied = Applied(plan, not_begun={step.number for wave in plan.waves for step in wave})
    if tenant.read_only:
        _foresee(tenant, applied)
        return applied
    progress = Progress(tenant.show, "changes", sum(map(len, plan.waves)))
    for wave in plan.waves:
        written = _carry_out(tenant, applied, wave, concurrency, progress, stop_on_error=stop_on_error)
        _settle(tenant, applied, written)
        _replace_foreseen(tenant, applied, written)
        if stop_on_error and applied.errors:
            break
    return applied


def _carry_out(
    tenant: Tenant,
    applied: Applied,
    wave: Sequence[Step],
    concurrency: int,
    progress: Progress,
    *,
    stop_on_error: bool,
) -> dict[int, Written]:
    written: dict[int, Written] = {}
    changes = list(applied.plan.changes)
    sound = {number: record for number, record in applied.records.items() if number not in applied.errors}
    steps = [step for step in wave if step.number not in applied.errors]

    def do(step: Step) -> Written:
        return write(tenant, changes[step.number], step, sound)

    for ended in each_concurrently(do, steps, concurrency, fatal=Exception if stop_on_error else StoppedError):
        step = steps[ended.number]
        if isinstance(ended.error, StoppedError):
            continue
        applied.not_begun.discard(step.number)
        if ended.error is not None:
            applied.errors[step.number] = ended.error
        else:
            written[step.number] = ended.value
            applied.records[step.number] = ended.value.record
            changes[step.number] = ended.value.change
        progress.advance()
    applied.plan = applied.plan._replace(changes=changes)
    return written


def _settle(tenant: Tenant, applied: Applied, written: Mapping[int, Written]) -> None:
    """Leave one object in each place, if other runs write, too: one more list for all that was created or renamed."""
    by_kind: defaultdict[str, dict[int, Placed]] = defaultdict(dict)
    for number, one in written.items():
        if one.placed:
            by_kind[one.change.kind.key][number] = one.placed
    for ended in each_concurrently(lambda placed: settle(tenant, list(placed.values())), by_kind.values()):
        placed = list(by_kind.values())[ended.number]
        # Whatever went wrong, what was done before is still to be said.
        for number, outcome in zip(placed, ended.value or [ended.error] * len(placed)):
            if isinstance(outcome, Exception):
                applied.errors[number] = outcome
            else:
                applied.records[number] = outcome


def _replace_foreseen(tenant: Tenant, applied: Applied, written: Mapping[int, Written]) -> None:
    """What was really done counts from now on, not what a task in check mode foresaw of it."""
    for number, (change, _record, _placed) in written.items():
        path, record = change.kind.service.path, applied.records.get(number)
        gone = change.deletes and change.kind.has_id
        tenant.foresight.forget(path, _object_id(change), change.kind.part, gone=gone)
        if record and change.kind.has_id:
            tenant.foresight.meet(path, [record])


def _foresee(tenant: Tenant, applied: Applied) -> None:
    """Note what would be, for the tasks after this one: a new object has an id that no one is told."""
    plan, now = applied.plan, datetime.now(timezone.utc)
    for wave in plan.waves:
        for step in wave:
            change = plan.changes[step.number]
            if not step.interim:
                applied.records[step.number] = _foreseen(tenant, change, applied.records, now)
    applied.not_begun.clear()


def _foreseen(tenant: Tenant, change: Change, records: Mapping[int, Record | None], now: datetime) -> Record | None:
    kind = change.kind
    change = _with_foreseen_parent(change, records)
    if not kind.has_id:
        record = change.expected(now)
        _note(tenant, change, _object_id(change), to_camel_case(record))
        return record if change.difference.after else None
    if change.deletes:
        _note(tenant, change, str(change.id), None)
    if change.action == DELETED:
        return None
    new = change._replace(current=None) if change.deletes else change
    record = new.expected(now)
    record["id"] = new.current["id"] if new.current else new_unknown_id()
    _note(tenant, change, record["id"], record)
    return record


def _with_foreseen_parent(change: Change, records: Mapping[int, Record | None]) -> Change:
    parent = change.parent
    record = records.get(parent.new) if parent and parent.new is not None else None
    return with_parent(change, record) if record else change


def _note(tenant: Tenant, change: Change, object_id: str, record: Record | None) -> None:
    if tenant.notes:
        tenant.foresight.note(change.kind.service.path, object_id, record, change.kind.part)


def _object_id(change: Change) -> str:
    """The id of the object; of a part, that of the object that it is a part of."""
    return str(change.id if change.kind.has_id else change.parent and change.parent.id)


def first_error(applied: Applied) -> Exception | None:
    """What went wrong with a plan of one change, if anything did."""
    if applied.errors:
        return applied.errors[min(applied.errors)]
    return StoppedError("stopped before the next request") if applied.not_begun else None
