# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything is measured: a sandbox tenant, a folder for playbooks, and the programs that are run."""

from __future__ import annotations

import json
import pathlib
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from tests.bench.naming import CLUSTER, client
from tests.bench.process import run
from tests.bench.sample import Sample, share_of_limit
from tests.functional.engines import clean_environment, playbook_settings
from tests.sandbox import Sandbox
from tests.sandbox.handle import ROOT
from tests.tools.link_checkout import link_checkout

VENVS = ROOT / ".cache" / "venv"
ROUND_TRIPS = re.compile(r"round trips: ([0-9]+)")
"""What ``plays.round_trips`` prints."""


class Stage:
    """A sandbox, and what measures programs that talk to it."""

    def __init__(self, sandbox: Sandbox, folder: pathlib.Path) -> None:
        self.sandbox = sandbox
        self._folder = folder
        self._cluster_id = ""
        self._limit, self._window = 0, 1.0
        link_checkout()

    def seed(self, clients: int = 0, *, latency_ms: float, rate_limit: int = 0, rate_window: float = 1.0) -> None:
        """Make the tenant hold one cluster and so many clients, as ``naming.client`` has them, and nothing else."""
        self.sandbox.reset()
        self.sandbox.settings(latency_ms=latency_ms, rate_limit=rate_limit, rate_window=rate_window)
        self._limit, self._window = rate_limit, rate_window
        self._cluster_id = self.sandbox.add_clusters(CLUSTER)[0]["id"]
        self.sandbox.add_clients(*({"clusterId": self._cluster_id, **client(number)} for number in range(clients)))

    def playbook(self, play: Mapping[str, Any], *arguments: str, in_process: bool = True) -> Sample:
        """Run a play by ansible-playbook, its modules in process or not."""
        playbook = self._folder / "playbook.yml"
        # JSON is YAML.
        playbook.write_text(json.dumps([self._with_tenant(play)]), encoding="utf-8")
        ansible = pathlib.Path(sys.executable).with_name("ansible-playbook")
        mode = {"SAILPOINT_IN_PROCESS": "auto" if in_process else "never"}
        return self._measure([str(ansible), str(playbook), *arguments], {**playbook_settings(self._folder), **mode})

    def sdk(self, version: str, work: str, count: int) -> Sample:
        """Run the SDK's sequential script."""
        command = [str(sdk_python(version)), "-m", "tests.bench.sdk_loop", version, work, str(count), self._cluster_id]
        return self._measure(command, {}, says_work=True)

    def planning(self, count: int) -> Sample:
        """Plan a fleet without any I/O."""
        return self._measure([sys.executable, "-m", "tests.bench.planning", str(count)], {}, says_work=True)

    def fleet_file(self, clients: int, kind: str = "json") -> str:
        """The path of a file that lists so many entries, in JSON, or in YAML as a person would write it."""
        path = self._folder / f"fleet-{clients}.{kind}"
        entries = [{"cluster": CLUSTER, **client(number)} for number in range(clients)]
        if kind == "json":
            text = json.dumps(entries)
        else:
            text = "".join(
                f"- name: {entry['name']}\n  cluster: {CLUSTER}\n  description: {entry['description']}\n"
                for entry in entries
            )
        path.write_text(text, encoding="utf-8")
        return str(path)

    def fleet_folder(self, clients: int) -> str:
        """The path of a folder with one YAML file that declares so many clients."""
        folder = self._folder / f"fleet-{clients}"
        folder.mkdir(exist_ok=True)
        text = pathlib.Path(self.fleet_file(clients, "yml")).read_text(encoding="utf-8")
        (folder / "clients.yml").write_text(f"fleet_clients:\n{text}", encoding="utf-8")
        return str(folder)

    def _with_tenant(self, play: Mapping[str, Any]) -> dict[str, Any]:
        """The play with the variables that a hand-made request needs."""
        known = {"base_url": self.sandbox.base_url, "token": self.sandbox.token(), "cluster_id": self._cluster_id}
        return {**play, "vars": {**play.get("vars", {}), **known}}

    def _measure(self, command: Sequence[str], settings: Mapping[str, str], *, says_work: bool = False) -> Sample:
        environment = clean_environment({**self.sandbox.environment(), **settings})
        # All are measured as they are installed: compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.sandbox.clear_log()
        finished = run(command, environment, " ".join(pathlib.Path(part).name for part in command[:4]))
        log = self.sandbox.log()
        accepted = [entry for entry in log if entry["authorized"] and entry["status"] != 429]
        writes = [entry["time"] for entry in accepted if entry["method"] != "GET"]
        times = [entry["time"] for entry in accepted if writes and entry["time"] >= writes[0]]
        return Sample(
            seconds=finished.seconds,
            peak_mb=finished.peak_mb,
            work=json.loads(finished.output.splitlines()[-1])["work"] if says_work else 0.0,
            requests=len(log),
            tokens=sum(entry["operation"] == "token" for entry in log),
            refused=sum(entry["status"] == 429 for entry in log),
            round_trips=int(told.group(1)) if (told := ROUND_TRIPS.search(finished.output)) else 0,
            share=share_of_limit(times, self._limit, self._window) if self._limit else 0.0,
        )


def sdk_python(version: str) -> pathlib.Path:
    """The Python that has the SDK for that version of the API, if it is installed."""
    return VENVS / f"sdk-{version}" / "bin" / "python"
