# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever there is, is covered in every way: a new module, plugin, role or playbook fails here until it is."""

from __future__ import annotations

import importlib
import pathlib
import re

import pytest
import yaml

from tests.tools.copy_checkout import GUIDES, ROOT, tracked_files

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py"))
OTHERS = sorted(
    path.stem
    for folder in ("plugins/inventory", "plugins/lookup", "plugins/filter", "extensions/eda/plugins/event_source")
    for path in (ROOT / folder).glob("[!_]*.py")
)
PLUGINS = "ansible_collections.community.sailpoint.plugins"
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir() if path.is_dir())
TARGETS = ROOT / "tests" / "integration" / "targets"
CANARY = ROOT / "tests" / "functional" / "canary"


def texts(*patterns: str) -> str:
    """The text of all files that match, one after the other."""
    return "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
        if path != pathlib.Path(__file__)
    )


def mentions(text: str, name: str) -> bool:
    """Whether that very name stands in the text, and not only a longer one."""
    return re.search(rf"(?<![a-z0-9_]){re.escape(name)}(?![a-z0-9_])", text) is not None


@pytest.mark.parametrize("module", MODULES)
class TestModule:
    """What each module must have."""

    def test_runs_in_process_too(self, module):
        operations = importlib.import_module(f"{PLUGINS}.module_utils._operations.{module}")

        assert "(InProcessAction)" in texts(f"plugins/action/{module}.py")
        assert getattr(operations, module.upper()).arguments

    def test_takes_its_connection_from_the_action_group(self, module):
        assert module in yaml.safe_load(texts("meta/runtime.yml"))["action_groups"]["all"]

    def test_has_unit_tests_or_properties(self, module):
        assert mentions(texts("tests/unit/**/*.py", "tests/properties/*.py"), module)

    def test_has_functional_tests(self, module):
        assert mentions(texts(f"tests/functional/**/test_{module}*.py"), module)

    def test_keeps_the_contract_of_check_mode(self, module):
        target = TARGETS / module
        assert "four_runs.py scenarios" in (target / "runme.sh").read_text(encoding="utf-8")
        scenarios = [path for path in (target / "scenarios").iterdir() if path.is_dir()]
        assert scenarios
        for scenario in scenarios:
            assert {path.name for path in scenario.iterdir()} >= {"playbook.yml", "before.yml", "after.yml"}
            assert mentions((scenario / "playbook.yml").read_text(encoding="utf-8"), f"community.sailpoint.{module}")

    def test_is_searched_for_secrets(self, module):
        tasks = yaml.safe_load((CANARY / "tasks" / f"{module}.yml").read_text(encoding="utf-8"))
        assert [task for task in tasks if f"community.sailpoint.{module}" in task]

    def test_is_in_the_fault_matrix(self, module):
        assert mentions(texts("tests/faults/*.py"), module)

    def test_is_documented(self, module):
        source = importlib.import_module(f"{PLUGINS}.modules.{module}")
        assert all((source.DOCUMENTATION, source.EXAMPLES, source.RETURN))
        assert mentions(texts("README.md"), module)


@pytest.mark.parametrize("plugin", OTHERS)
def test_a_plugin_is_tested_searched_for_secrets_and_documented(plugin):
    assert mentions(texts("tests/functional/**/*.py"), plugin)
    assert mentions(texts("tests/functional/canary/**/*.py", "tests/functional/canary/tasks/*.yml"), plugin)
    assert mentions(texts("README.md", *GUIDES), plugin)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_tested_searched_for_secrets_and_documented(role):
    assert mentions(texts("tests/functional/*.py", "tests/integration/targets/*/scenarios/*/playbook.yml"), role)
    assert mentions(texts(f"tests/functional/canary/tasks/{role}.yml"), f"community.sailpoint.{role}")
    assert (ROOT / "roles" / role / "README.md").is_file()
    assert (ROOT / "roles" / role / "meta" / "argument_specs.yml").is_file()


@pytest.mark.parametrize("path", tracked_files("playbooks/*.yml"), ids=lambda path: path.stem)
def test_a_playbook_is_tested(path):
    assert mentions(texts("tests/**/*.py", "tests/**/*.yml", "extensions/**/*.yml"), path.stem)


def test_no_test_speaks_of_a_module_that_is_gone():
    known = {*MODULES, *ROLES}
    assert {path.name for path in TARGETS.iterdir() if not path.name.startswith("setup_")} - known == set()


def test_all_modules_say_the_same_of_what_a_task_costs():
    # RETURN takes no fragments, so each module has a copy.
    said = {}
    for name in MODULES:
        returned = yaml.safe_load(importlib.import_module(f"{PLUGINS}.modules.{name}").RETURN)
        for key, described in returned["api"]["contains"].items():
            said.setdefault(key, {})[name] = (described["type"], described["description"])

    # Upgrades wait for clusters, the others for a status.
    upgraded = said["waited_seconds"].pop("managed_cluster_upgrade")
    assert upgraded[0] == "float"
    assert {key: copies for key, copies in said.items() if len(set(map(str, copies.values()))) > 1} == {}
    assert said["requests"].keys() == set(MODULES)
