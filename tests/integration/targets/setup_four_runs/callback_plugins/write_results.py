# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the result of each task, and of each item of a loop, as a line of JSON to the file FOUR_RUNS_RESULTS."""

from __future__ import annotations

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: write_results
type: aggregate
short_description: Write the results of tasks to a file
description: Writes the result of each task as a line of JSON.
"""


class CallbackModule(CallbackBase):
    """The callback ``write_results``."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "write_results"
    CALLBACK_NEEDS_ENABLED = True

    def _write(self, result):
        line = json.dumps([result._task.get_name(), result._result], default=str, sort_keys=True)
        with open(os.environ["FOUR_RUNS_RESULTS"], "a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    v2_runner_on_ok = v2_runner_on_failed = v2_runner_item_on_ok = v2_runner_item_on_failed = _write
