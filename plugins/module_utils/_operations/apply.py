# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply a plan. Only this code writes objects. In check mode it stores the planned changes and sends nothing."""

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
from .duplicates import NameClaim, resolve_duplicates
from .progress import Progress
from .write import Written, with_parent, write


@dataclass
class Applied:
    """The outcome of a plan or, in check mode, the planned outcome. All values are by the index of the change.

    ``plan`` is the plan as it was applied: changes are planned again if an object was deleted in the meantime.
    ``records`` are the objects afterwards, ``errors`` the failures, and ``not_begun`` the changes that did not start.
    """

    plan: Plan
    records: dict[int, Record | None] = field(default_factory=dict)
    errors: dict[int, Exception] = field(default_factory=dict)
    not_begun: set[int] = field(default_factory=set)

    @property
    def done(self) -> list[Change]:
        """The changes that were applied."""
        return [change for number, change in enumerate(self.plan.changes) if self.is_done(number)]

    def is_done(self, number: int) -> bool:
        """Whether that change was applied."""
        return number not in self.errors and number not in self.not_begun

    def record(self, number: int) -> Record | None:
        """The object of that change as it is now, or None."""
        change = self.plan.changes[number]
        return self.records.get(number, change.current)


def apply(tenant: Tenant, plan: Plan, *, concurrency: int = 1, stop_on_error: bool = True) -> Applied:
    """Apply the plan wave by wave, with up to ``concurrency`` changes at a time.

    Failures are in the result. With ``stop_on_error``, no change starts after one. Duplicates of created or renamed
    objects are resolved before other objects refer to them.
    """
    applied = Applied(plan, not_begun={step.number for wave in plan.waves for step in wave})
    if tenant.read_only:
        _note_planned(tenant, applied)
        return applied
    progress = Progress(tenant.show, "changes", sum(map(len, plan.waves)))
    for wave in plan.waves:
        written = _carry_out(tenant, applied, wave, concurrency, progress, stop_on_error=stop_on_error)
        _resolve(tenant, applied, written)
        _forget_planned(tenant, applied, written)
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


def _resolve(tenant: Tenant, applied: Applied, written: Mapping[int, Written]) -> None:
    """Resolve duplicates that concurrent runs caused. This reads one list for all created or renamed objects."""
    by_kind: defaultdict[str, dict[int, NameClaim]] = defaultdict(dict)
    for number, one in written.items():
        if one.claim:
            by_kind[one.change.kind.key][number] = one.claim
    for ended in each_concurrently(lambda claims: resolve_duplicates(tenant, list(claims.values())), by_kind.values()):
        claims = list(by_kind.values())[ended.number]
        # After an error, the result still reports the changes that were applied.
        for number, outcome in zip(claims, ended.value or [ended.error] * len(claims)):
            if isinstance(outcome, Exception):
                applied.errors[number] = outcome
            else:
                applied.records[number] = outcome


def _forget_planned(tenant: Tenant, applied: Applied, written: Mapping[int, Written]) -> None:
    """Drop planned changes of earlier tasks in check mode for objects that were really written."""
    for number, (change, _record, _placed) in written.items():
        path, record = change.kind.service.path, applied.records.get(number)
        gone = change.deletes and change.kind.has_id
        tenant.planned_changes.forget(path, _object_id(change), change.kind.part, gone=gone)
        if record and change.kind.has_id:
            tenant.planned_changes.resolve(path, [record])


def _note_planned(tenant: Tenant, applied: Applied) -> None:
    """Store the planned changes for later tasks. A new object gets a placeholder id, which no result shows."""
    plan, now = applied.plan, datetime.now(timezone.utc)
    for wave in plan.waves:
        for step in wave:
            change = plan.changes[step.number]
            if not step.interim:
                applied.records[step.number] = _planned_record(tenant, change, applied.records, now)
    applied.not_begun.clear()


def _planned_record(
    tenant: Tenant, change: Change, records: Mapping[int, Record | None], now: datetime
) -> Record | None:
    kind = change.kind
    change = _with_planned_parent(change, records)
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


def _with_planned_parent(change: Change, records: Mapping[int, Record | None]) -> Change:
    parent = change.parent
    record = records.get(parent.new) if parent and parent.new is not None else None
    return with_parent(change, record) if record else change


def _note(tenant: Tenant, change: Change, object_id: str, record: Record | None) -> None:
    if tenant.shares_planned:
        tenant.planned_changes.note(change.kind.service.path, object_id, record, change.kind.part)


def _object_id(change: Change) -> str:
    """The id of the object; of a part, that of the object that it is a part of."""
    return str(change.id if change.kind.has_id else change.parent and change.parent.id)


def first_error(applied: Applied) -> Exception | None:
    """The error of a plan with one change, or None."""
    if applied.errors:
        return applied.errors[min(applied.errors)]
    return StoppedError("stopped before the next request") if applied.not_begun else None
