# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Common code of the plugins that read a tenant (inventory, lookup)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, closing
from typing import Any

from ansible.errors import AnsibleError
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import TIMEOUT
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION, ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._engine.stopping import resend_signal
from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import Mode, perform
from ansible_collections.community.sailpoint.plugins.module_utils._libraries import missing_libraries
from ansible_collections.community.sailpoint.plugins.module_utils._operations.outcome import Resource
from ansible_collections.community.sailpoint.plugins.module_utils._options import normalised, validated
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_memory import run_memory
from ansible_collections.community.sailpoint.plugins.plugin_utils._stop_message import is_worker

display = Display()


class ReadingError(Exception):
    """The tenant could not be read. One line, without secrets."""


def read(
    resource: Resource, options: Mapping[str, Any], *, share_token: bool, check: bool = False
) -> list[dict[str, Any]]:
    """The records that a resource of kind ``info`` finds, in one session. Shows its warnings; raises ReadingError.

    In check mode (``check``), planned changes of earlier tasks are applied. A signal that stops it ends this process,
    as without the handler.
    """
    if missing_libraries():
        raise ReadingError(missing_libraries())

    # Not a shared session: this process may fork, and a connection serves one process only.
    def open_session(connection: Connection) -> AbstractContextManager[Session]:
        return closing(Session(connection, run_memory(), own_token=not share_token))

    result, warnings = perform(resource, options, Mode(check=check, diff=False, show=display.display), open_session)
    if result.get("stopped_by", TIMEOUT) != TIMEOUT:
        resend_signal(result["stopped_by"], worker=is_worker())
    if result.get("failed"):
        if "exception" in result:
            display.vvv(result["exception"])
        raise ReadingError(result["msg"])
    for warning in warnings:
        display.warning(warning)
    return list(result[resource.returns])


def resolved(
    arguments: ArgumentSpec, given: Mapping[str, Any], variables: Mapping[str, Any], templar: Any
) -> dict[str, Any]:
    """The options of a plugin: given, or from the variables ``sailpoint_…``, the environment or the default.

    Ansible's own resolution is not used: it converts numbers to strings, and counts empty values as given. Raises
    SailPointError or ReadingError.
    """
    of_variables = {
        name: rendered(name, variables[f"sailpoint_{name}"], templar)
        for name in CONNECTION.options
        if f"sailpoint_{name}" in variables
    }
    known = {name: value for name, value in given.items() if name in arguments.options}
    return validated(arguments, {**normalised(arguments, plain(of_variables)), **normalised(arguments, plain(known))})


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise ReadingError for options that do not exist: Ansible ignores them."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ReadingError(f"unknown option {', '.join(unknown)}. Valid options: {', '.join(sorted(known))}")


def rendered(name: str, value: Any, templar: Any) -> Any:
    """The value of an option, in which a template in any text is rendered. Raises ReadingError."""
    if isinstance(value, list):
        items = [rendered(name, item, templar) for item in value]
        # A template may return a whole list.
        return [part for item in items for part in (item if isinstance(item, list) else [item])]
    if not isinstance(value, str):
        return value
    try:
        return templar.template(value)
    except AnsibleError as error:
        raise ReadingError(f"could not render the option {name}: {error}") from None
