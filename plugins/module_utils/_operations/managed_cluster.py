# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare one managed cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.tenant import Tenant
from .._argspec import CONNECTION
from .._plan.kinds import CLUSTER
from .declare import ON_NOT_FOUND, declare_one, outcome_of
from .outcome import Outcome, Resource


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Make one managed cluster be as the options of the module ``managed_cluster`` say.

    On a read-only tenant nothing is written, and the outcome is what would be. Raises SailPointError.
    """
    return outcome_of(*declare_one(tenant, CLUSTER, params))


MANAGED_CLUSTER = Resource("managed_cluster", CONNECTION + CLUSTER.arguments + ON_NOT_FOUND, ensure)
