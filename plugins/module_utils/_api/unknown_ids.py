# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placeholder ids of objects that check mode would create. No result shows them. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

UNKNOWN_ID = re.compile(r"not-yet-known-[0-9a-f]{16}")
NOT_YET_KNOWN = "(not known yet)"
"""The text for a placeholder id in messages."""


def new_unknown_id() -> str:
    """An id for an object that would be created."""
    return f"not-yet-known-{secrets.token_hex(8)}"


def is_unknown(object_id: object) -> bool:
    """Whether it is a placeholder id."""
    return isinstance(object_id, str) and bool(UNKNOWN_ID.fullmatch(object_id))


def without_unknown_ids(value: Any) -> Any:
    """The result with null for each placeholder id. Within a longer string, words replace it."""
    if isinstance(value, str):
        return None if is_unknown(value) else UNKNOWN_ID.sub(NOT_YET_KNOWN, value)
    if isinstance(value, Mapping):
        return {key: without_unknown_ids(item) for key, item in value.items()}
    return [without_unknown_ids(item) for item in value] if isinstance(value, (list, tuple)) else value
