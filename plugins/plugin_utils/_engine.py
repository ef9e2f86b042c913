# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action engine: runs a task in the controller's process, with the same result as the module engine."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ansible.module_utils.errors import UnsupportedError
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import TIMEOUT
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection, secrets_of
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import Mode, invocation, perform
from ansible_collections.community.sailpoint.plugins.module_utils._operations.outcome import Resource
from ansible_collections.community.sailpoint.plugins.module_utils._options import normalised
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import mask
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_memory import run_memory
from ansible_collections.community.sailpoint.plugins.plugin_utils._stop_message import end, is_orphaned

_sessions: dict[tuple[Connection, bool], Session] = {}
"""The open sessions of this process. An Ansible worker runs one task with all items of its loop."""


def arguments_of(resource: Resource, arguments: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The plain options of a task, normalised, and why they are refused if they are."""
    try:
        return normalised(resource.arguments, arguments), ""
    except OptionError as error:
        return {}, str(error)


def run_in_process(
    resource: Resource,
    action: str,
    arguments: Mapping[str, Any],
    *,
    check: bool,
    diff: bool,
    share_token: bool,
    share_planned: bool,
    show_invocation: bool,
    no_log: bool,
) -> dict[str, Any]:
    """Run the module ``action`` in this process, with normalised options. Returns the result of the module.

    With ``share_planned``, later tasks in check mode see the changes that this one would make. With ``no_log``, no
    progress is shown. A signal that stops the task ends this process.
    """
    validation = resource.arguments.validator.validate(arguments)
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

        show = None if no_log else Display().display
        mode = Mode(check=check, diff=diff, share_planned=share_planned, show=show, is_orphaned=is_orphaned)
        result, warnings = perform(resource, options, mode, open_session)
        if warnings:
            result["warnings"] = warnings
    if show_invocation:
        result["invocation"] = invocation(resource.arguments, options)
    reason = result.get("stopped_by", TIMEOUT)
    if reason != TIMEOUT:
        end(reason, result, no_log=no_log)
    return result


def _not_logged(arguments: ArgumentSpec, options: Mapping[str, Any]) -> set[str]:
    """What a message must not repeat."""
    return secrets_of(options) | {str(options[name]) for name in arguments.secret_options if options.get(name)}


def _session(connection: Connection, share_token: bool) -> Session:
    key = (connection, share_token)
    if key not in _sessions:
        _sessions[key] = Session(connection, run_memory(), own_token=not share_token)
    return _sessions[key]
