# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run each playbook of a target four times: check, real, real again, check again; in process, and as modules.

``four_runs.py SCENARIOS``: a scenario is a folder with ``playbook.yml``, ``before.yml`` (what exists at its start) and
``after.yml`` (what must exist at its end). Each is a mapping of ``clusters`` (if not given, Paris and Austin),
``clients``, ``cluster_types`` and ``log_levels`` by the name of a cluster, or just the list of clients.
The first run must show what the second does, and send nothing but GET and the token; the last two must change nothing.
In process and as modules, all results must be equal, key by key, but for ``api``.
"""

from __future__ import annotations

import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request
from typing import Any

import yaml

CLUSTERS = [{"name": "Paris"}, {"name": "Austin"}]
CONFIG = pathlib.Path("..", "..", "integration_config.yml")
DECLARED = ("name", "description", "type")
CALLBACKS = pathlib.Path(__file__).parent / "callback_plugins"
MOMENT = re.compile(r'"\d{4}-\d\d-\d\dT[\d:.]+Z"')
WAYS = {"in process": "auto", "as modules": "never"}
CLUSTER_DEFAULTS = {
    "description": "",
    "type": "idn",
    "configuration": {},
    "currentInstalledReleaseVersion": None,
    "updatePackage": None,
}
LEVELS = ("rootLevel", "logLevels")
FROM_ANSIBLE = {"exception", "include_args", "invocation", "validate_args_context"}
FAR = "9999-12-31T00:00:00.000Z"


class Scenario:
    """One playbook against the sandbox."""

    def __init__(self, folder: pathlib.Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def run_both_ways(self) -> None:
        """Run it four times in each way. Raises AssertionError where it does not do what it must."""
        results = {}
        for way, setting in WAYS.items():
            with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
                self.environment.update(SAILPOINT_IN_PROCESS=setting, FOUR_RUNS_RESULTS=file.name)
                print(f"{self.folder}: check, real, real again, check again; {way}", flush=True)
                self.run()
                results[way] = [_comparable(line) for line in file]
        one, other = (results[way] for way in WAYS)
        assert one, "no results were written"
        assert one == other, f"not the same {' and '.join(WAYS)}:\n{one}\n---\n{other}"
        self._keep(one)

    def _keep(self, results: list[Any]) -> None:
        """Write them where those of other versions of ansible-core can be compared with them."""
        folder = pathlib.Path(self.environment["FOUR_RUNS_FOLDER"])
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{self.folder.resolve().parents[1].name}-{self.folder.name}.json"
        target.write_text(json.dumps(_without_ansible(results), indent=1, sort_keys=True), encoding="utf-8")

    def run(self) -> None:
        """Run it four times. Raises AssertionError where it does not do what it must."""
        self._seed(self._read("before.yml"))
        before = self._state()
        shown = self._playbook("--check")
        assert self._writes() == [], "check mode wrote"
        assert self._state() == before, "check mode changed the tenant"
        done = self._playbook()
        assert shown == done, f"check mode showed something else than the real run:\n{shown}\n--- real ---\n{done}"
        self._expect(self._read("after.yml"))
        for arguments in ([], ["--check"]):
            self._control("DELETE", "/log")
            again = self._playbook(*arguments)
            assert re.search(r"changed=0\b", again), f"run again, it changed something:\n{again}"
            assert self._writes() == [], "run again, it wrote"
        self._expect(self._read("after.yml"))

    def _seed(self, wanted: dict[str, Any]) -> None:
        self._control("POST", "/reset")
        self._control("POST", "/clusters", wanted["clusters"])
        ids = self._cluster_ids()
        self._control("POST", "/clients", [_with_cluster_id(client, ids) for client in wanted["clients"]])
        levels = {ids[name]: {**given, "expiration": FAR} for name, given in wanted["log_levels"].items()}
        self._control("PATCH", "/log-configurations", levels)
        self._control("POST", "/cluster-types", wanted["cluster_types"])

    def _expect(self, wanted: dict[str, Any]) -> None:
        state = self._state()
        ids = self._cluster_ids()
        defaults = {"description": "", "type": "VA"}
        _same(
            [{**CLUSTER_DEFAULTS, **cluster} for cluster in wanted["clusters"]],
            [{key: cluster.get(key) for key in ("name", *CLUSTER_DEFAULTS)} for cluster in state["clusters"]],
        )
        _same(
            [{**defaults, **_with_cluster_id(client, ids)} for client in wanted["clients"]],
            [{key: client[key] for key in (*DECLARED, "clusterId")} for client in state["clients"]],
        )
        _same(wanted["cluster_types"], [_without_id(record) for record in state["cluster_types"]])
        names = {cluster_id: name for name, cluster_id in ids.items()}
        levels = {names[key]: {level: given[level] for level in LEVELS} for key, given in state["log_levels"].items()}
        assert levels == wanted["log_levels"], f"left {levels}, wanted {wanted['log_levels']}"

    def _state(self) -> dict[str, Any]:
        paths = {"clusters": "/clusters", "clients": "/clients", "log_levels": "/log-configurations"}
        paths["cluster_types"] = "/cluster-types"
        return {kind: self._control("GET", path) for kind, path in paths.items()}

    def _cluster_ids(self) -> dict[str, str]:
        return {cluster["name"]: cluster["id"] for cluster in self._control("GET", "/clusters")}

    def _playbook(self, *arguments: str) -> str:
        """The output of the playbook, which must succeed without a warning."""
        command = ["ansible-playbook", "--diff", str(self.folder / "playbook.yml"), *arguments]
        finished = subprocess.run(
            command, env={**os.environ, **self.environment}, capture_output=True, text=True, check=False
        )
        output = finished.stdout + finished.stderr
        assert finished.returncode == 0, output
        assert "[WARNING]" not in output, output
        return finished.stdout

    def _writes(self) -> list[str]:
        log = self._control("GET", "/log")
        return [entry["path"] for entry in log if entry["method"] != "GET" and entry["operation"] != "token"]

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.environment['SAIL_BASE_URL']}/_sandbox{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
            return json.load(response)

    def _read(self, name: str) -> dict[str, Any]:
        read = yaml.safe_load((self.folder / name).read_text(encoding="utf-8")) or {}
        given = {"clients": read} if isinstance(read, list) else read
        return {"clusters": CLUSTERS, "clients": [], "log_levels": {}, "cluster_types": [], **given}


def _with_cluster_id(client: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    given = dict(client)
    return {"clusterId": ids[given.pop("cluster")], **given}


def _without_id(record: dict[str, Any]) -> dict[str, Any]:
    """A record but for its id, which the tenant gives."""
    return {key: value for key, value in record.items() if key != "id"}


def _same(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    order = functools.partial(json.dumps, sort_keys=True)
    assert sorted(found, key=order) == sorted(wanted, key=order), f"left {found}, wanted {wanted}"


def _comparable(line: str) -> Any:
    """A result without what it cost, and without moments."""
    task, result = json.loads(MOMENT.sub('"a moment"', line))
    return task, _without_api(result)


def _without_api(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_api(item) for key, item in value.items() if key != "api"}
    return [_without_api(item) for item in value] if isinstance(value, list) else value


def settings() -> dict[str, str]:
    """What Ansible must be told so that all its runs can be compared."""
    return {
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS.resolve()),
        "ANSIBLE_CALLBACKS_ENABLED": "write_results",
        "NO_PROXY": "127.0.0.1",
        "ANSIBLE_FORCE_COLOR": "false",
        "ANSIBLE_NOCOLOR": "true",
    }


def _without_ansible(value: Any) -> Any:
    """Results without what Ansible itself adds, which differs between its versions and from place to place."""
    if isinstance(value, dict):
        return {
            key: _without_ansible(item)
            for key, item in value.items()
            if key not in FROM_ANSIBLE and not key.startswith("_ansible_") and (key, item) != ("failed", False)
        }
    return [_without_ansible(item) for item in value] if isinstance(value, (list, tuple)) else value


def main() -> int:
    """Run all scenarios of a folder, and say so."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    environment = {**{name.upper(): str(value) for name, value in config.items()}, **settings()}
    os.environ.pop("ANSIBLE_INVENTORY", None)
    folders = sorted(path.parent for path in pathlib.Path(sys.argv[1]).glob("*/playbook.yml"))
    assert folders, f"no scenarios in {sys.argv[1]}"
    for folder in folders:
        Scenario(folder, environment).run_both_ways()
    return 0


if __name__ == "__main__":
    sys.exit(main())
