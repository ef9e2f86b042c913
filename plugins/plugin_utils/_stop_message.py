# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the outcome of a task that a signal stopped: Ansible, stopped as well, no longer shows results."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import stopped_by
from ansible_collections.community.sailpoint.plugins.module_utils._engine.stopping import resend_signal
from ansible_collections.community.sailpoint.plugins.module_utils._shown import one_line

# This module is first imported in the main process; ansible-core 2.19 and newer takes their terminal from its workers.
_standard_error = os.dup(2)


def is_worker() -> bool:
    """Whether this process is one that Ansible made for a task."""
    return multiprocessing.parent_process() is not None


def is_orphaned() -> bool:
    """Whether the Ansible that this worker works for has ended."""
    parent = multiprocessing.parent_process()
    return parent is not None and os.getppid() != parent.pid


def end(reason: str, result: Mapping[str, Any], *, no_log: bool) -> None:
    """Print what was done (not with ``no_log``), then let the signal end this process."""
    text = stopped_by(reason)
    if not no_log:
        said = result.get("msg")
        done = f"{text} after everything was done"
        text = said if said and result.get("failed") else ": ".join(filter(None, (done, said)))
    with suppress(OSError):
        os.write(_standard_error, f"{one_line(str(text))}\n".encode())
    resend_signal(reason, worker=is_worker())
