# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of errors, out of the code: what varies in them is an ellipsis."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

from tests.tools.link_checkout import ROOT

VARYING = "…"
FOLDERS = ("plugins", "extensions")


def raised() -> set[str]:
    """The texts of all ``raise Some("text")``, but those that are mere wrappers."""
    texts = {
        _text(node.exc.args[0])
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and node.exc.args
        # An error of another library takes other arguments.
        and not (isinstance(node.exc.args[0], ast.Constant) and node.exc.args[0].value is None)
    }
    return {text for text in texts if text.strip(VARYING + " ():")}


@functools.cache
def anywhere() -> set[str]:
    """All texts in the code."""
    return {
        _text(node)
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, (ast.JoinedStr, ast.BinOp))
        or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    }


def _trees() -> Iterator[ast.AST]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(path.read_text(encoding="utf-8"))


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    return VARYING
