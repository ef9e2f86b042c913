# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a playbook against the sandbox tenant, step by step, with what each step sent to the API.

The sandbox imitates a tenant; it is not the vendor's.
"""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from tests.sandbox import Sandbox

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
FLEET = str(HERE / "fleet.yml")
REPORT = str(HERE / "report.yml")
CHANGE = ["-e", json.dumps({"demo_description": "Moved to the second floor"})]


@dataclass(frozen=True)
class Step:
    """One run of ansible-playbook."""

    title: str
    arguments: Sequence[str]


STEPS = (
    Step("Create five clients", [FLEET]),
    Step("Run it again: nothing changes", [FLEET]),
    Step(
        "Change a description: check mode shows what would be done, and writes nothing",
        [FLEET, "--check", "--diff", *CHANGE],
    ),
    Step("Now do it: one PATCH with one operation", [FLEET, *CHANGE]),
    Step("Read them back", [REPORT]),
    Step("Remove them", [FLEET, "-e", "demo_state=absent"]),
)


def main() -> int:
    """Run all steps; the exit status is that of the first that fails."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix="sailpoint-demo-") as folder, Sandbox.start() as sandbox:
            return _demonstrate(pathlib.Path(folder), sandbox)
    except KeyboardInterrupt:
        print("\ndemo: stopped")
        return 130


def _demonstrate(folder: pathlib.Path, sandbox: Sandbox) -> int:
    _say("Install the collection, and start a sandbox tenant (it imitates the vendor's API) with two clusters")
    sandbox.add_clusters("Paris", "Austin")
    environment = _environment(folder, sandbox)
    status = _install(folder, environment)
    for number, step in enumerate(STEPS, 1):
        if status:
            break
        _say(f"{number}. {step.title}")
        sandbox.clear_log()
        status = _ansible("ansible-playbook", *step.arguments, environment=environment)
        _show(sandbox.log())
    _say("The demo failed: see above" if status else "Done. The sandbox is stopped, and nothing is left of it.")
    return status


def _environment(folder: pathlib.Path, sandbox: Sandbox) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "SAIL_"))}
    return {
        **own,
        **sandbox.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(folder),
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_NOCOWS": "true",
        "NO_PROXY": "127.0.0.1",
    }


def _install(folder: pathlib.Path, environment: dict[str, str]) -> int:
    """Build the collection and install it from the tarball, as a user does."""
    build = ["ansible-galaxy", "collection", "build", str(ROOT), "--output-path", str(folder)]
    status = _ansible(*build, environment=environment, quiet=True)
    if status:
        return status
    (tarball,) = folder.glob("community-sailpoint-*.tar.gz")
    install = ["ansible-galaxy", "collection", "install", str(tarball), "-p", str(folder), "--offline"]
    return _ansible(*install, environment=environment, quiet=True)


def _ansible(program: str, *arguments: str, environment: dict[str, str], quiet: bool = False) -> int:
    """Run a program of ansible-core and return its exit status. When stopped, it is not left behind."""
    command = [str(pathlib.Path(sys.executable).with_name(program)), *arguments]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if quiet else None, text=True
    ) as process:
        try:
            output, _none = process.communicate()
        except KeyboardInterrupt:
            # Ctrl-C reached it too; SIGTERM, sent to the demo alone, did not.
            process.terminate()
            raise
    if process.returncode and quiet:
        print(output)
    return process.returncode


def _show(log: Collection[dict]) -> None:
    """What was sent: how many requests of each kind, and each write with its body."""
    kinds = Counter("token" if entry["operation"] == "token" else entry["method"] for entry in log)
    print("Sent to the API:", ", ".join(f"{count} x {kind}" for kind, count in kinds.items()))
    for entry in log:
        if entry["method"] != "GET" and entry["operation"] != "token":
            body = json.dumps(entry["body"], ensure_ascii=False) if entry["body"] else ""
            print(f"  {entry['method']} {unquote(entry['path'])} {body}".rstrip())
    sys.stdout.flush()


def _say(text: str) -> None:
    print(f"\n=== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
