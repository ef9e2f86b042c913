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
        if self._task.async_val:
            # The result of a job lies in a file, and async_status shows it.
            return {"failed": True, "msg": "access_token cannot run with async, which shows the token: remove async"}
        result = super().run(tmp, task_vars)
        if "access_token" not in result:
            return result
        if "ansible_loop_var" in (task_vars or {}):
            # Before ansible-core 2.17, the result of a loop is shown unless its task is not to be.
            self._task.no_log = True
        # As no_log does it, but the message of a failure can be read.
        return {**result, "_ansible_no_log": True}
