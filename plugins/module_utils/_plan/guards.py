# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guards against unintended deletions. Pure."""

from __future__ import annotations

from .._api.errors import OptionError
from .._shown import shown_names
from .plan import Plan


def refuse_deletions(plan: Plan, most: int, *, purge_all: bool) -> None:
    """Raise OptionError if the plan deletes more objects than that, or purges a whole cluster without ``purge_all``.

    Clients deleted with their cluster (``remove_clients``) are not counted: the entry asks for that.
    """
    deleted = [change.label for change in plan.changes if change.deletes and change.kind.has_id]
    if len(deleted) > most:
        objects = "object" if len(deleted) == 1 else "objects"
        raise OptionError(
            f"the plan deletes {len(deleted)} {objects}, but max_deletions (fleet_max_deletions of the role) is "
            f"{most}: {shown_names(deleted)}. Nothing was sent. Increase max_deletions if this is intended"
        )
    emptied = _emptied(plan)
    if emptied and not purge_all:
        purged = [change.label for change in plan.changes if change.purged]
        raise OptionError(
            f"the purge would delete all managed clients of {shown_names(emptied)}: {shown_names(purged)}. "
            "Nothing was sent. Declare the clients to keep, or set purge_all (fleet_purge_all of the role) to true"
        )


def _emptied(plan: Plan) -> list[str]:
    """The clusters whose clients are all purged."""
    staying = {
        change.origin.id
        for change in plan.changes
        if change.origin and change.kind.purgeable and change.difference.after and not change.deletes
    }
    purged_from = {change.origin.id: change.origin.name for change in plan.changes if change.purged and change.origin}
    return [f'"{name}"' for origin_id, name in purged_from.items() if origin_id not in {*staying, *plan.spared}]
