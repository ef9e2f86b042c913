# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of kinds. Parents come before their children."""

from __future__ import annotations

from collections.abc import Sequence

from .client import Client
from .cluster import Cluster
from .cluster_type import ClusterType
from .kind import Kind
from .log_levels import LogLevels

CLUSTER: Kind = Cluster()
CLIENT: Kind = Client()
LOG_LEVELS: Kind = LogLevels()
CLUSTER_TYPE: Kind = ClusterType()
KINDS: Sequence[Kind] = (CLUSTER_TYPE, CLUSTER, CLIENT, LOG_LEVELS)

FLEET = [kind for kind in KINDS if kind.option]
"""The kinds that a fleet declares."""


def parent_of(kind: Kind) -> Kind:
    """The kind of the objects to which those of this kind belong."""
    return next(one for one in KINDS if one.key == kind.parent)
