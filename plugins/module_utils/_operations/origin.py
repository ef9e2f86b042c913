# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the parent of a changed object for the diff, if its entry does not name it."""

from __future__ import annotations

from contextlib import suppress

from .._api.errors import SailPointError
from .._api.tenant import Tenant
from .._plan.kind import Parent
from .._plan.kinds import parent_of
from .._plan.plan import Change


def needs_origin(tenant: Tenant, change: Change) -> bool:
    """Whether the diff is to show an object that the plan does not know."""
    is_child = bool(change.kind.parent and change.current and change.current.get(f"{change.kind.parent}_id"))
    return tenant.shows_diff and change.changes and not change.origin and is_child


def find_origin(tenant: Tenant, change: Change) -> Parent | None:
    """The object that the one of this change belongs to; None if it cannot be read."""
    parent = parent_of(change.kind)
    with suppress(SailPointError):
        record = tenant.endpoint(parent.service).get((change.current or {})[f"{parent.key}_id"])
        return Parent.of(parent, record) if record else None
    return None
