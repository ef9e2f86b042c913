# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts of an OpenAPI document, one a line: two documents that state the same have the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

METHODS = frozenset({"delete", "get", "patch", "post", "put"})
NO_FACTS = frozenset({"components", "description", "example", "examples", "operationId", "summary", "tags", "title"})
"""Texts, and ``components`` where a schema has them by mistake: OpenAPI does not know that there."""
IMPLIED = {"additionalProperties": True, "nullable": False, "required": False, "deprecated": False}
"""Keywords with their defaults: to state them states nothing."""


def facts(document: dict[str, Any]) -> set[str]:
    """The facts about the operations of a document."""
    return {
        f"{method.upper()} {path}{fact}"
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
        for fact in _flat(_Resolver(document).plain(operation))
    }


class _Resolver:
    """Puts in what references refer to."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def plain(self, node: Any, *, named: bool = False) -> Any:
        """A copy without references, texts and defaults. The keys of a ``named`` node are names, not keywords."""
        node = self._target(node)
        if isinstance(node, list):
            return [self.plain(value) for value in node]
        if not isinstance(node, dict):
            return node
        return {
            key: self.plain(value, named=key in ("properties", "responses") and not named)
            for key, value in node.items()
            if named or not (key in NO_FACTS or key.startswith("x-") or (key in IMPLIED and value is IMPLIED[key]))
        }

    def _target(self, node: Any) -> Any:
        while isinstance(node, dict) and "$ref" in node:
            # What stands beside a reference counts for nothing in OpenAPI 3.0.
            target = self._document
            for name in node["$ref"].removeprefix("#/").split("/"):
                target = target[name.replace("~1", "/").replace("~0", "~")]
            node = target
        return node


def _flat(node: Any, at: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        yield from (fact for key, value in node.items() for fact in _flat(value, f"{at} {key}"))
        if not node:
            yield at
    elif isinstance(node, list) and at.endswith((" parameters", " security")):
        for value in node:
            yield from _flat(*_identified(value, at))
    elif isinstance(node, list) and any(isinstance(value, (dict, list)) for value in node):
        for number, value in enumerate(node):
            yield from _flat(value, f"{at} {number}")
    elif isinstance(node, list):
        yield f"{at}: {', '.join(sorted(map(str, node)))}"
    else:
        yield f"{at}: {node}"


def _identified(value: dict[str, Any], at: str) -> tuple[Any, str]:
    """A parameter by its place and name, whatever its order; an alternative of security by its schemes."""
    if at.endswith(" security"):
        return value, at
    rest = {key: given for key, given in value.items() if key not in ("in", "name", "style", "explode")}
    return rest, f"{at} {value['in']} {value['name']}"
