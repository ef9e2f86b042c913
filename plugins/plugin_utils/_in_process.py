# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action engine: a task in the controller's own process, or, where that would not be the same, as a module.

A module is a new Python process for each item of a loop: about half a second, whatever it does. In this process an item
takes some milliseconds, and all items of a loop share one session with the tenant.
"""

from __future__ import annotations

import os
import pathlib
import signal
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, ClassVar

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection, secrets_of
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._libraries import MISSING
from ansible_collections.community.sailpoint.plugins.module_utils._outcome import Resource
from ansible_collections.community.sailpoint.plugins.module_utils._task import Mode, perform
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_tokens import RunTokenStore

DISCOVERY = ("auto", "auto_legacy", "auto_silent", "auto_legacy_silent")
"""Values of ansible_python_interpreter that name no Python."""

display = Display()

_sessions: dict[tuple[Connection, bool], Session] = {}
"""The open sessions of this process. A worker of Ansible runs one task, with all items of its loop, and ends."""

# This module is first imported in the main process; ansible-core 2.19 and newer takes their terminal from its workers.
_standard_error = os.dup(2)


class InProcessAction(ActionBase):  # type: ignore[misc]  # ansible-core is not typed
    """An action that does the work of the module of the same name."""

    RESOURCE: ClassVar[Resource]
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the task. Returns its result."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        reason = self._reason_for_module(variables)
        host = variables.get("inventory_hostname")
        if reason:
            display.v(f"{self._task.action}: ran as a module ({reason})", host=host)
            return dict(self._execute_module(task_vars=task_vars, wrap_async=self._task.async_val))
        display.v(f"{self._task.action}: ran in process", host=host)
        return self._perform(share_token=self._is_set(variables, "sailpoint_share_token", default="true"))

    def _reason_for_module(self, variables: Mapping[str, Any]) -> str:
        """Why the task must run as a module, or nothing."""
        if self._setting(variables, "sailpoint_in_process", "auto") == "never":
            return "sailpoint_in_process is never"
        if self._connection.transport != "local":
            return f"the connection is {self._connection.transport}"
        if self._connection.become is not None:
            return "become"
        if any(self._task.environment or []):
            return "environment is set"
        if self._task.async_val:
            return "async"
        interpreter = self._templar.template(variables.get("ansible_python_interpreter") or "auto")
        if interpreter not in DISCOVERY and not _is_this_python(interpreter):
            return f"ansible_python_interpreter is {interpreter}"
        return f"the controller lacks {' and '.join(MISSING)}" if MISSING else ""

    def _setting(self, variables: Mapping[str, Any], name: str, default: str) -> str:
        """A variable of the play, or the environment variable of that name in capitals."""
        value = variables.get(name)
        return os.environ.get(name.upper(), default) if value is None else str(self._templar.template(value))

    def _is_set(self, variables: Mapping[str, Any], name: str, default: str) -> bool:
        return bool(boolean(self._setting(variables, name, default), strict=False))

    def _perform(self, *, share_token: bool) -> dict[str, Any]:
        validator = ArgumentSpecValidator(**self.RESOURCE.arguments.as_arguments())
        validation = validator.validate(plain(self._task.args))
        options = validation.validated_parameters
        if validation.error_messages:
            error = validation.errors[0]
            text = error.msg
            if isinstance(error, UnsupportedError):
                text = f"Unsupported parameters for ({self._task.action}) module: {text}"
            result: dict[str, Any] = {"failed": True, "msg": text}
        else:
            mode = Mode(check=self._task.check_mode, diff=self._task.diff, show=display.display)

            def open_session(connection: Connection) -> AbstractContextManager[Session]:
                return nullcontext(_session(connection, share_token))

            result, warnings = perform(self.RESOURCE, options, mode, open_session)
            if warnings:
                result["warnings"] = warnings
            if "stopped_by" in result:
                _end(result["msg"], signal.Signals[result["stopped_by"]])
        result["invocation"] = {"module_args": options}
        # As a module does it: these values do not show wherever they stand in the result.
        return dict(remove_values(result, validation._no_log_values | secrets_of(options)))


def _end(text: str, number: signal.Signals) -> None:
    """Tell the user what Ansible, which was stopped too, will not show any more, and let the signal have its way."""
    with suppress(OSError):
        os.write(_standard_error, f"{text}\n".encode())
    os.kill(os.getpid(), number)


def _is_this_python(interpreter: str) -> bool:
    """Whether that is this Python, with the same libraries: the same file in the same folder, whatever its name."""
    ours, theirs = pathlib.Path(sys.executable), pathlib.Path(interpreter)
    return ours.resolve() == theirs.resolve() and ours.parent.resolve() == theirs.parent.resolve()


def _session(connection: Connection, share_token: bool) -> Session:
    key = (connection, share_token)
    if key not in _sessions:
        store = RunTokenStore(pathlib.Path(constants.DEFAULT_LOCAL_TMP), connection) if share_token else None
        _sessions[key] = Session(connection, store)
    return _sessions[key]
