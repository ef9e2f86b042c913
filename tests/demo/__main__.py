# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: the playbooks against the sandbox tenant, step by step, with what each step sent to the API.

The sandbox imitates a tenant; it is not the vendor's.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote

from tests.sandbox import Sandbox

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
KEPT = ROOT / ".cache" / "demo"
"""What is left of the demo: the export and the report."""
REPORTED = KEPT / "report.html"


def _playbook(name: str, **variables: object) -> list[str]:
    """A playbook of the collection with these variables, as arguments of ansible-playbook."""
    return [f"community.sailpoint.{name}", "-e", json.dumps({"sailpoint_api_version": "v1", **variables})]


def _apply(description: str) -> list[str]:
    """Declare the folder ``fleet``, and one client more, as a variable."""
    client = {"name": "paris-2", "cluster": "Paris", "description": description}
    return _playbook("apply", sailpoint_folder=str(HERE / "fleet"), fleet_clients=[client])


FIRST = _apply("Second appliance in Paris")
CHANGED = _apply("Moved to the second floor")
EXPORT = _playbook("export", sailpoint_export=str(KEPT / "fleet.yml"), fleet_export_force=True)
REPORT = _playbook("report", sailpoint_report=str(REPORTED), sailpoint_folder=str(HERE / "fleet"))
REMOVE = _playbook("apply", sailpoint_folder=str(HERE / "none"))

STOPPED = 130
"""The exit status after Ctrl-C, as shells have it."""


def _deploy(sandbox: Sandbox) -> None:
    """Have appliances run in the place of all clients. One of them fails after a while."""
    now = datetime.now(timezone.utc)
    for cluster in sandbox.clusters():
        sandbox.set_cluster(cluster["id"], status="NORMAL", operational=True)
    for client in sandbox.clients():
        failed = client["name"] == "austin-3"
        seen = now - (timedelta(hours=2) if failed else timedelta())
        sandbox.set_client(
            client["id"],
            status="FAILED" if failed else "NORMAL",
            lastSeen=seen.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            provisionStatus="PROVISIONED",
            vaVersion="va-megapod-useast1-610-1621372012",
        )


@dataclass(frozen=True)
class Step:
    """One run of ansible-playbook, and what happens in the tenant before it."""

    title: str
    arguments: Sequence[str]
    before: Callable[[Sandbox], None] = lambda _sandbox: None


STEPS = (
    Step("Declare two clusters, five clients, and the log levels of one cluster", FIRST),
    Step("Run it again: nothing changes", FIRST),
    Step("Change a description in check mode: it shows the change and writes nothing", [*CHANGED, "--check", "--diff"]),
    Step("Apply the change: one PATCH with one operation", CHANGED),
    Step(f"Export the tenant as declarations to {KEPT / 'fleet.yml'}", EXPORT),
    Step(
        f"The appliances run and one fails: report on health and drift to {REPORTED}",
        REPORT,
        before=_deploy,
    ),
    Step("Delete both clusters and their clients", REMOVE),
)


class Runner:
    """Runs one program of ansible-core after the other, until Ctrl-C or SIGTERM.

    Neither raises an exception here: one that came while a program is being started would leave that behind.
    """

    def __init__(self) -> None:
        self.stopped = False
        self.environment = dict(os.environ)
        self._process: subprocess.Popen[str] | None = None
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)

    def run(self, program: str, *arguments: str, quiet: bool = False) -> int:
        """Run a program and return its exit status, or 130 once stopped. A ``quiet`` one is heard when it fails."""
        if self.stopped:
            return STOPPED
        self._process = subprocess.Popen(
            [str(pathlib.Path(sys.executable).with_name(program)), *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if quiet else None,
            text=True,
            # Ctrl-C is for us; to SIGTERM ansible-playbook ends without a word.
            start_new_session=True,
        )
        if self.stopped:
            self._terminate()
        output, _none = self._process.communicate()
        if self.stopped:
            return STOPPED
        if self._process.returncode and quiet:
            print(output)
        return self._process.returncode

    def _stop(self, *_signal: object) -> None:
        self.stopped = True
        self._terminate()

    def _terminate(self) -> None:
        """End the program and its workers: those in its session here, the others by itself."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)


def main() -> int:
    """Run all steps; the exit status is that of the first that fails."""
    runner = Runner()
    # A module that is stopped may write for a moment more.
    temporary = tempfile.TemporaryDirectory(prefix="sailpoint-demo-", ignore_cleanup_errors=True)
    with temporary as name, Sandbox.start(validate=False) as sandbox:
        folder = pathlib.Path(name)
        runner.environment = _environment(folder, sandbox)
        status = _demonstrate(folder, sandbox, runner)
    if status == STOPPED:
        print("\ndemo: stopped")
    return status


def _demonstrate(folder: pathlib.Path, sandbox: Sandbox, runner: Runner) -> int:
    _say("Install the collection and start a sandbox (it imitates a SailPoint tenant; it is not the vendor's)")
    KEPT.mkdir(parents=True, exist_ok=True)
    status = _install(folder, runner)
    for number, step in enumerate(STEPS, 1):
        if status:
            return status
        _say(f"{number}. {step.title}")
        step.before(sandbox)
        sandbox.clear_log()
        status = runner.run("ansible-playbook", *step.arguments)
        _show(sandbox.log())
    _say(
        "The demo failed. See the output above."
        if status
        else f"Done. The sandbox has stopped. The report is {REPORTED}; the export is in the same folder."
    )
    return status


def _environment(folder: pathlib.Path, sandbox: Sandbox) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "SAIL_"))}
    return {
        **own,
        **sandbox.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(folder),
        # Only what changes something is worth reading here.
        "ANSIBLE_DISPLAY_OK_HOSTS": "false",
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "false",
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_NOCOWS": "true",
        "ANSIBLE_REMOTE_TMP": str(folder / "ansible" / "tmp"),
        "NO_PROXY": "127.0.0.1",
        # Where a module that is stopped leaves what it was unpacked to.
        "TMPDIR": str(folder),
    }


def _install(folder: pathlib.Path, runner: Runner) -> int:
    """Build the collection and install it from the tarball, as a user does."""
    build = ["collection", "build", str(ROOT), "--output-path", str(folder)]
    status = runner.run("ansible-galaxy", *build, quiet=True)
    if status:
        return status
    (tarball,) = folder.glob("community-sailpoint-*.tar.gz")
    install = ["collection", "install", str(tarball), "-p", str(folder), "--offline"]
    return runner.run("ansible-galaxy", *install, quiet=True)


def _show(log: Collection[dict]) -> None:
    """What was sent: how many requests of each kind, and each write with its body."""
    kinds = Counter("token" if entry["operation"] == "token" else entry["method"] for entry in log)
    print("Requests sent:", ", ".join(f"{count} x {kind}" for kind, count in kinds.items()))
    for entry in log:
        if entry["method"] != "GET" and entry["operation"] != "token":
            body = json.dumps(entry["body"], ensure_ascii=False) if entry["body"] else ""
            print(f"  {entry['method']} {unquote(entry['path'])} {body}".rstrip())
    sys.stdout.flush()


def _say(text: str) -> None:
    print(f"\n=== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
