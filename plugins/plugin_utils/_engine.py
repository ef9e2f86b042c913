# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action engine: a task in the controller's own process, as the module engine does it in a process of its own."""

from __future__ import annotations

import os
import pathlib
import signal
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection, secrets_of
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._outcome import Resource
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import mask
from ansible_collections.community.sailpoint.plugins.module_utils._task import Mode, invocation, perform
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_tokens import RunTokenStore

_sessions: dict[tuple[Connection, bool], Session] = {}
"""The open sessions of this process. A worker of Ansible runs one task, with all items of its loop, and ends."""

# This module is first imported in the main process; ansible-core 2.19 and newer takes their terminal from its workers.
_standard_error = os.dup(2)


def run_in_process(
    resource: Resource,
    action: str,
    arguments: Mapping[str, Any],
    *,
    check: bool,
    diff: bool,
    share_token: bool,
    show_invocation: bool,
) -> dict[str, Any]:
    """Do the task of the module ``action``. Returns the result that the module would."""
    validator = ArgumentSpecValidator(**resource.arguments.as_arguments())
    validation = validator.validate(plain(arguments))
    options = validation.validated_parameters
    if validation.error_messages:
        error = validation.errors[0]
        text = error.msg
        if isinstance(error, UnsupportedError):
            text = f"Unsupported parameters for ({action}) module: {text}"
        result: dict[str, Any] = {"failed": True, "msg": mask(text, _not_logged(resource.arguments, options))}
    else:

        def open_session(connection: Connection) -> AbstractContextManager[Session]:
            return nullcontext(_session(connection, share_token))

        mode = Mode(check=check, diff=diff, show=Display().display)
        result, warnings = perform(resource, options, mode, open_session)
        if warnings:
            result["warnings"] = warnings
        if "stopped_by" in result:
            _end(result["msg"], signal.Signals[result["stopped_by"]])
    if show_invocation:
        result["invocation"] = invocation(resource.arguments, options)
    return result


def _not_logged(arguments: ArgumentSpec, options: Mapping[str, Any]) -> set[str]:
    """What a message must not repeat."""
    return secrets_of(options) | {str(options[name]) for name in arguments.secret_options if options.get(name)}


def _session(connection: Connection, share_token: bool) -> Session:
    key = (connection, share_token)
    if key not in _sessions:
        store = RunTokenStore(pathlib.Path(constants.DEFAULT_LOCAL_TMP), connection) if share_token else None
        _sessions[key] = Session(connection, store)
    return _sessions[key]


def _end(text: str, number: signal.Signals) -> None:
    """Tell the user what Ansible, which was stopped too, will not show any more, and let the signal have its way."""
    with suppress(OSError):
        os.write(_standard_error, f"{text}\n".encode())
    os.kill(os.getpid(), number)
