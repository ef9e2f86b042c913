# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outcome of a fleet as a module result and a message."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .._api.cancellation import stopped_by
from .._api.errors import SailPointError, unexpected_error
from .._plan.difference import ACTIONS, RECREATED, REPLACED, UNCHANGED
from .._plan.plan import Change, summary
from .._shown import MAX_NAMED, one_line, shown_name, shown_names
from .apply import Applied
from .wait import StatusTarget, WaitResult

NOT_BEGUN = "not started: the run stopped first"

MAX_REASONS = 3
"""How many refused entries the message explains; the result has all."""

WORDS = {RECREATED: REPLACED}
"""Actions with another word in the summary."""


@dataclass
class FleetOutcome:
    """The applied or, in check mode, planned changes. ``waited`` is the result of the wait for ``goal`` after them."""

    applied: Applied
    goal: StatusTarget
    waited: WaitResult = field(default_factory=lambda: WaitResult({}))
    stopped_by: str = ""

    @property
    def warnings(self) -> Sequence[str]:
        """Warnings for the user."""
        return [*self.goal.warnings, *self.applied.plan.warnings]

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What the module returns: an entry in ``returns`` for each entry of the task and each purged object."""
        plan = self.applied.plan
        done = [] if plan.refused else self.applied.done
        result: dict[str, Any] = {
            "changed": any(change.changes for change in done),
            returns: [self._entry(number, change) for number, change in enumerate(plan.changes)],
            "plan": [change.as_result() for change in plan.pending],
            "refused": [self._refusal(number) for number in plan.refused],
            "undeclared": [found.as_result() for found in plan.undeclared],
            "digest": plan.digest,
            "summary": {
                **summary([change.action for change in done]),
                "failed": len(self.applied.errors),
                "not_begun": len(self.applied.not_begun),
            },
            "msg": self._message(done),
        }
        if diff:
            result["diff"] = [change.diff() for change in done if change.changes]
        if self._has_failed:
            result["failed"] = True
        for error in self.applied.errors.values():
            if not isinstance(error, SailPointError):
                result["exception"] = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return result

    @property
    def _has_failed(self) -> bool:
        return bool(self.applied.plan.refused or self.applied.errors or self.applied.not_begun or self.waited.problems)

    def _message(self, done: Sequence[Change]) -> str:
        """One line: the changes that were applied and, if some were not, which and why."""
        errors, not_begun, refused = self.applied.errors, self.applied.not_begun, self.applied.plan.refused
        if refused:
            first = "; ".join(map(str, list(refused.values())[:MAX_REASONS]))
            more = f"; and {len(refused) - MAX_REASONS} more, see refused" if len(refused) > MAX_REASONS else ""
            return one_line(first if len(refused) == 1 else f"{len(refused)} entries cannot be applied: {first}{more}")
        parts = [text for text in (_listed(action, done) for action in ACTIONS) if text]
        if errors:
            parts.append(f"{len(errors)} failed, first error: {_text_of(errors[min(errors)])}")
        if not_begun:
            parts.append(f"{len(not_begun)} not started")
        parts += self._late()
        if errors or not_begun:
            parts.append("run again to apply the rest")
        message = "; ".join(parts) or "nothing declared"
        if not self._has_failed:
            return one_line(message)
        reason = "not all changes were applied" if errors or not_begun else f"not all are {self.goal.status}"
        if self.stopped_by:
            reason = stopped_by(self.stopped_by)
        return one_line(f"{reason}: {message}")

    def _late(self) -> list[str]:
        """The clients that did not reach the status, with advice; empty if all did."""
        problems = self.waited.problems
        changes = {self._id(number): change for number, change in enumerate(self.applied.plan.changes)}
        texts = [f"{change.label} {problems[key].text}" for key, change in changes.items() if key in problems]
        advice = " or ".join(dict.fromkeys(problem.advice for problem in problems.values()))
        return [f"{len(texts)} are not {self.goal.status}: {shown_names(texts)}. {advice}"] if texts else []

    def _id(self, number: int) -> str:
        change = self.applied.plan.changes[number]
        return str((self.applied.record(number) or {}).get("id") or change.id)

    def _refusal(self, number: int) -> dict[str, Any]:
        change = self.applied.plan.changes[number]
        return {
            "kind": change.kind.key,
            "name": change.name,
            "cluster": change.entry.get("cluster"),
            "msg": str(self.applied.plan.refused[number]),
        }

    def _entry(self, number: int, change: Change) -> dict[str, Any]:
        record = self.applied.record(number) or {}
        record = self.waited.records.get(record.get("id", ""), record)
        place = change.parent or change.origin
        error: object = self.applied.errors.get(number) or self.waited.problems.get(record.get("id", ""))
        if number in self.applied.not_begun:
            error = NOT_BEGUN
        return {
            "kind": change.kind.key,
            "name": change.name,
            "id": record.get("id") or change.id,
            "cluster": place.name if place else None,
            "action": change.action,
            "status": record.get("status") if change.difference.after else None,
            "error": _text_of(error) if error else None,
        }


def _text_of(error: object) -> str:
    if isinstance(error, Exception) and not isinstance(error, SailPointError):
        return unexpected_error(error)
    return str(error)


def _listed(action: str, done: Sequence[Change]) -> str:
    """The number and names of the objects with that action."""
    changes = [change for change in done if change.action == action]
    if not changes:
        return ""
    if action == UNCHANGED:
        return f"{len(changes)} unchanged"
    names = [_called(change) for change in changes[:MAX_NAMED]]
    more = f" and {len(changes) - MAX_NAMED} more" if len(changes) > MAX_NAMED else ""
    return f"{WORDS.get(action, action)} {len(changes)}: {', '.join(names)}{more}"


def _called(change: Change) -> str:
    """A client by its name alone, as most are; others with their kind."""
    name = shown_name(change.name)
    return name if change.kind.purgeable else f"{change.kind.key.replace('_', ' ')} {name}"
