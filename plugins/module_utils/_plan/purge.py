# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the clusters in which a purge deletes clients. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from .._api.errors import NotFoundError, OptionError
from .identity import Directory
from .kind import Kind, Parent
from .kinds import parent_of
from .state import State

ALL = "all"
"""The word for all clusters in ``purge_clusters``."""


def parents_to_purge(
    kind: Kind, references: Sequence[str], state: State, before: Directory, after: Directory
) -> list[Parent]:
    """The parents whose children are purged, each once. References are ids, or names before or after the plan.

    Raises SailPointError for a missing one.
    """
    parent = parent_of(kind)
    if ALL not in references:
        return list(dict.fromkeys(_known(reference, before, after) for reference in references))
    if state.named(parent.key, ALL):
        raise OptionError(
            f'purge_clusters: "{ALL}" means all {parent.key}s, but one has that name. '
            f"List the {parent.key}s to purge by their ids"
        )
    return [Parent.of(parent, record) for record in state.all(parent.key)]


def _known(reference: str, before: Directory, after: Directory) -> Parent:
    try:
        return before.find(reference)
    except NotFoundError:
        return after.find(reference)
