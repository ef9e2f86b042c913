# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare one managed cluster type."""

from __future__ import annotations

from .._argspec import CONNECTION
from .._plan.kinds import CLUSTER_TYPE
from .declare import ON_NOT_FOUND, declaring
from .outcome import Resource

MANAGED_CLUSTER_TYPE = Resource(
    "managed_cluster_type", CONNECTION + CLUSTER_TYPE.arguments + ON_NOT_FOUND, declaring(CLUSTER_TYPE)
)
