# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuse to apply a plan that differs from the approved one. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .._api.errors import OptionError
from .._shown import shown, shown_name
from .plan import Plan, canonical

MAX_DIFFERENCES = 5
"""How many changes an error names on each side."""


def refuse_unapproved(plan: Plan, digest: str | None, approved: Any) -> None:
    """Raise OptionError if the plan's digest differs from ``digest``; None accepts any plan.

    ``approved`` is the approved result or its ``plan``; the error then names the differences.
    """
    if digest is None:
        return
    if plan.digest == digest:
        return
    message = f"the plan differs from the approved one (digest {plan.digest}, approved_digest {shown(digest, 64)})"
    differences = _differences(plan, approved)
    raise OptionError(f"{message}{differences}. Nothing was sent. Run in check mode and approve the new plan")


def _differences(plan: Plan, approved: Any) -> str:
    before = _changes(approved)
    if before is None:
        return ""
    now = {canonical(change): change for change in (one.as_result() for one in plan.pending)}
    added = [change for key, change in now.items() if key not in before]
    gone = [change for key, change in before.items() if key not in now]
    texts = [_listed("not approved", added), _listed("approved, but no longer planned", gone)]
    found = "; ".join(filter(None, texts))
    return f": {found or 'the undeclared objects differ'}"


def _listed(title: str, changes: Sequence[Mapping[str, Any]]) -> str:
    if not changes:
        return ""
    names = [f"{change.get('kind')} {shown_name(change.get('name'))} {change.get('action')}" for change in changes]
    more = f" and {len(names) - MAX_DIFFERENCES} more" if len(names) > MAX_DIFFERENCES else ""
    return f"{title}: {', '.join(names[:MAX_DIFFERENCES])}{more}"


def _changes(approved: Any) -> dict[str, Mapping[str, Any]] | None:
    if isinstance(approved, str):
        try:
            approved = json.loads(approved)
        except ValueError:
            raise OptionError("approved_plan is not JSON. Give the plan from the approved result") from None
    if isinstance(approved, Mapping):
        approved = approved.get("plan")
    if approved is None:
        return None
    if not isinstance(approved, list) or not all(isinstance(change, Mapping) for change in approved):
        raise OptionError("approved_plan is not a plan. Give the plan from the approved result")
    return {canonical(change): change for change in approved}
