# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource hands to an engine, and what an engine needs of a resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ._api.tenant import Tenant
from ._argspec import ArgumentSpec
from ._plan import Plan, State


@dataclass(frozen=True)
class Outcome:
    """What was done or, on a read-only tenant, would be done.

    ``action``, ``before``, ``after`` and ``patch`` are those of the plan; ``record`` is the object as it stands then
    (a list of objects for an info module), without secrets. ``secret`` is set only where the task asked for it.
    """

    record: Any
    action: str = "unchanged"
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    patch: Sequence[Mapping[str, Any]] = ()
    label: str = ""
    secret: str | None = field(default=None, repr=False)
    warnings: Sequence[str] = ()

    @classmethod
    def of(cls, plan: Plan, record: Any, **more: Any) -> Outcome:
        """The outcome of a plan that was carried out, or would be."""
        return cls(record, plan.action, plan.before, plan.after, plan.patch, **more)

    @property
    def changed(self) -> bool:
        """Whether the tenant was changed, or would be."""
        return self.action != "unchanged"


@dataclass(frozen=True)
class Resource:
    """A module without its engine.

    ``returns`` is the key under which the record is returned; ``ensure`` does the work; an ``info`` resource only
    reads.
    """

    returns: str
    arguments: ArgumentSpec
    ensure: Callable[[Tenant, Mapping[str, Any]], Outcome]
    info: bool = False
