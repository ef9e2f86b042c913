# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare one object: read, plan, apply. A single object is a fleet of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from .._api.errors import RacingError
from .._api.pool import in_parallel
from .._api.tenant import Tenant
from .._argspec import ArgumentSpec
from .._plan.difference import RECREATED, REPLACED
from .._plan.kind import Entry, Kind, Record
from .._plan.plan import Change, Plan
from .._plan.planner import UNKNOWN_ABSENT, Declared, Scope, make_plan
from .._secrets import without_secrets
from .apply import apply, first_error
from .duplicates import until_consistent
from .origin import find_origin, needs_origin
from .outcome import Outcome
from .read import read_for

ON_NOT_FOUND = ArgumentSpec(
    options={"on_not_found": {"type": "str", "default": "warn", "choices": list(UNKNOWN_ABSENT)}},
)
"""What to do if the object to delete does not exist. The modules document it."""


def plan_for(tenant: Tenant, declared: Sequence[Declared], scope: Scope) -> Plan:
    """The plan for these entries on this tenant. Raises SailPointError if the tenant cannot be read."""
    now = datetime.now(timezone.utc)

    def look() -> Plan:
        return make_plan(declared, read_for(tenant, declared, scope), now, scope)

    def is_settled(plan: Plan) -> bool:
        return not any(isinstance(error, RacingError) for error in plan.refused.values())

    return until_consistent(tenant, look, is_settled)


def declare_one(tenant: Tenant, kind: Kind, options: Mapping[str, Any]) -> tuple[Change, Record | None, Sequence[str]]:
    """Apply the declaration of one object. Returns the change, the object afterwards, and warnings.

    Raises SailPointError.
    """
    entry: Entry = {name: options[name] for name in kind.arguments.options}
    kind.check(entry, datetime.now(timezone.utc))
    scope = Scope(unknown_absent=options.get("on_not_found", "ok"))
    plan = plan_for(tenant, [Declared(kind, entry)], scope)
    for refusal in plan.refused.values():
        raise refusal
    (change,) = plan.changes
    works: list[Callable[[], Any]] = [lambda: apply(tenant, plan)]
    if needs_origin(tenant, change):
        works.append(lambda: find_origin(tenant, plan.changes[0]))
    applied, *origins = in_parallel(*works)
    error = first_error(applied)
    if error is not None:
        raise error
    (change,) = applied.plan.changes
    for origin in filter(None, origins):
        change = change._replace(origin=origin, parent=change.parent or origin)
    return change, applied.record(0) if change.difference.after else None, applied.plan.warnings


def declaring(kind: Kind) -> Callable[[Tenant, Mapping[str, Any]], Outcome]:
    """A function that applies the declaration of one object of that kind. It raises SailPointError."""
    return lambda tenant, options: outcome_of(*declare_one(tenant, kind, options))


def outcome_of(change: Change, record: Record | None, warnings: Sequence[str], **more: Any) -> Outcome:
    """What a module that declares one object returns."""
    shown = without_secrets(record) if record else None
    message = f"{change.label} is {REPLACED}" if change.action == RECREATED else ""
    return Outcome(shown, change.action, change.diff(), change.patch, warnings=warnings, message=message, **more)
