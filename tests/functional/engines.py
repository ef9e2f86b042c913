# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to run a module in a test."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys

from tests.tools.link_checkout import COLLECTIONS

MODULE_PYTHON = os.environ.get("MODULE_PYTHON", sys.executable)
"""The Python that runs modules as processes: another one may have other versions of the libraries."""

EXPECTED = "SailPoint has deprecated version|Deprecation warnings can be disabled"
"""What Ansible may warn of in any test: the default version of the API is one of those."""


def run_module(
    name: str,
    options: dict,
    *,
    check_mode: bool = False,
    diff: bool = True,
    environment: dict[str, str] | None = None,
    python_path: pathlib.Path | None = None,
) -> dict:
    """Run a module as Ansible does: as a Python process that reads its options and prints its result as JSON.

    Options that are None are left out. ``python_path`` is a folder whose modules come before the installed ones.
    """
    arguments = {
        **{option: value for option, value in options.items() if value is not None},
        "_ansible_check_mode": check_mode,
        "_ansible_diff": diff,
    }
    process = subprocess.run(
        [MODULE_PYTHON, "-m", f"ansible_collections.community.sailpoint.plugins.modules.{name}"],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
        env=clean_environment(environment, python_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.stdout.startswith("\n{") or process.stdout.startswith("{"), process.stdout + process.stderr
    result = json.loads(process.stdout)
    # What a module of ansible-core 2.22 tells the controller that it must not show, which takes it off.
    result.pop("_ansible_new_secrets", None)
    result["warnings"] = [_text(warning) for warning in result.get("warnings", [])]
    return result


def _text(warning: str | dict) -> str:
    """A warning as a user sees it: ansible-core 2.19 and newer hands it to the controller as a structure."""
    return warning if isinstance(warning, str) else warning["event"]["msg"]


def clean_environment(
    environment: dict[str, str] | None = None, python_path: pathlib.Path | None = None
) -> dict[str, str]:
    """An environment in which nothing of the caller's sets the connection or the proxy."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("SAIL_", "ANSIBLE_")) and not name.upper().endswith("_PROXY")
    }
    folders = [str(folder) for folder in (python_path, COLLECTIONS) if folder]
    return {
        **inherited,
        "PYTHONPATH": os.pathsep.join(folders),
        **(environment or {}),
    }


def playbook_settings(folder: pathlib.Path) -> dict[str, str]:
    """What Ansible is to know: the collections of this checkout, and a folder for what it leaves."""
    return {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        # Its default begins with ~, which who starts a job and who looks for it take for two folders if HOME is set.
        "ANSIBLE_ASYNC_DIR": str(folder / "ansible-async"),
        "ANSIBLE_HOME": str(folder / "ansible-home"),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOLOR": "true",
    }


def run_playbook(
    playbook: pathlib.Path, *arguments: str, environment: dict[str, str] | None = None, expected: str = EXPECTED
) -> subprocess.CompletedProcess[str]:
    """Run a playbook by ansible-playbook itself, on the implicit localhost.

    Fails where Ansible warns of anything but what is ``expected``, a regular expression.
    """
    finished = run_command("ansible-playbook", str(playbook), *arguments, home=playbook.parent, environment=environment)
    unexpected = [warning for warning in warnings_in(finished.stderr) if not re.search(expected, warning)]
    assert unexpected == [], finished.stdout
    return finished


def warnings_in(output: str) -> list[str]:
    """The warnings in what Ansible wrote, each in one line."""
    found = re.findall(r"^\[(?:DEPRECATION )?WARNING\]: (.*?)(?=^\[|^$|\Z)", output, re.MULTILINE | re.DOTALL)
    return [" ".join(warning.split()) for warning in found]


def run_command(
    name: str, *arguments: str, home: pathlib.Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of Ansible, such as ansible-inventory, or that of a path. What it leaves goes to ``home``."""
    return subprocess.run(
        [str(pathlib.Path(sys.executable).parent / name), *arguments],
        env=clean_environment({**playbook_settings(home), **(environment or {})}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
