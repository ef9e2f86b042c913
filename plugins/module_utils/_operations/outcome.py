# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The interface between a module's work (Resource) and the engine that runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from .._api.tenant import Tenant
from .._argspec import ArgumentSpec


@dataclass(frozen=True)
class Outcome:
    """The change that was made or, on a read-only tenant, is planned.

    ``action``, ``diff`` and ``patch`` are those of the change; ``record`` is the object afterwards, without secrets.
    ``secret`` is set only if the task asked for it; it is empty if it is unknown. ``more`` are further return values.
    ``message`` is one line about the change, if the other values do not show it. ``error`` is a failure after the
    change.
    """

    record: Any
    action: str
    diff: Mapping[str, Any]
    patch: Sequence[Mapping[str, Any]] | None = None
    secret: str | None = field(default=None, repr=False)
    warnings: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    error: str = ""

    @property
    def changed(self) -> bool:
        """Whether the tenant was changed, or would be."""
        return self.action != "unchanged"

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What a module that declares returns, with its record as ``returns``."""
        result: dict[str, Any] = {
            "changed": self.changed,
            returns: self.record,
            "action": self.action,
            **self.more,
        }
        if self.patch is not None:
            result["patch"] = list(self.patch)
        if self.secret is not None:
            result["secret"] = self.secret or None
        if diff:
            result["diff"] = dict(self.diff)
        if self.message:
            result["msg"] = self.message
        if self.error:
            result.update(failed=True, msg=self.error)
        return result


class Found(NamedTuple):
    """The result of an info module: a list of records, without secrets."""

    records: Sequence[Mapping[str, Any]]
    warnings: Sequence[str] = ()

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What an info module returns, with its records as ``returns``."""
        return {"changed": False, returns: list(self.records)}


class Result(Protocol):
    """What ``ensure`` returns, such as an Outcome."""

    @property
    def warnings(self) -> Sequence[str]:
        """Warnings for the user."""

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What the module returns; with ``failed`` and ``msg`` if a part of its work failed."""


class Resource(NamedTuple):
    """A module without its engine.

    ``returns`` is the key under which the record is returned; ``ensure`` does the work; an ``info`` resource only
    reads.
    """

    returns: str
    arguments: ArgumentSpec
    ensure: Callable[[Tenant, Mapping[str, Any]], Result]
    info: bool = False
