# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module engine: read the options of a module and exit with its result."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .._api.connection import secrets_of
from .._api.errors import OptionError
from .._api.session import Session
from .._argspec import ArgumentSpec
from .._libraries import missing_libraries
from .._operations.outcome import Resource
from .._options import normalised
from .._secrets import MIN_FOUND, mask, register
from .._shown import shown
from .stopping import TIME_LIMIT, ParentProcess
from .task import Mode, invocation, perform

MAX_LOGGED = 100_000
"""Characters of a line in the log of the target."""


class _Module(AnsibleModule):  # type: ignore[misc]  # ansible-core is not typed
    """An AnsibleModule that parses options as the action engine does and does not mask its result.

    Ansible would also mask short passwords within names and ids.
    """

    def __init__(self, arguments: ArgumentSpec) -> None:
        self._arguments = arguments
        self._refusal = ""
        super().__init__(supports_check_mode=True, **arguments.as_arguments())
        if self._refusal:
            self.fail_json(msg=self._refusal)

    def _load_params(self) -> None:
        super()._load_params()
        try:
            self.params: dict[str, Any] = normalised(self._arguments, self.params)
        except OptionError as error:
            # Fail later, when the secret options are known.
            self._refusal = str(error)

    def log(self, msg: str, log_args: Any = None) -> None:
        """Log on the target. A name may have characters that its log cannot take, such as NUL."""
        given = {name: shown(value, MAX_LOGGED) for name, value in (log_args or {}).items()}
        super().log(shown(msg, MAX_LOGGED), log_args=given)

    def exit_json(self, **result: Any) -> None:
        """Exit with a result that has no secrets."""
        super().exit_json(**self._unmasked(result))

    def fail_json(self, msg: str, **result: Any) -> None:
        """Fail. ``msg``, which may come from Ansible, is masked.

        Our validation of the options takes precedence over Ansible's, because it sees them before conversion.
        """
        msg = self._refusal or msg
        secrets = secrets_of(self.params)
        register(secrets)
        super().fail_json(**self._unmasked({**result, "msg": mask(msg, {*secrets, *map(str, self.no_log_values)})}))

    def _unmasked(self, result: dict[str, Any]) -> dict[str, Any]:
        # The data contains no secret: the task would have failed.
        self.no_log_values = {secret for secret in secrets_of(self.params) if len(secret) >= MIN_FOUND}
        return {"invocation": invocation(self._arguments, self.params), **result}


def run(resource: Resource) -> None:
    """Run a resource as a module: exit with its result, or fail with one line."""
    starter = ParentProcess()
    module = _Module(resource.arguments)
    if missing_libraries():
        module.fail_json(msg=missing_libraries())
    mode = Mode(
        check=module.check_mode,
        diff=module._diff,
        is_orphaned=starter.is_gone,
        time_limit=float(os.environ.get(TIME_LIMIT, 0)),
    )
    result, warnings = perform(resource, module.params, mode, lambda connection: closing(Session(connection)))
    for warning in warnings:
        module.warn(warning)
    for deprecation in result.pop("deprecations", ()):
        # As in deprecation_of. The sanity tests of ansible-core accept only literals here.
        module.deprecate(deprecation["msg"], date="2029-01-01", collection_name="community.sailpoint")
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
