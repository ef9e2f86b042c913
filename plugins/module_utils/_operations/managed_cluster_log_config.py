# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare the log levels of a managed cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.tenant import Tenant
from .._argspec import CONNECTION
from .._outcome import Outcome, Resource
from .._plan.kinds import LOG_LEVELS
from .declare import ON_NOT_FOUND, declare_one, outcome_of


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Make the log levels of a cluster be as the options of the module ``managed_cluster_log_config`` say.

    On a read-only tenant nothing is written, and the outcome is what would be. Raises SailPointError.
    """
    return outcome_of(*declare_one(tenant, LOG_LEVELS, params))


MANAGED_CLUSTER_LOG_CONFIG = Resource(
    "managed_cluster_log_config", CONNECTION + LOG_LEVELS.arguments + ON_NOT_FOUND, ensure
)
