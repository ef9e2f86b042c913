# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""desired + current -> plan. Pure: a plan is a value, computed without I/O.

A state is a mapping of the fields that can be declared; the empty mapping is the state of what does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Dict, NamedTuple

from ._api.errors import ImmutableError
from ._libraries import jsonpatch

State = Dict[str, Any]


class Plan(NamedTuple):
    """What will be done to one object.

    ``action`` is ``created``, ``patched``, ``deleted``, ``recreated`` or ``unchanged``; ``patch`` is the JSON Patch
    (RFC 6902) that makes ``after`` out of ``before``.
    """

    action: str
    before: State
    after: State

    @property
    def changed(self) -> bool:
        """Whether there is anything to do."""
        return self.action != "unchanged"

    @property
    def patch(self) -> list[dict[str, Any]]:
        """The operations from ``before`` to ``after``, in a stable order: ``add``, ``remove`` and ``replace`` only."""
        operations = [
            plain
            for operation in jsonpatch.make_patch(self.before, self.after).patch
            for plain in _without_move(operation, self.after)
        ]
        return sorted(operations, key=lambda operation: str(operation["path"]))


def _without_move(operation: dict[str, Any], after: State) -> list[dict[str, Any]]:
    # The vendor's schema of an operation has no field ``from``.
    if operation["op"] != "move":
        return [operation]
    value = jsonpatch.JsonPointer(operation["path"]).resolve(after)
    return [
        {"op": "remove", "path": operation["from"]},
        {"op": "add", "path": operation["path"], "value": value},
    ]


def plan_presence(
    desired: Mapping[str, Any],
    current: Mapping[str, Any],
    *,
    defaults: Mapping[str, Any],
    immutable: Sequence[str] = (),
    recreate: bool = False,
    label: str = "object",
    advice: str = "set recreate: true to delete and create it anew (it then needs to be deployed anew)",
) -> Plan:
    """The plan that makes an object exist with the desired fields.

    Fields that ``desired`` does not name stay as they are, or get their default when the object is new. Raises
    ImmutableError, with the ``advice``, where an ``immutable`` field differs, unless ``recreate`` allows to delete and
    create the object.
    """
    before = dict(current)
    if not before:
        return Plan("created", before, {**desired, **defaults, **desired})
    # What the API leaves null cannot be changed and is unknown rather than different: nothing to delete an object for.
    unknown = {name for name in immutable if before.get(name) is None}
    after = {**before, **{name: value for name, value in desired.items() if name not in unknown}}
    if after == before:
        return Plan("unchanged", before, before)
    differing = [name for name in immutable if after.get(name) != before.get(name)]
    if not differing:
        return Plan("patched", before, after)
    if recreate:
        return Plan("recreated", before, after)
    changes = " and ".join(f'{name} from "{before[name]}" to "{after[name]}"' for name in differing)
    raise ImmutableError(f"{label} would have to change its {changes}, which cannot be done in place: {advice}")


def plan_absence(current: Mapping[str, Any]) -> Plan:
    """The plan that makes an object not exist."""
    return Plan("deleted" if current else "unchanged", dict(current), {})
