# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare one managed cluster."""

from __future__ import annotations

from .._argspec import CONNECTION
from .._plan.kinds import CLUSTER
from .declare import ON_NOT_FOUND, declaring
from .outcome import Resource

MANAGED_CLUSTER = Resource("managed_cluster", CONNECTION + CLUSTER.arguments + ON_NOT_FOUND, declaring(CLUSTER))
