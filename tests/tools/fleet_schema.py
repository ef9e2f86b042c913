# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the JSON Schema of fleet files: ``python -m tests.tools.fleet_schema``.

It is made from the argument specifications and the documentation fragment ``fleet``; a test compares them.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from typing import Any

import yaml

from tests.tools.link_checkout import ROOT, link_checkout

PACKAGE = "ansible_collections.community.sailpoint.plugins"
PATH = ROOT / "extensions" / "schemas" / "fleet.json"

NOT_GIVEN = {"type": "null"}
TYPES = {"str": "string", "int": "integer", "bool": "boolean", "dict": "object"}


def schema() -> dict[str, Any]:
    """The schema, in the draft that editors know best."""
    kinds = importlib.import_module(f"{PACKAGE}.module_utils._plan.kinds").FLEET
    source = importlib.import_module(f"{PACKAGE}.doc_fragments.fleet").ModuleDocFragment.DOCUMENTATION
    documented = yaml.safe_load(source)["options"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": importlib.import_module(f"{PACKAGE}.plugin_utils._fleet_yaml").SCHEMA_URL,
        "title": "A file of the role community.sailpoint.fleet",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "$schema": {"type": "string"},
            **{
                f"fleet_{kind.option}": {
                    "description": _plain(documented[kind.option]["description"]),
                    "type": ["array", "null"],
                    "items": {"$ref": f"#/definitions/{kind.key}"},
                }
                for kind in kinds
            },
        },
        "definitions": {kind.key: _entry(kind, documented[kind.option]["suboptions"]) for kind in kinds},
    }


def _entry(kind: Any, documented: dict[str, Any]) -> dict[str, Any]:
    arguments = kind.arguments
    required = [name for name, option in arguments.options.items() if option.get("required")]
    rules: list[dict[str, Any]] = [
        {"anyOf": [_given(name) for name in names]} for names in map(list, arguments.required_one_of)
    ]
    rules += [{"not": {"allOf": [_given(name) for name in names]}} for names in arguments.mutually_exclusive]
    for option, value, names, any_of in arguments.required_if:
        other = {"properties": {option: {"enum": _others(arguments, option, value)}}, "required": [option]}
        rules.append({("anyOf" if any_of else "allOf"): [*([other] if any_of else []), *map(_given, names)]})
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": {
            name: {"description": _plain(documented[name]["description"]), **_option(kind, name, option)}
            for name, option in arguments.options.items()
        },
        **({"allOf": rules} if rules else {}),
    }


def _option(kind: Any, name: str, option: dict[str, Any]) -> dict[str, Any]:
    default = {"default": option["default"]} if "default" in option else {}
    if "choices" in option:
        return {"enum": [*option["choices"], None], **default}
    log_levels = importlib.import_module(f"{PACKAGE}.module_utils._plan.log_levels")
    if name in kind.arguments.levels:
        # YAML reads OFF without quotes as false.
        level = {"anyOf": [*_open(log_levels.LEVELS), {"const": False}, NOT_GIVEN]}
        return {"type": ["object", "null"], "additionalProperties": level} if option["type"] == "dict" else level
    kept = {} if option.get("required") else NOT_GIVEN
    if name == "type" and kind.types:
        return {"anyOf": [*_open(kind.types), kept]}
    types = [TYPES[option["type"]], *kept.values()]
    empty = {"minLength": 1} if name in kind.not_empty else {}
    numbers = {"duration_minutes": log_levels.MINUTES, "renew_within": (0, log_levels.MAX_RENEWED)}
    bounds = dict(zip(("minimum", "maximum"), numbers.get(name, ()), strict=False))
    return {"type": types if len(types) > 1 else types[0], **empty, **bounds, **default}


def _open(known: Any) -> list[dict[str, Any]]:
    """An enumeration to which the vendor adds: the known values, and any that is none of them in another case."""
    spellings = "|".join(
        "".join(
            f"[{character.upper()}{character.lower()}]" if character.isalpha() else character for character in value
        )
        for value in known
    )
    return [{"enum": list(known)}, {"type": "string", "minLength": 1, "not": {"pattern": f"^({spellings})$"}}]


def _given(name: str) -> dict[str, Any]:
    """That an option is given: null is not."""
    return {"required": [name], "properties": {name: {"not": NOT_GIVEN}}}


def _others(arguments: Any, option: str, value: str) -> list[str]:
    return [choice for choice in arguments.options[option]["choices"] if choice != value]


def _plain(description: str | list[str]) -> str:
    """Documentation without the markup of Ansible."""
    paragraphs = [description] if isinstance(description, str) else description
    text = re.sub(r"\b(?:O|RV)\((?:\w+\[\]\.)?([^)]*)\)", r"\1", "\n".join(paragraphs))
    return re.sub(r"\b[A-Z]\(([^)]*)\)", r"\1", text)


def as_text() -> str:
    """The file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(link_checkout()))
    PATH.write_text(as_text(), encoding="utf-8")
