# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of fields: camelCase in the API, snake_case everywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any


def to_snake_case(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the API with its field names in snake_case. Values, nested ones too, stay as they are."""
    return {_snake_case(field): value for field, value in record.items()}


def to_snake_case_throughout(value: Any) -> Any:
    """A value in which the keys of all records are in snake_case, unless a record has that key already."""
    if isinstance(value, Mapping):
        return {
            field if _snake_case(field) in value else _snake_case(field): to_snake_case_throughout(item)
            for field, item in value.items()
        }
    return [to_snake_case_throughout(item) for item in value] if isinstance(value, list) else value


def to_camel_case(record: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of ``to_snake_case``."""
    return {
        re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), field): value for field, value in record.items()
    }


@lru_cache(maxsize=256)
def _snake_case(field: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", field).lower()
