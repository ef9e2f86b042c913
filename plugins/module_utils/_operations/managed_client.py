# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare one managed client (virtual appliance)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.difference import CREATED, RECREATED
from .._plan.kinds import CLIENT
from .declare import ON_NOT_FOUND, declare_one, outcome_of
from .outcome import Outcome, Resource
from .wait import WAIT, StatusTarget, after_wait


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Apply the options of the module ``managed_client``.

    On a read-only tenant nothing is written, and the outcome is the plan. Raises SailPointError.
    """
    goal = StatusTarget.of(params)
    change, record, warnings = declare_one(tenant, CLIENT, params)
    secret = None
    if params["return_secret"] and change.action in (CREATED, RECREATED):
        secret = (record or {}).get("secret") or ("" if tenant.read_only else None)
        if secret is None:
            warnings = [
                *warnings,
                f"the API did not return the key of the new {change.label}, and may never return it",
            ]
    outcome = outcome_of(change, record, [*goal.warnings, *warnings], secret=secret)
    return after_wait(tenant, outcome, change.label, goal)


ARGUMENTS = (
    CONNECTION
    + WAIT
    + CLIENT.arguments
    + ON_NOT_FOUND
    # no_log: False silences the warning of Ansible: the option is not a secret, despite its name.
    + ArgumentSpec(options={"return_secret": {"type": "bool", "default": False, "no_log": False}})
)

MANAGED_CLIENT = Resource("managed_client", ARGUMENTS, ensure)
