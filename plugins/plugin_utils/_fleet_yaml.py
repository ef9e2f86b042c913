# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that declare a fleet as YAML, the same to the byte whatever libraries there are. Pure.

A string is unquoted only if every YAML version reads it as the same string. All others are written as JSON strings,
which are valid YAML. ``!unsafe`` keeps Ansible from evaluating a string as a template.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._texts import lone_surrogate

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./()+@-]*(?: [A-Za-z0-9_./()+@][A-Za-z0-9_./()+@-]*)*")
OTHER_MEANING = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
TEMPLATE = re.compile(r"\{[{%#]|\A#jinja2:")
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that YAML requires to be escaped, and JSON does not."""

INDENT = "  "

SCHEMA_URL = (
    "https://raw.githubusercontent.com/ansible-collections/community.sailpoint/main/extensions/schemas/fleet.json"
)
"""The URL of the JSON Schema, for editors."""


def fleet_as_yaml(variables: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The variables as the text of a file, with a line break at its end.

    Raises OptionError, which names the field, if YAML cannot represent a string.
    """
    place = lone_surrogate(variables)
    if place:
        raise OptionError(f"{place} contains a lone surrogate, which YAML cannot represent. Correct it in the tenant")
    lines = ["---", f"# yaml-language-server: $schema={SCHEMA_URL}"]
    for name, entries in variables.items():
        lines.append(f"{name}:" if entries else f"{name}: []")
        for entry in entries:
            first, *rest = _lines(entry)
            lines.append(f"{INDENT}- {first}")
            lines += [f"{INDENT}{INDENT}{line}" for line in rest]
    return "\n".join(lines) + "\n"


def _lines(mapping: Mapping[str, Any]) -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            yield f"{_text(key)}:" if value else f"{_text(key)}: {{}}"
            yield from (f"{INDENT}{line}" for line in _lines(value))
        elif isinstance(value, str):
            yield f"{_text(key)}: {'!unsafe ' if TEMPLATE.search(value) else ''}{_text(value)}"
        else:
            yield f"{_text(key)}: {json.dumps(value)}"


def _text(text: str) -> str:
    if PLAIN.fullmatch(text) and text.lower() not in OTHER_MEANING:
        return text
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))
