# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate options before Ansible converts them: null means omitted, and only strings are strings.

Ansible silently converts numbers, dates and booleans to strings, after YAML has turned ``0042`` into 34 and ``yes``
into true. Modules, plugins and the event source pass their options through here first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Tuple, Union

from ._api.errors import OptionError
from ._argspec import CONNECTION, ArgumentSpec
from ._shown import shown_name

NOT_ALLOWED = re.compile("[\0\ud800-\udfff]")
"""Characters that Ansible or UTF-8 cannot represent: NUL and lone surrogates."""

KINDS: Sequence[tuple[Any, str, bool]] = (
    (type(None), "null", False),
    (Mapping, "a mapping", False),
    ((list, tuple), "a list", False),
    (str, "a string", False),
    (bytes, "binary data", False),
    (bool, "boolean", True),
    ((int, float), "number", True),
    (date, "date", True),
)
"""The types of values, their names in messages, and whether a message repeats the value."""

Path = Tuple[Union[str, int], ...]
"""The position of a value: names of options and keys, and list indexes counted from 1."""


class NotStringError(OptionError):
    """A value is not a string. ``path`` is its position in the options."""

    def __init__(self, path: Path, value: Any, *, secret: bool = False) -> None:
        self.path = path
        self._is_single = not isinstance(value, (Mapping, list, tuple))
        advice = "Give one string"
        if self._is_single:
            advice = "Put it in quotes in the YAML file, or add | string to a template"
        super().__init__(f"{_place(path)} is {_described(value, secret)}, not a string. {advice}")

    def as_written(self, text: str) -> str:
        """The message about a value that is written so in a file."""
        if not text or not self._is_single:
            return str(self)
        return str(self).partition(", or add")[0].replace("in the YAML file", shown_name(f'("{text}")'))


def is_blank(value: Any) -> bool:
    """Whether a connection option of that value counts as not given."""
    return value is None or (isinstance(value, str) and not value.strip())


def normalised(arguments: ArgumentSpec, given: Mapping[str, Any], *path: str | int) -> dict[str, Any]:
    """The options without omitted ones: null, and empty connection options.

    Raises OptionError, with ``path`` and the option, for a value that Ansible would silently convert.
    """
    present = {name: value for name, value in given.items() if not (name in CONNECTION.options and is_blank(value))}
    return _given(arguments.options, present, path, arguments.levels)


def validated(arguments: ArgumentSpec, options: Mapping[str, Any], *path: str | int) -> dict[str, Any]:
    """Normalised options, converted to their types and with defaults. Raises OptionError, with ``path``.

    The error may contain a secret that is part of a URL.
    """
    validation = arguments.validator.validate(options)
    if validation.error_messages:
        raise OptionError(": ".join(filter(None, (_place(path), arguments.problem(validation)))))
    valid: dict[str, Any] = validation.validated_parameters
    return valid


def refuse_other_case(option: str, value: str, known: Sequence[str]) -> None:
    """Raise OptionError if a value differs from a known one only by its case."""
    near = next((text for text in known if text.lower() == value.lower()), value)
    if near != value:
        raise OptionError(f'{option} is "{shown_name(value)}". Did you mean "{near}"?')


def check_known(option: str, values: Sequence[str], known: Sequence[str]) -> list[str]:
    """Check the values of an open enumeration. Returns a warning for each unknown value.

    Raises OptionError for an empty value, and for one that differs from a known value only in case.
    """
    for value in values:
        if not value:
            raise OptionError(f"{option} is empty. Give a value or omit the option")
        refuse_other_case(option, value, known)
    return [
        f"{option}: {shown_name(value)} is not in the API specification (known: {', '.join(known)})"
        for value in values
        if known and value not in known
    ]


def _given(
    options: Mapping[str, Any], given: Mapping[Any, Any], path: Path, levels: Sequence[str] = ()
) -> dict[str, Any]:
    kept = {}
    for name, value in given.items():
        option = options.get(name)
        if option is None:
            # Ansible says which options there are.
            kept[_key(name, path)] = value
        elif value is not None:
            kept[name] = _level(value, (*path, name)) if name in levels else _checked(option, value, (*path, name))
    return kept


