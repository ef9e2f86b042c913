# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encode text so that templates, expressions, YAML and shells cannot interpret it. Pure.

A rulebook passes extra variables to a playbook, and Ansible evaluates every string in them as a template, in any
version; before ansible-core 2.19, it also evaluates the result of a template as a Python literal, and strings within
conditions as expressions. Marks such as ``!unsafe`` are lost on the way through ansible-rulebook.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

HARMLESS = frozenset(" ,-./:@+_")
"""The ASCII punctuation that is kept."""

FULL_WIDTH = 0xFEE0
"""How far an ASCII character is from its look-alike of full width, as Unicode orders them."""

LOOK_ALIKES = {
    code: chr(code + FULL_WIDTH) for code in range(0x21, 0x7F) if not chr(code).isalnum() and chr(code) not in HARMLESS
}
"""For each character with which a template, an expression or a command can be written, one that looks like it."""


def inert(value: Any) -> Any:
    """A JSON value whose strings and keys Jinja, Python, YAML and shells cannot interpret.

    Braces, brackets, quotes and the like become fullwidth characters, which look similar but have no meaning.
    Characters that do not print become escapes.
    """
    if isinstance(value, str):
        return "".join(
            LOOK_ALIKES.get(ord(character), character)
            if character.isprintable()
            else character.encode("unicode_escape").decode("ascii").translate(LOOK_ALIKES)
            for character in value
        )
    if isinstance(value, Mapping):
        return {inert(str(key)): inert(item) for key, item in value.items()}
    return [inert(item) for item in value] if isinstance(value, (list, tuple)) else value


def exact(value: Any) -> str:
    """The unchanged JSON value in base64, which nothing interprets before it is decoded."""
    return base64.b64encode(json.dumps(value).encode("ascii")).decode("ascii")
