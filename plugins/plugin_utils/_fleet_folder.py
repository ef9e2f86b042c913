# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML files of a folder in which a fleet is declared.

They are read as they are, without templates, by the parser of libyaml where there is one: ansible-core takes ten times
as long, because it notes where each value stands.
"""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

import yaml
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._options import NotTextError, Path
from ansible_collections.community.sailpoint.plugins.plugin_utils._declaration import (
    VARIABLES,
    checked_declaration,
)

ENDINGS = (".yml", ".yaml")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FleetLoader(_Loader):  # type: ignore[misc]  # which base it is depends on libyaml
    """Reads plain data. Refuses a key that stands twice, the first of which would be lost."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """The mapping of a node. Raises ConstructorError."""
        seen = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"{key.value} stands twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_unsafe(self, node: Any) -> Any:
        """What Ansible is told not to take for a template: a text as any other, here."""
        return self.construct_scalar(node)

    def refuse_vault(self, node: Any) -> Any:
        """Refuse a single encrypted value."""
        raise yaml.constructor.ConstructorError(
            None, None, "!vault is not read here: encrypt the whole file with ansible-vault", node.start_mark
        )


class AsWrittenLoader(FleetLoader):
    """Reads each single value as the text that is written there."""


AsWrittenLoader.yaml_implicit_resolvers = {}
FleetLoader.add_constructor("!unsafe", FleetLoader.construct_unsafe)
FleetLoader.add_constructor("!vault", FleetLoader.refuse_vault)


def read_folder(folder: pathlib.Path, decrypted: Callable[[str], str]) -> dict[str, list[Any]]:
    """The lists of all YAML files of a folder, one after the other by file name.

    ``decrypted`` gives, for the path of a file, that of a readable copy. Raises OptionError, with the path.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and not path.name.startswith("."))
    except OSError as error:
        raise OptionError(f'the folder "{folder}" cannot be read: {error.strerror}') from None
    if not paths:
        raise OptionError(f'the folder "{folder}" has no file that ends in .yml: nothing is declared there')
    whole: dict[str, list[Any]] = {variable: [] for variable in VARIABLES}
    for path in paths:
        for variable, entries in _read(path, decrypted).items():
            whole[variable] += entries
    return whole


def _read(path: pathlib.Path, decrypted: Callable[[str], str]) -> dict[str, list[dict[str, Any]]]:
    text = ""
    try:
        text = pathlib.Path(decrypted(str(path))).read_bytes().decode("utf-8")
        return checked_declaration(yaml.load(text, FleetLoader))
    except NotTextError as error:
        raise OptionError(f"{path}: {error.as_written(_written_at(error.path, text))}") from None
    except OptionError as error:
        raise OptionError(f"{path}: {error}") from None
    except OSError as error:
        raise OptionError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise OptionError(f"{path}: is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise OptionError(f"{path}: {place}{error.problem}") from None
    except yaml.YAMLError as error:
        raise OptionError(f"{path}: {' '.join(str(error).split())}") from None
    except (ValueError, RecursionError) as error:
        # A date that there is not, or nesting without end.
        raise OptionError(f"{path}: {error}") from None


def _written_at(path: Path, text: str) -> str:
    """What stands at a place of a file, before YAML makes a number of it; nothing if that is not a single value."""
    value = yaml.load(text, AsWrittenLoader)
    for step in path:
        if isinstance(step, int) and isinstance(value, list):
            value = value[step - 1]
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
