# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Order the changes of a plan into waves. Pure.

Parents come before their children and are deleted after them; deletions come last. A name is used only after its
previous owner has given it up, because a tenant with unique names would refuse it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from .difference import DELETED, PATCHED
from .kinds import KINDS
from .plan import Change, Step

RANKS = {kind.key: rank for rank, kind in enumerate(KINDS)}


def plan_waves(changes: Sequence[Change]) -> list[list[Step]]:
    """The steps of the pending changes in waves. The steps of one wave are independent of each other."""
    waves: defaultdict[tuple[float, int], list[Step]] = defaultdict(list)
    depths, interim = _rename_depths(changes)
    next_free_at = {_place(change): change for change in changes if change.action == DELETED}
    for number, change in enumerate(changes):
        if not change.changes:
            continue
        rank: float = RANKS[change.kind.key]
        if change.deletes:
            rank = 2 * len(KINDS) - rank
        elif _takes_name(change) and _place(change, after=True) in next_free_at:
            rank = 2 * len(KINDS) - rank + 0.5
        if number in interim:
            waves[rank, -1].append(Step(number, interim[number]))
        waves[rank, depths.get(number, 0)].append(Step(number))
    return [waves[key] for key in sorted(waves)]


def _rename_depths(changes: Sequence[Change]) -> tuple[dict[int, int], dict[int, str]]:
    """How many renames precede each rename, and interim names that break cycles, as when two names are swapped."""
    renames = {number: change for number, change in enumerate(changes) if _takes_name(change)}
    releasing: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, change in renames.items():
        releasing[change.kind.key, change.difference.before[change.kind.identity]].append(number)
    depths: dict[int, int] = {}
    interim: dict[int, str] = {}

    def waits_for(number: int) -> list[int]:
        change = renames[number]
        return [
            giver
            for giver in releasing[change.kind.key, change.difference.after[change.kind.identity]]
            if giver != number
        ]

    for start in renames:
        # No recursion: a chain may be as long as the fleet.
        path, open_ = [start], {start}
        while path:
            number = path[-1]
            waiting = [giver for giver in waits_for(number) if giver not in depths and giver not in interim]
            circle = [giver for giver in waiting if giver in open_]
            if circle:
                change = renames[circle[0]]
                interim[circle[0]] = f"{change.difference.before[change.kind.identity]} ({change.id})"
            elif waiting:
                path.append(waiting[0])
                open_.add(waiting[0])
            else:
                done = [depths[giver] for giver in waits_for(number) if giver not in interim]
                depths[number] = max(done, default=-1) + 1
                open_.discard(path.pop())
    return depths, interim


def _takes_name(change: Change) -> bool:
    name, before, after = change.kind.identity, change.difference.before, change.difference.after
    return change.action == PATCHED and name in after and before.get(name) != after[name]


def _place(change: Change, *, after: bool = False) -> tuple[str, object, object]:
    fields = change.difference.after if after else change.difference.before
    return change.kind.key, fields.get(change.kind.identity), fields.get(f"{change.kind.parent}_id")
