# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare the log levels of a managed cluster."""

from __future__ import annotations

from .._argspec import CONNECTION
from .._plan.kinds import LOG_LEVELS
from .declare import ON_NOT_FOUND, declaring
from .outcome import Resource

MANAGED_CLUSTER_LOG_CONFIG = Resource(
    "managed_cluster_log_config", CONNECTION + LOG_LEVELS.arguments + ON_NOT_FOUND, declaring(LOG_LEVELS)
)
