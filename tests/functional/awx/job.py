# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job as AWX runs it: a private data folder, and ansible-runner on it, at once or streamed to another place."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.functional.installed import installed_environment

LONGEST = 240
LOCALHOST = {
    "all": {
        "hosts": {
            "localhost": {
                "ansible_connection": "local",
                "ansible_python_interpreter": "{{ ansible_playbook_python }}",
            }
        }
    }
}


@dataclass(frozen=True)
class Finished:
    """What is left of a job."""

    status: str
    events: list[dict[str, Any]]
    stdout: str
    everything: str
    """All that is in the artifacts, but the environment: ansible-runner notes it in the file ``command``."""

    def results(self, task: str) -> list[dict[str, Any]]:
        """The results that the job events have of a task."""
        return [
            event["event_data"]["res"]
            for event in self.events
            if event["event_data"].get("task") == task and "res" in event["event_data"]
        ]

    def failures(self) -> dict[str, str]:
        """The message of each host that failed."""
        return {
            event["event_data"]["host"]: event["event_data"]["res"]["msg"]
            for event in self.events
            if event["event"] == "runner_on_failed"
        }

    @property
    def stats(self) -> dict[str, Any]:
        """The counts of the play recap."""
        (stats,) = [event["event_data"] for event in self.events if event["event"] == "playbook_on_stats"]
        return stats


class Job:
    """Files in AWX's layout: ``project``, ``inventory``, ``env`` and ``requirements_collections``."""

    def __init__(self, bin_folder: pathlib.Path, folder: pathlib.Path, installed: pathlib.Path) -> None:
        self._bin = bin_folder
        self._folder = folder
        self.data = folder / "private_data"
        for name in ("project", "inventory", "env"):
            (self.data / name).mkdir(parents=True)
        shutil.copytree(installed / "ansible_collections", self.data / "requirements_collections/ansible_collections")

    @property
    def project(self) -> pathlib.Path:
        """The folder of the project."""
        return self.data / "project"

    def prepare(
        self,
        environment: Mapping[str, str],
        *,
        inventory: Any = None,
        variables: Mapping[str, Any] | None = None,
        cmdline: str = "",
    ) -> None:
        """Write what AWX would."""
        self._write("inventory/hosts.json", inventory or LOCALHOST)
        self._write("env/envvars", environment)
        self._write("env/extravars", variables or {})
        (self.data / "env" / "cmdline").write_text(cmdline, encoding="utf-8")

    def run(self, playbook: str) -> Finished:
        """By ``ansible-runner run``."""
        self._runner("run", str(self.data), "--playbook", playbook, "--ident", "1")
        return self._finished(self.data / "artifacts" / "1")

    def stream(self, playbook: str) -> Finished:
        """By ``ansible-runner transmit | worker | process``: what AWX sends over its mesh, and what comes back."""
        sent = self._runner("transmit", str(self.data), "--playbook", playbook, "--ident", "1").stdout
        worker = self._folder / "worker"
        worker.mkdir()
        back = self._runner("worker", "--private-data-dir", str(worker), stdin=sent).stdout
        receiver = self._folder / "receiver"
        receiver.mkdir()
        self._runner("process", str(receiver), "--ident", "1", stdin=back)
        return self._finished(receiver / "artifacts" / "1")

    def _write(self, path: str, content: Any) -> None:
        (self.data / path).write_text(json.dumps(content), encoding="utf-8")

    def _runner(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = installed_environment(
            # It is relative to the project, wherever that is unpacked.
            self._bin,
            "../requirements_collections",
            self._folder / "ansible-home",
        )
        finished = subprocess.run(
            [str(self._bin / "ansible-runner"), *arguments],
            env={name: value for name, value in environment.items() if not name.startswith("PYTHON")},
            input=stdin,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
        assert b"Traceback" not in finished.stderr, finished.stderr.decode()
        return finished

    @staticmethod
    def _finished(artifacts: pathlib.Path) -> Finished:
        events = [json.loads(path.read_text(encoding="utf-8")) for path in (artifacts / "job_events").glob("*.json")]
        files = [path for path in artifacts.rglob("*") if path.is_file() and path.name != "command"]
        return Finished(
            status=(artifacts / "status").read_text(encoding="utf-8"),
            events=sorted(events, key=lambda event: event["counter"]),
            stdout=(artifacts / "stdout").read_text(encoding="utf-8"),
            everything="\n".join(path.read_text(encoding="utf-8", errors="replace") for path in files),
        )
