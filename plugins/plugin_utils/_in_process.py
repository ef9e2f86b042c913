# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide whether a task runs in the controller's process or, if the result might differ, as a module.

A module starts a Python process for each item of a loop, which takes about half a second. In this process, an item
takes milliseconds, and all items share one session with the tenant.
"""

from __future__ import annotations

import gc
import pathlib
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.plugin_utils._as_module import run_as_module
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import is_json, plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._settings import (
    IN_PROCESS,
    SHARE_PLANNED_CHANGES,
    SHARE_TOKEN,
    Switch,
)

COLLECTION = "ansible_collections.community.sailpoint.plugins"
OPERATIONS = f"{COLLECTION}.module_utils._operations"
ENGINE = f"{COLLECTION}.plugin_utils._engine"
DISCOVERY = ("", "auto", "auto_legacy", "auto_silent", "auto_legacy_silent")
"""Values of ansible_python_interpreter that are not a path."""

display = Display()


class InProcessAction(ActionBase):  # type: ignore[misc]  # ansible-core is not typed
    """An action that does the work of the module that its task names."""

    _supports_async = True
    secret_result = ""
    """The key of the result that is not to be shown, if there is one."""

    def __init_subclass__(cls) -> None:
        """Import what a task needs in the main process, which all workers are forked from, unless in-process is off."""
        # A value that cannot be used is an error of the task.
        with suppress(OptionError):
            if IN_PROCESS.is_on():
                import_module(ENGINE)
                _resource(cls.__module__.rpartition(".")[2])
        # Freeze loaded objects. Otherwise the garbage collector of this process and of each worker scans
        # them repeatedly, which costs a tenth of a second per task (measured).
        gc.freeze()

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the task. Returns its result."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        name = self._task.action.rpartition(".")[2]
        if self.secret_result and self._task.async_val:
            # The result of an async job is stored in a file, and async_status shows it.
            return {
                "failed": True,
                "msg": f"{name} cannot run with async, which would store its result in a file. Remove async",
            }
        result = self._run(name, plain(self._task.args), variables)
        self._show_summary(result, variables)
        if not self.secret_result or self.secret_result not in result:
            return result
        if "ansible_loop_var" in variables:
            # Before ansible-core 2.17, the result of a loop is shown unless its task is not to be.
            self._task.no_log = True
        # Like no_log, but the message of a failure is shown.
        return {**result, "_ansible_no_log": True}

    def _run(self, name: str, arguments: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
        """Do the task in this process, or as a module if that would not be the same."""
        reason = self._reason_for_module(variables)
        host = variables.get("inventory_hostname")
        # The module validates its options itself; importing the validation here would be slow. But on
        # the way to the module, JSON turns a date into a string.
        if not reason or not is_json(arguments):
            resource, engine = _resource(name), import_module(ENGINE)
            arguments, refusal = engine.arguments_of(resource, arguments)
            if refusal:
                return {"failed": True, "msg": refusal}
        if reason:
            display.v(f"{self._task.action}: ran as a module ({reason})", host=host)
            return run_as_module(
                self._task,
                lambda: self._execute_module(
                    module_args=arguments, task_vars=variables, wrap_async=self._task.async_val
                ),
            )
        display.v(f"{self._task.action}: ran in process", host=host)
        result: dict[str, Any] = engine.run_in_process(
            resource,
            self._task.action,
            arguments,
            check=self._task.check_mode,
            diff=self._task.diff,
            share_token=self._is_on(SHARE_TOKEN, variables),
            share_planned=self._is_on(SHARE_PLANNED_CHANGES, variables),
            show_invocation=_shows_invocation(variables),
            no_log=bool(self._task.no_log),
        )
        return result

    def _show_summary(self, result: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
        """Show what was done to many objects, unless the task keeps its result for others to show."""
        if self._task.register or self._task.no_log or result.get("failed") or not result.get("changed"):
            return
        if "summary" in result:
            display.display(f"[{variables.get('inventory_hostname')}] {result['msg']}")

    def _reason_for_module(self, variables: Mapping[str, Any]) -> str:
        """Why the task must run as a module, or nothing."""
        if not self._is_on(IN_PROCESS, variables):
            return f"{IN_PROCESS.name} is set to never"
        if self._connection.transport != "local":
            return f"the connection is {self._connection.transport}"
        if self._connection.become is not None:
            return "become"
        if any(self._task.environment or []):
            return "environment is set"
        if self._task.async_val:
            return "async"
        interpreter = self._interpreter(variables)
        if interpreter not in DISCOVERY and not _is_this_python(interpreter):
            return f"ansible_python_interpreter is {interpreter}"
        missing = import_module(f"{COLLECTION}.module_utils._libraries").MISSING
        return f"the controller lacks {' and '.join(missing)}" if missing else ""

    def _interpreter(self, variables: Mapping[str, Any]) -> str:
        """The Python that a module would run with, found as Ansible does: that of the host that the task goes to."""
        delegated = variables.get("ansible_delegated_vars") or {}
        of_host = delegated.get(self._task.delegate_to, variables)
        # From a variable, the environment (ANSIBLE_PYTHON_INTERPRETER) or the configuration (interpreter_python).
        configured = constants.config.get_config_value("INTERPRETER_PYTHON", variables=of_host)
        return str(self._templar.template(configured) or "").strip()

    def _is_on(self, switch: Switch, variables: Mapping[str, Any]) -> bool:
        try:
            return switch.is_on(self._templar.template(variables.get(switch.name)))
        except OptionError as error:
            raise AnsibleActionFail(str(error)) from None


def _resource(name: str) -> Any:
    """The work of the module of that name."""
    return getattr(import_module(f"{OPERATIONS}.{name}"), name.upper())


def _shows_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results hold the options of their task: as they are told to since ansible-core 2.21, before always."""
    if not hasattr(constants, "INJECT_INVOCATION"):
        return True
    return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=variables))


def _is_this_python(interpreter: str) -> bool:
    """Whether that is this Python, with the same libraries: the same file in the same folder, whatever its name."""
    if interpreter == sys.executable:
        return True
    ours, theirs = pathlib.Path(sys.executable), pathlib.Path(interpreter)
    return ours.resolve() == theirs.resolve() and ours.parent.resolve() == theirs.parent.resolve()
