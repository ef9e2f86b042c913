# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only the tenant gives, such as the id of a new object: in check mode it is not known yet.

Between the tasks of a run in check mode a text of its own stands for each. No result shows it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

PREFIX = "not-yet-known-"

PATTERN = re.compile(f"{PREFIX}[0-9a-f]{{32}}")

SHOWN = "(not known yet)"
"""What stands for it in the words of a message; in data it is null."""


def new_unknown() -> str:
    """A text for something that is not known yet, which no other text equals."""
    return f"{PREFIX}{secrets.token_hex(16)}"


def is_unknown(value: object) -> bool:
    """Whether the value stands for something that is not known yet."""
    return isinstance(value, str) and value.startswith(PREFIX) and bool(PATTERN.fullmatch(value))


def has_unknown(text: str) -> bool:
    """Whether something in the text is not known yet."""
    return PREFIX in text and bool(PATTERN.search(text))


def without_unknown(value: Any) -> Any:
    """A value as it is shown."""
    if isinstance(value, str):
        return None if is_unknown(value) else PATTERN.sub(SHOWN, value) if has_unknown(value) else value
    if isinstance(value, Mapping):
        return {key: without_unknown(item) for key, item in value.items()}
    return [without_unknown(item) for item in value] if isinstance(value, (list, tuple)) else value
