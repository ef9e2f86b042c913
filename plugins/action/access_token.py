# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module ``access_token``, in this process where that is possible."""

from __future__ import annotations

from typing import Any

from ansible_collections.community.sailpoint.plugins.plugin_utils._in_process import InProcessAction


class ActionModule(InProcessAction):
    """The action ``community.sailpoint.access_token``."""

    RESOURCE = "access_token.ACCESS_TOKEN"

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the task. Returns its result, which Ansible does not show where it holds a token."""
        result = super().run(tmp, task_vars)
        # As no_log does it, but the message of a failure can be read.
        return {**result, "_ansible_no_log": True} if "access_token" in result else result
