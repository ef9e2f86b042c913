# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables in which a fleet is declared, and what they may hold. Pure.

``fleet_clusters``, ``fleet_clients`` and ``fleet_log_levels`` are lists; an entry has the options of the module that
carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from .._api.errors import OptionError
from .kinds import KINDS

TEXTS = ("name", "id", "cluster", "type", "description")
"""Options that are texts whatever they look like."""


VARIABLES = {f"fleet_{kind.option}": kind.arguments for kind in KINDS}
"""The variables, in the order in which they are carried out, and the options of an entry of each."""


def check_declaration(declaration: Any, source: str = "") -> None:
    """Check what a declaration holds, without regard to any tenant.

    Raises OptionError with ``source``, such as the file that it is from, and the number of the entry.
    """
    where = f"{source}: " if source else ""
    if not isinstance(declaration, Mapping):
        raise OptionError(f"{where}is no mapping: give one of {', '.join(VARIABLES)}")
    unknown = [str(name) for name in declaration if name not in VARIABLES]
    if unknown:
        raise OptionError(f"{where}unknown variable {', '.join(unknown)}: there are {', '.join(VARIABLES)}")
    for variable, entries in declaration.items():
        if not isinstance(entries, list):
            raise OptionError(f"{where}{variable} is no list")
        validator = ArgumentSpecValidator(**VARIABLES[variable].as_arguments())
        for number, entry in enumerate(entries, 1):
            problem = _problem(entry, validator)
            if problem:
                raise OptionError(f"{where}entry {number} of {variable}: {problem}")


def _problem(entry: Any, validator: ArgumentSpecValidator) -> str:
    """What is wrong with an entry, or nothing."""
    if not isinstance(entry, Mapping):
        return "it is no mapping of options"
    for option in TEXTS:
        # YAML reads yes, no, on and off so. Ansible would make "True" or "False" of them.
        if isinstance(entry.get(option), bool):
            return f"{option} is read as {str(entry[option]).lower()}: put it in quotes"
        if isinstance(entry.get(option), (Mapping, list)):
            return f"{option} is no text"
    validation = validator.validate(entry)
    if not validation.error_messages:
        return ""
    unknown = [error for error in validation.errors if isinstance(error, UnsupportedError)]
    return f"unknown option {unknown[0].msg}" if unknown else str(validation.errors[0].msg)
