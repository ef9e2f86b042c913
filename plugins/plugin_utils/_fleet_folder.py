# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML and JSON files of a folder in which a fleet is declared.

The files are read without templates. YAML is parsed by libyaml if it is installed: ansible-core's loader takes ten
times as long, because it records the position of each value.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import yaml
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._options import NotStringError, Path
from ansible_collections.community.sailpoint.plugins.plugin_utils._declaration import (
    VARIABLES,
    checked_declaration,
)

JSON = ".json"
ENDINGS = (".yml", ".yaml", JSON)

SCHEMA_KEY = "$schema"
"""The key of a JSON file with the URL of its JSON Schema, for editors."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FleetLoader(_Loader):  # type: ignore[misc]  # which base it is depends on libyaml
    """Reads plain data. Refuses duplicate keys, which YAML would silently merge."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """The mapping of a node. Raises ConstructorError."""
        seen = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, _duplicate_key(key.value), key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_unsafe(self, node: Any) -> Any:
        """``!unsafe``, by which Ansible marks a string that is no template: here, any string is plain."""
        return self.construct_scalar(node)

    def refuse_vault(self, node: Any) -> Any:
        """Refuse a single encrypted value."""
        raise yaml.constructor.ConstructorError(
            None, None, "!vault is not supported here. Encrypt the whole file with ansible-vault", node.start_mark
        )


class AsWrittenLoader(FleetLoader):
    """Reads each single value as the text that is written there."""


AsWrittenLoader.yaml_implicit_resolvers = {}
FleetLoader.add_constructor("!unsafe", FleetLoader.construct_unsafe)
FleetLoader.add_constructor("!vault", FleetLoader.refuse_vault)


def read_folder(folder: pathlib.Path, decrypted: Callable[[str], str]) -> dict[str, list[Any]]:
    """The lists of all files of a folder, one after the other by file name.

    ``decrypted`` returns, for the path of a file, that of its decrypted copy. Raises OptionError, with the path.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and not path.name.startswith("."))
    except OSError as error:
        raise OptionError(f'the folder "{folder}" cannot be read: {error.strerror}') from None
    if not paths:
        raise OptionError(f'the folder "{folder}" has no .yml or .json file, so it declares nothing')
    whole: dict[str, list[Any]] = {variable: [] for variable in VARIABLES}
    for path in paths:
        for variable, entries in _read(path, decrypted).items():
            whole[variable] += entries
    return whole


def _read(path: pathlib.Path, decrypted: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    text = ""
    try:
        text = pathlib.Path(decrypted(str(path))).read_bytes().decode("utf-8")
        return checked_declaration(_load(path, text))
    except NotStringError as error:
        raise OptionError(f"{path}: {error.as_written(_written_at(error.path, path, text))}") from None
    except OptionError as error:
        raise OptionError(f"{path}: {error}") from None
    except OSError as error:
        raise OptionError(f"{path}: cannot read the file: {error.strerror}") from None
    except UnicodeDecodeError:
        raise OptionError(f"{path}: the file is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise OptionError(f"{path}: {place}{error.problem}") from None
    except yaml.YAMLError as error:
        raise OptionError(f"{path}: {' '.join(str(error).split())}") from None
    except json.JSONDecodeError as error:
        raise OptionError(f"{path}: line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        # An impossible date, a number that JSON does not allow, or too deep nesting.
        raise OptionError(f"{path}: {error}") from None


def _load(path: pathlib.Path, text: str) -> Any:
    if path.suffix != JSON:
        return yaml.load(text, FleetLoader)
    value = json.loads(text, object_pairs_hook=_without_duplicate_keys, parse_constant=_refuse_constant)
    if isinstance(value, dict) and isinstance(value.get(SCHEMA_KEY), str):
        del value[SCHEMA_KEY]
    return value


def _without_duplicate_keys(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The mapping of a JSON file. Raises OptionError for a duplicate key."""
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if key in mapping:
            raise OptionError(_duplicate_key(key))
        mapping[key] = value
    return mapping


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not valid JSON")


def _duplicate_key(key: str) -> str:
    return f"duplicate key {key}"


def _written_at(place: Path, path: pathlib.Path, text: str) -> str:
    """The text of a value as written in the file, before it became a number; empty for a list or mapping."""
    if path.suffix == JSON:
        value = json.loads(text, parse_int=str, parse_float=str)
    else:
        value = yaml.load(text, AsWrittenLoader)
    for step in place:
        if isinstance(step, int) and isinstance(value, list):
            value = value[step - 1]
        else:
            value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return json.dumps(value)
    return value if isinstance(value, str) else ""
