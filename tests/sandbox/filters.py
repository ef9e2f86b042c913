# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
r"""The filter language of the API's lists: ``field eq "value"``, joined by ``and``.

Inside the quotes a backslash is written ``\\`` and a quote ``\"``. Fields and operators are those of the specification.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

CONDITION = re.compile(r'\s*(?P<field>\w+)\s+(?P<operator>\w+)\s+(?:"(?P<text>(?:[^"\\]|\\["\\])*)"|(?P<word>\w+))\s*')
CONJUNCTION = re.compile(r"and\b")
UNQUOTED = frozenset({"operational"})


class FilterError(ValueError):
    """A filter that the API does not take."""


@dataclass(frozen=True)
class Condition:
    """``field`` equals ``value``."""

    field: str
    value: str


def parse(expression: str, fields: Collection[str]) -> list[Condition]:
    """The conditions of a filter over those fields. Raises FilterError with a text that names what is wrong."""
    conditions = []
    position = 0
    while True:
        match = CONDITION.match(expression, position)
        if not match:
            raise FilterError(f"invalid filter at position {position}: {expression}")
        conditions.append(_condition(match, fields))
        position = match.end()
        if position == len(expression):
            return conditions
        conjunction = CONJUNCTION.match(expression, position)
        if not conjunction:
            raise FilterError(f"invalid filter at position {position}: {expression}")
        position = conjunction.end()


def _condition(match: re.Match[str], fields: Collection[str]) -> Condition:
    field, operator, text, word = match.group("field", "operator", "text", "word")
    if field not in fields:
        raise FilterError(f"filtering by {field} is not supported, only by {', '.join(sorted(fields))}")
    if operator != "eq":
        raise FilterError(f"the operator {operator} is not supported for {field}, only eq")
    if text is not None:
        return Condition(field, re.sub(r'\\(["\\])', r"\1", text))
    if field not in UNQUOTED or word not in ("true", "false"):
        raise FilterError(f"the value of {field} must be in double quotes")
    return Condition(field, word)