def _checked(option: Mapping[str, Any], value: Any, path: Path) -> Any:
    """The value of one option. Numbers may be texts, as ``-e`` gives them."""
    kind = option.get("type", "str")
    if kind in ("str", "path"):
        return _text(value, path, secret=bool(option.get("no_log")))
    if kind in ("int", "float"):
        if not isinstance(value, (int, float, str)) or isinstance(value, bool):
            raise OptionError(f"{_place(path)} is {_described(value)}, not a number. Give a number")
        if kind == "int" and isinstance(value, float) and not math.isfinite(value):
            # Ansible would end with a traceback.
            raise OptionError(f"{_place(path)} is {_described(value)}. Give a whole number")
    elif kind == "list":
        return _list(option, value, path)
    elif kind == "dict" and isinstance(value, Mapping):
        return _given(option["options"], value, path) if "options" in option else _json_value(value, path)
    elif isinstance(value, (date, bytes)):
        raise OptionError(f"{_place(path)} is {_described(value)}, which is not valid for this option. Correct it")
    return value


def _list(option: Mapping[str, Any], value: Any, path: Path) -> Any:
    if option["elements"] == "dict":
        if not isinstance(value, (list, tuple)):
            raise OptionError(
                f"{_place(path)} is {_described(value)}, not a list. Give a list of mappings, such as "
                "[{name: paris-1, cluster: Paris}] (with -e, as JSON)"
            )
        for number, item in enumerate(value, 1):
            if not isinstance(item, Mapping):
                raise OptionError(
                    f"{_place((*path, number))} is {_described(item)}, not a mapping. Give a mapping, such as "
                    "{name: paris-1, cluster: Paris}"
                )
        return [_entry(option, item, (*path, number)) for number, item in enumerate(value, 1)]
    if not isinstance(value, (list, tuple)):
        # Ansible splits a text at its commas.
        return _text(value, path)
    return [_text(item, (*path, number)) for number, item in enumerate(value, 1)]


def _entry(option: Mapping[str, Any], value: Any, path: Path) -> Any:
    if "options" not in option:
        return value
    entry = _given(option["options"], value, path)
    for names in option.get("required_one_of", ()):
        # Ansible would not tell which entry it is.
        if not any(name in entry for name in names):
            raise OptionError(f"{_place(path)}: one of the following is required: {', '.join(names)}")
    return entry


def _text(value: Any, path: Path, *, secret: bool = False) -> str:
    if not isinstance(value, str):
        raise NotStringError(path, value, secret=secret)
    if NOT_ALLOWED.search(value):
        raise OptionError(
            f"{_place(path)} contains a NUL or a lone surrogate, which cannot be encoded. Remove that character"
        )
    return value


def _level(value: Any, path: Path) -> Any:
    """A log level. YAML reads an unquoted OFF as false."""
    if isinstance(value, Mapping):
        return {_key(name, path): _level(item, (*path, name)) for name, item in value.items() if item is not None}
    return "OFF" if value is False else _text(value, path)


def _json_value(value: Any, path: Path) -> Any:
    """A value of any JSON type."""
    if isinstance(value, Mapping):
        return {_key(name, path): _json_value(item, (*path, name)) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_value(item, (*path, number)) for number, item in enumerate(value, 1)]
    return _text(value, path) if isinstance(value, (str, date, bytes)) else value


def _key(name: Any, path: Path) -> str:
    """A key of a mapping. Written as JSON, those that are no texts become ``"true"`` and the like."""
    if not isinstance(name, str):
        raise NotStringError((*path, "a key"), name)
    return _text(name, (*path, "a key"))


def _place(path: Path) -> str:
    """A path in words, such as ``entry 3 of clients: name``."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int) and parts:
            parts[-1] = f"entry {step} of {parts[-1]}"
        else:
            parts.append(shown_name(step))
    return ": ".join(parts)


def _described(value: Any, secret: bool = False) -> str:
    for kinds, noun, has_value in KINDS:
        if isinstance(value, kinds):
            if not has_value:
                return noun
            text = json.dumps(value) if isinstance(value, bool) else str(value)
            return f"a {noun}" if secret else f"the {noun} {shown_name(text)}"
    return f"a value of the type {type(value).__name__}"
