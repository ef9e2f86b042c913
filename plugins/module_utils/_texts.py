# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find strings within nested data, and describe their position. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Tuple

from ._shown import shown, shown_name

Path = Tuple[Any, ...]
"""The position of a string: keys of mappings and indexes of lists."""

A_KEY = "(a key)"
"""The last step of a path to a key."""

FIELD_NAME = re.compile(r"[a-z_]+")
"""Keys that are names of fields."""

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character. JSON can represent it; UTF-8 and YAML cannot."""


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a value with its path, and every key that is not merely the name of a field."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str) and not FIELD_NAME.fullmatch(key):
                yield (*path, A_KEY), key
            yield from texts(item, (*path, key))
    elif isinstance(value, (list, tuple)):
        for number, item in enumerate(value):
            yield from texts(item, (*path, number))


def steps(data: Any, path: Path) -> Iterator[str]:
    """A path as a user finds it: the entries of a list are called by their name or id, where they have one."""
    for step in path:
        data = data[step] if step != A_KEY else None
        label = (data.get("name") or data.get("id")) if isinstance(step, int) and isinstance(data, Mapping) else None
        yield f'"{shown_name(label)}"' if label else shown_name(step)


def matches(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text is one of these, or matches one as a pattern (``*``, ``?``, ``[...]``), with regard to case."""
    return any(text == pattern or fnmatchcase(text, pattern) for pattern in patterns)


def lone_surrogate(data: Any) -> str:
    """The place of the first lone surrogate in data, or nothing."""
    found = next((path for path, text in texts(data) if LONE_SURROGATE.search(text)), None)
    return shown(".".join(steps(data, found))) if found else ""
