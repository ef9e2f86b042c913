# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module engine: how the options of a module come in, and how its result goes out."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ._api.connection import secrets_of
from ._api.session import Session
from ._argspec import ArgumentSpec
from ._libraries import MISSING
from ._outcome import Resource
from ._secrets import LEAST_FOUND, mask, register
from ._shown import shown
from ._task import FACTS, Mode, invocation, perform
from ._texts import lone_surrogate

MOST_LOGGED = 100_000
"""Characters of a line in the log of the target."""


class _Module(AnsibleModule):  # type: ignore[misc]  # ansible-core is not typed
    """A module whose result goes out as it is: Ansible would mask each short password in names and ids, too."""

    def __init__(self, arguments: ArgumentSpec) -> None:
        self._arguments = arguments
        super().__init__(supports_check_mode=True, **arguments.as_arguments())

    def log(self, msg: str, log_args: Any = None) -> None:
        """Log on the target. A name may have characters that its log cannot take, such as NUL."""
        given = {name: shown(value, MOST_LOGGED) for name, value in (log_args or {}).items()}
        super().log(shown(msg, MOST_LOGGED), log_args=given)

    def exit_json(self, **result: Any) -> None:
        """Exit with a result that has no secrets."""
        super().exit_json(**self._as_sent(result))

    def fail_json(self, msg: str, **result: Any) -> None:
        """Fail with a result that has no secrets but in ``msg``, which may be Ansible's own."""
        secrets = secrets_of(self.params)
        register(secrets)
        super().fail_json(**self._as_sent({**result, "msg": mask(msg, {*secrets, *map(str, self.no_log_values)})}))

    def _as_sent(self, result: dict[str, Any]) -> dict[str, Any]:
        # None of them stands in data, or the task has failed for it.
        self.no_log_values = {secret for secret in secrets_of(self.params) if len(secret) >= LEAST_FOUND}
        return {"invocation": invocation(self._arguments, self.params), **result}


def run(resource: Resource) -> None:
    """Be the module of that resource: exit with its result, or fail with one line."""
    module = _Module(resource.arguments)
    for library, error in MISSING.items():
        module.fail_json(msg=f"{missing_required_lib(library)} ({error})")
    mode = Mode(check=module.check_mode, diff=module._diff)
    result, warnings = perform(resource, module.params, mode, lambda connection: closing(Session(connection)))
    for warning in warnings:
        module.warn(warning)
    place = lone_surrogate(result)
    if place:
        facts = {key: result[key] for key in FACTS if key in result}
        module.fail_json(
            **{**facts, "msg": f"{place} has a lone surrogate, which no module can return: correct it in the tenant"}
        )
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
