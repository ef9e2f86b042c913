# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each floor of the code imports only what stands below it, nothing imports in a circle, and each file is short."""

from __future__ import annotations

import ast
import pathlib
import sys

import pytest
from graphlib import CycleError, TopologicalSorter

from tests.tools.link_checkout import ROOT

COLLECTION = "ansible_collections.community.sailpoint"

FLOORS = (
    ("module_utils._libraries", "module_utils._secrets", "module_utils._shown", "module_utils._texts"),
    ("module_utils._api",),
    ("module_utils._argspec", "module_utils._options"),
    ("module_utils._plan",),
    ("module_utils._operations",),
    ("module_utils._engine",),
    ("plugin_utils",),
    ("action", "doc_fragments", "filter", "inventory", "lookup", "modules"),
    ("extensions.eda",),
)
"""The floors, from the ground up: packages and modules, as in CONTRIBUTING.md."""

ON_TARGETS = {*sys.stdlib_module_names, "requests", "urllib3", "jsonpatch"}
"""What module_utils may import from outside the collection, besides ``ansible.module_utils``."""

MAX_LINES = 350


def name_of(path: pathlib.Path) -> str:
    """The module of a file, such as ``plugins.lookup.managed_client``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {
    name_of(path): path
    for path in sorted([*(ROOT / "plugins").rglob("*.py"), *(ROOT / "extensions" / "eda").rglob("*.py")])
}
CODE = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


def imported(name: str) -> set[str]:
    """All that a module imports, wherever in it and whatever for: files of the collection as their modules."""
    found = set()
    package = name.split(".") if FILES[name].stem == "__init__" else name.split(".")[:-1]
    for node in ast.walk(CODE[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            source = ".".join(filter(None, (base, node.module)))
            ours = source.removeprefix(f"{COLLECTION}.")
            modules = {f"{ours}.{alias.name}" for alias in node.names} & FILES.keys()
            found |= modules or {ours}
    return found


IMPORTS = {name: imported(name) for name in FILES}


def floor_of(name: str) -> int:
    """The number of the floor on which a module stands."""
    short = name.removeprefix("plugins.")
    (floor,) = (
        number for number, rooms in enumerate(FLOORS) for room in rooms if short == room or short.startswith(f"{room}.")
    )
    return floor


def reached_from(names: set[str]) -> set[str]:
    """All files of the collection that these import, and what those import, and so on."""
    reached: set[str] = set()
    while names:
        reached |= names
        names = {other for name in names for other in IMPORTS[name] if other in FILES} - reached
    return reached


def lines_of_code(name: str) -> int:
    """The lines of a file, except those of the documentation of a plug-in."""
    documents = [
        node
        for node in CODE[name].body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper()
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) and "\n" in node.value.value
    ]
    hidden = sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in documents)
    return len(FILES[name].read_text(encoding="utf-8").splitlines()) - hidden


CONTENT = sorted(name for name, path in FILES.items() if path.stem != "__init__")


@pytest.mark.parametrize("name", CONTENT)
def test_no_import_runs_up(name):
    assert {other for other in IMPORTS[name] if other in FILES and floor_of(other) > floor_of(name)} == set()


def test_no_import_runs_in_a_circle():
    ours = {name: {other for other in others if other in FILES} for name, others in IMPORTS.items()}

    try:
        TopologicalSorter(ours).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("name", CONTENT)
def test_a_file_is_short(name):
    assert lines_of_code(name) <= MAX_LINES


@pytest.mark.parametrize("name", [name for name in CONTENT if name.startswith("plugins.module_utils.")])
class TestOnTargets:
    """What a target may run."""

    def test_it_imports_nothing_that_only_a_controller_has(self, name):
        foreign = {other for other in IMPORTS[name] if not other.startswith(("plugins.", "ansible.module_utils."))}

        assert {other for other in foreign if other.partition(".")[0] not in ON_TARGETS} == set()

    def test_a_module_needs_it(self, name):
        modules = {module for module in FILES if module.startswith("plugins.modules.")}

        assert name in reached_from(modules)
