# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own statement of the API, as OpenAPI: facts only. ``make specification`` compares it with the vendor's."""

from __future__ import annotations

import pathlib
from functools import cache
from typing import Any

import yaml

FOLDER = pathlib.Path(__file__).parent
VERSIONS = ("v3", "v2024", "v2025", "v2026", "v1")
TOKEN_PATH = "/oauth/token"
MARK = "x-versions"


@cache
def document(version: str) -> dict[str, Any]:
    """The OpenAPI document of a version of the API, with the token endpoint. It is shared: do not change it."""
    paths = _of_version(_load("paths.yaml"), version)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Managed clients and clusters", "version": version},
        "paths": {versioned(path, version): item for path, item in paths.items() if path.startswith("/")},
        "components": _of_version(_load("components.yaml"), version),
    }


def versioned(path: str, version: str) -> str:
    """A path of ``paths.yaml`` as that version has it."""
    if path == TOKEN_PATH:
        return path
    if version == "v1":
        _root, service, *rest = path.split("/")
        return "/".join(["", service, version, *rest])
    return f"/{version}{path}"


def stated_values(schema: str) -> list[str]:
    """The values of an enumeration in ``components.yaml``, without null."""
    return [value for value in _load("components.yaml")["schemas"][schema]["enum"] if value is not None]


@cache
def _load(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), loader)


def _of_version(node: Any, version: str) -> Any:
    """A copy without what other versions have, and without the marks."""
    if isinstance(node, dict):
        kept = {name: value for name, value in node.items() if name != MARK and _in_version(value, version)}
        return {name: _of_version(value, version) for name, value in kept.items() if not name.startswith("x-")}
    if isinstance(node, list):
        return [_of_version(value, version) for value in node if _in_version(value, version)]
    return node


def _in_version(node: Any, version: str) -> bool:
    return not isinstance(node, dict) or version in node.get(MARK, VERSIONS)
