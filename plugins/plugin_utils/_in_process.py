# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a task runs in the controller's own process or, where that would not be the same, as a module.

A module is a new Python process for each item of a loop: about half a second, whatever it does. In this process an item
takes some milliseconds, and all items of a loop share one session with the tenant.
"""

from __future__ import annotations

import gc
import pathlib
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, ClassVar

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.plugin_utils._as_module import run_as_module
from ansible_collections.community.sailpoint.plugins.plugin_utils._settings import (
    FORESEE,
    IN_PROCESS,
    SHARE_TOKEN,
    Switch,
)

COLLECTION = "ansible_collections.community.sailpoint.plugins"
DISCOVERY = ("", "auto", "auto_legacy", "auto_silent", "auto_legacy_silent")
"""Values of ansible_python_interpreter that name no Python."""

display = Display()


class InProcessAction(ActionBase):  # type: ignore[misc]  # ansible-core is not typed
    """An action that does the work of the module of the same name."""

    RESOURCE: ClassVar[str]
    """The module and the name of its resource in module_utils/_operations."""

    _supports_async = True

    def __init_subclass__(cls) -> None:
        """Import what it takes once, in the main process that all workers are forked from, unless it is not wanted."""
        # A value that cannot be used is an error of the task.
        with suppress(OptionError):
            if IN_PROCESS.is_on():
                cls._import()
        # What is loaded by now stays. Unless it is told, the garbage collector of this process and of each worker looks
        # through all of it again and again, and once more at the end: a tenth of a second for one task (measured).
        gc.freeze()

    @classmethod
    def _import(cls) -> tuple[Any, Any]:
        """The resource and the engine."""
        module, _dot, name = cls.RESOURCE.partition(".")
        resource = getattr(import_module(f"{COLLECTION}.module_utils._operations.{module}"), name)
        return resource, import_module(f"{COLLECTION}.plugin_utils._engine")

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the task. Returns its result."""
        super().run(tmp, task_vars)
        variables = task_vars or {}
        resource, engine = self._import()
        # For a module, too: on its way there, through JSON, a date becomes a text.
        arguments, refusal = engine.arguments_of(resource, self._task.args)
        if refusal:
            return {"failed": True, "msg": refusal}
        reason = self._reason_for_module(variables)
        host = variables.get("inventory_hostname")
        if reason:
            display.v(f"{self._task.action}: ran as a module ({reason})", host=host)
            return run_as_module(
                self._task,
                lambda: self._execute_module(
                    module_args=arguments, task_vars=task_vars, wrap_async=self._task.async_val
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
            foresee=self._is_on(FORESEE, variables),
            show_invocation=_shows_invocation(variables),
            no_log=bool(self._task.no_log),
        )
        return result

    def _reason_for_module(self, variables: Mapping[str, Any]) -> str:
        """Why the task must run as a module, or nothing."""
        if not self._is_on(IN_PROCESS, variables):
            return f"{IN_PROCESS.name} is never"
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


def _shows_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results hold the options of their task: as they are told to since ansible-core 2.21, before always."""
    if not hasattr(constants, "INJECT_INVOCATION"):
        return True
    return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=variables))


def _is_this_python(interpreter: str) -> bool:
    """Whether that is this Python, with the same libraries: the same file in the same folder, whatever its name."""
    ours, theirs = pathlib.Path(sys.executable), pathlib.Path(interpreter)
    return ours.resolve() == theirs.resolve() and ours.parent.resolve() == theirs.parent.resolve()
