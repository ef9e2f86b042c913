# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mutation testing of the core: a small change of its code must make a test fail, of its units or its properties.

mutmut (its settings are in ``pyproject.toml``) works in a copy in ``.cache``, in which the collection stands as Ansible
wants it. The mutants that survived and the score are printed; it fails where the score is less than ``LEAST``.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections import Counter

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / ".cache" / "mutation"
COLLECTION = COPY / "ansible_collections" / "community" / "sailpoint"
PROCESSES = 2
LEAST = 75.0
"""Per cent that must be found of the mutants of code that these tests run. All else is run by functional tests."""


def main(names: list[str]) -> int:
    """Mutate, test and report; only those mutants whose names match, where names are given."""
    _copy()
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(PROCESSES), *names]
    environment = {**os.environ, "PROPERTIES": "mutation"}
    status = subprocess.run(command, cwd=COPY, env=environment, check=False).returncode
    if status:
        return status
    listed = subprocess.run(
        [sys.executable, "-m", "mutmut", "results", "--all", "true"],
        cwd=COPY,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    results = dict(re.findall(r"^\s*(\S+): (.+)$", listed, re.MULTILINE))
    counts = Counter(results.values())
    for name in sorted(name for name, result in results.items() if result == "survived"):
        print(f"survived: {name}")
    found = counts["killed"] + counts["timeout"]
    tested = found + counts["survived"]
    score = 100 * found / tested
    print(f"mutate: {score:.1f} % of {tested} mutants were found; {counts['no tests']} are left to other tests")
    if score < LEAST:
        print(f"mutate: that is less than {LEAST:g} %: mutmut show NAME, in {COPY}, shows one")
    return int(score < LEAST)


def _copy() -> None:
    """Copy what the unit tests take. What mutmut knows from an earlier run is kept."""
    folders = {"plugins": COLLECTION / "plugins"}
    folders.update(
        (name, COPY / name)
        for name in ("tests/unit", "tests/properties", "tests/sandbox", "tests/specification", "tests/tools")
    )
    for source, target in folders.items():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(ROOT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", COPY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
