# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins that read a tenant (inventory, lookup) have in common."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.utils.display import Display
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION
from ansible_collections.community.sailpoint.plugins.module_utils._libraries import missing_libraries
from ansible_collections.community.sailpoint.plugins.module_utils._outcome import Resource
from ansible_collections.community.sailpoint.plugins.module_utils._task import Mode, perform
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_tokens import RunTokenStore

display = Display()


class ReadingError(Exception):
    """The tenant could not be read. One line, without secrets."""


def read(resource: Resource, options: Mapping[str, Any], *, share_token: bool) -> list[dict[str, Any]]:
    """The records that a resource of kind ``info`` finds, in one session. Shows its warnings; raises ReadingError."""
    if missing_libraries():
        raise ReadingError(missing_libraries())

    # Not one that is kept: this process may be forked, and a connection serves one process.
    def open_session(connection: Connection) -> AbstractContextManager[Session]:
        store = RunTokenStore(pathlib.Path(constants.DEFAULT_LOCAL_TMP), connection) if share_token else None
        return closing(Session(connection, store))

    result, warnings = perform(resource, options, Mode(check=False, diff=False, show=display.display), open_session)
    if result.get("failed"):
        if "exception" in result:
            display.vvv(result["exception"])
        raise ReadingError(result["msg"])
    for warning in warnings:
        display.warning(warning)
    return list(result[resource.returns])


@contextmanager
def unshown() -> Iterator[None]:
    """For the block in which Ansible checks options: it repeats a value that it cannot use. Raises ReadingError."""
    try:
        yield
    except AnsibleError as error:
        for name in CONNECTION.secret_options:
            if name in str(error):
                raise ReadingError(f"{name} cannot be used as it is: give a text") from None
        raise


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise ReadingError for options that do not exist: Ansible ignores them."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise ReadingError(f"unknown option {', '.join(unknown)}: the options are {', '.join(sorted(known))}")


def rendered(name: str, value: Any, templar: Any) -> Any:
    """The value of an option, in which a template in any text is rendered. Raises ReadingError."""
    if isinstance(value, list):
        items = [rendered(name, item, templar) for item in value]
        # One template may stand for a whole list.
        return [part for item in items for part in (item if isinstance(item, list) else [item])]
    if not isinstance(value, str):
        return value
    try:
        result = templar.template(value)
    except AnsibleError as error:
        raise ReadingError(f"could not render the option {name}: {error}") from None
    # What looks like a number is a text still.
    return str(result) if isinstance(result, (int, float)) else result
