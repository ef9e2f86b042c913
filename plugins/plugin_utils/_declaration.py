# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables in which a fleet is declared, and what they may hold. Pure.

``fleet_clusters``, ``fleet_clients`` and ``fleet_log_levels`` are lists. An entry has the options of the module for
its kind of object.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._options import normalised, validated
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import FLEET

VARIABLES = {f"fleet_{kind.option}": kind.arguments for kind in FLEET}
"""The variables in the order in which they are applied, and the options of their entries."""


def checked_declaration(declaration: Any) -> dict[str, list[dict[str, Any]]]:
    """The validated entries of a declaration, without omitted (null) options. No tenant is read.

    Raises OptionError with the variable and the number of the entry.
    """
    if not isinstance(declaration, Mapping):
        raise OptionError(f"it is not a mapping. Give one of {', '.join(VARIABLES)}")
    unknown = [str(name) for name in declaration if name not in VARIABLES]
    if unknown:
        raise OptionError(f"unknown variable {', '.join(unknown)}. Valid variables: {', '.join(VARIABLES)}")
    return {variable: _checked(variable, entries) for variable, entries in declaration.items() if entries is not None}


def _checked(variable: str, entries: Any) -> list[dict[str, Any]]:
    if not isinstance(entries, list):
        raise OptionError(f"{variable} is not a list")
    arguments = VARIABLES[variable]
    texts = {name for name, option in arguments.options.items() if option["type"] == "str" and "choices" not in option}
    valid: set[frozenset[str]] = set()
    checked = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            raise OptionError(f"entry {number} of {variable}: it is not a mapping of options")
        checked.append(normalised(arguments, entry, variable, number))
        # Any string is valid for these options, so entries that have the same of them are validated once. To validate
        # each of ten thousand takes half a second.
        names = frozenset(checked[-1])
        if names not in valid:
            validated(arguments, checked[-1], variable, number)
            if names <= texts:
                valid.add(names)
    return checked
