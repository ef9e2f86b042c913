# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.matrix [VERSION ...]``: the tests with each version of ansible-core.

Each has an environment of its own, of its group in pyproject.toml. Where its Python is not there, it is skipped, with
a word. What the tasks of the integration tests gave must be the same with each.
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
import time

from tests.tools import pythons
from tests.tools.run_ansible_test import COPIES

CORES = {"2.16": "3.11", "2.17": "3.11", "2.18": "3.11", "2.19": "3.11", "2.20": "3.12", "2.21": "3.13"}
"""The Python of the controller by version of ansible-core."""

ANSIBLE_TEST = {
    # What another Python makes of the code does not depend on ansible-core: make sanity looks at all Pythons.
    "sanity": ["sanity", "--venv", "--color", "no", "--python"],
    "units": ["units", "--venv", "--color", "no", "--python"],
    "integration": ["integration", "--local", "--color", "no", "--python"],
}
PYTEST = (
    "tests/functional/inventory",
    "tests/functional/test_access_token.py",
    "tests/functional/test_fleet_stopped.py",
    "tests/functional/in_process",
    "tests/functional/test_lookup.py",
    "tests/functional/test_managed_client_fleet.py",
    "tests/functional/test_masking.py",
    "tests/functional/test_playbooks.py",
    "tests/functional/test_texts_are_data.py",
)
"""What depends on ansible-core most: what runs within its process."""

RESULTS = "*/ansible_collections/community/sailpoint/tests/output/results/*.json"
"""What the integration tests leave, in the copy of each version."""

STEPS = (*ANSIBLE_TEST, "pytest")


def main(versions: list[str], steps: list[str]) -> int:
    """Test with those versions. Returns 0, or 1 where one failed; the others are tested all the same."""
    compare = "integration" in steps
    for path in COPIES.glob(RESULTS) if compare else ():
        path.unlink()
    failed = []
    for version in versions:
        python = pythons.find(CORES[version])
        if not python:
            print(f"=== ansible-core {version}: skipped, there is no Python {CORES[version]}", flush=True)
            continue
        failed += [f"{step} with {version}" for step in steps if not _passes(version, python, step)]
    failed += _differences() if compare else []
    print(f"=== matrix: {'; '.join(failed) or 'passed'}", flush=True)
    return int(bool(failed))


def _passes(version: str, python: str, step: str) -> bool:
    environment = pathlib.Path(".cache", "venv", f"core-{version}")
    subprocess.run(["make", "--no-print-directory", f"PYTHON={python}", f"{environment}/installed"], check=True)
    started = time.monotonic()
    print(f"=== ansible-core {version}: {step}", flush=True)
    if step == "pytest":
        arguments = ["pytest", "--quiet", "--numprocesses", "2", *PYTEST]
    else:
        arguments = ["tests.tools.run_ansible_test", *ANSIBLE_TEST[step], CORES[version]]
    status = subprocess.run([str(environment / "bin" / "python"), "-m", *arguments], check=False).returncode
    outcome = "failed" if status else "passed"
    print(f"=== ansible-core {version}: {step} {outcome} in {time.monotonic() - started:.0f} s", flush=True)
    return status == 0


def _differences() -> list[str]:
    """Where two versions gave other results for the same playbook."""
    results: dict[str, dict[str, str]] = {}
    for path in sorted(COPIES.glob(RESULTS)):
        results.setdefault(path.name, {})[path.relative_to(COPIES).parts[0]] = path.read_text(encoding="utf-8")
    return [
        f"{name} differs between {' and '.join(by_version)}"
        for name, by_version in results.items()
        if len({*by_version.values()}) > 1
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", nargs="*", metavar="VERSION", help=f"of {', '.join(CORES)}; all if none is given")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    given = parser.parse_args()
    try:
        sys.exit(main(given.versions or list(CORES), given.steps))
    except KeyboardInterrupt:
        sys.exit(130)
