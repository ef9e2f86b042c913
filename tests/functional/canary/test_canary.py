# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is left anywhere: not on the screen at -vvvv, not in a log, a result, a cache, a report or an artifact.

Every file in ``tasks`` is a part of one playbook. Tasks whose names begin with ``Fail:`` must fail, no others may.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pathlib
import subprocess
import sys
from urllib.parse import quote

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.plugin_utils._status_watch import watch

from tests.functional.canary.faults import failing
from tests.functional.canary.spellings import files, leaks
from tests.functional.engines import clean_environment, playbook_settings, run_command, run_playbook
from tests.tools.link_checkout import ROOT

TASKS = sorted((pathlib.Path(__file__).parent / "tasks").glob("*.yml"))
CALLBACKS = ROOT / "tests" / "integration" / "targets" / "setup_four_runs" / "callback_plugins"
ANYTHING = ""
"""What Ansible may warn of: that is tested elsewhere."""

AWKWARD = '&"+/\\é%'
"""What is written otherwise in a URL, in JSON and in HTML."""


@pytest.fixture(name="given")
def fixture_given(sandbox, proxy):
    """A tenant full of secrets, whose every answer shows those that it has, and the variables of a play."""
    sandbox.switch(secret_on_get=True)
    keystore = {"attributes": {"keystore": f"c4nary-keystore{AWKWARD}"}}
    # A cluster whose clients are not connected is not upgraded.
    update = {"currentInstalledReleaseVersion": "1", "updatePackage": "2"}
    paris, _outdated = sandbox.add_clusters({"name": "Paris", **keystore}, {"name": "Outdated", **keystore, **update})
    for name in ("kept", "anew", "gone"):
        sandbox.add_clients({"name": name, "clusterId": paris["id"], "secret": f"c4nary-key-of-{name}{AWKWARD}"})
    secret = f"c4nary-secret{AWKWARD}"
    sandbox.add_credential("sandbox-canary", secret, scopes=["sp:scopes:all"], user=True)
    return {
        "base_url": sandbox.base_url,
        "control_url": sandbox.control_url,
        "pat_id": "sandbox-canary",
        "pat_secret": secret,
        "given_token": sandbox.token(),
        "proxy_url": proxy.url,
        "wrong_proxy_url": proxy.url.replace("password@", "passw0rd-c4nary@"),
        "url_secret": f"c4nary-url{AWKWARD}",
        "wrong_secret": f"c4nary-wrong-secret{AWKWARD}",
        "wrong_token": "c4nary-wrong-token",
        "faults": [{"operation": "client.list", "kind": "answer", "times": 1, **fault} for fault in failing(secret)],
    }


@pytest.fixture(name="secrets")
def fixture_secrets(sandbox, proxy, given):
    """Call it for all secrets so far, by their names."""
    keys = {f"key of {client['name']}": client["secret"] for client in sandbox.clients()}

    def secrets():
        new = {f"key of {client['name']}, {client['id']}": client["secret"] for client in sandbox.clients()}
        tokens = {f"token {number}": token for number, token in enumerate(sandbox.tokens())}
        passwords = {"password of the proxy": proxy.url.rpartition("@")[0].rpartition(":")[2]}
        named = {name: given[name] for name in ("pat_secret", "url_secret", "wrong_secret", "wrong_token")}
        others = {"wrong password of the proxy": "passw0rd-c4nary", "keystore": f"c4nary-keystore{AWKWARD}"}
        return {**keys, **new, **tokens, **passwords, **named, **others}

    return secrets


def playbook(tasks):
    """A play of these tasks, as text."""
    connection = {
        "api_version": "v1",
        "base_url": "{{ base_url }}",
        "auth_client_id": "{{ pat_id }}",
        "auth_client_secret": "{{ pat_secret }}",
        "retry_timeout": 0,
    }
    for task in tasks:
        if task["name"].startswith("Fail:"):
            task["ignore_errors"] = True
    return yaml.safe_dump(
        [
            {
                "name": "Canary",
                "hosts": "localhost",
                "gather_facts": False,
                "module_defaults": {"group/community.sailpoint.all": connection},
                "tasks": tasks,
            }
        ]
    )


def fault_tasks(faults):
    """Tasks that script a fault, and one after each that it makes fail."""
    for number, _fault in enumerate(faults):
        body = f"{{{{ faults[{number}] }}}}"
        address = "{{ control_url }}/_sandbox/faults"
        yield {
            "name": f"Script fault {number}",
            "ansible.builtin.uri": {"url": address, "method": "POST", "body_format": "json", "body": body},
            "no_log": True,
            "check_mode": False,
        }
        yield {
            "name": f"Fail: fault {number}",
            "community.sailpoint.managed_client": {"name": "kept", "description": "x"},
        }


def connection(given):
    """The variables of the environment that lead to the tenant."""
    names = {"SAIL_BASE_URL": "base_url", "SAIL_CLIENT_ID": "pat_id", "SAIL_CLIENT_SECRET": "pat_secret"}
    return {variable: given[name] for variable, name in names.items()}


def settings(left):
    """What makes Ansible leave as much as it can."""
    return {
        "HOME": str(left / "home"),
        "ANSIBLE_HOME": str(left / "ansible"),
        "TMPDIR": str(left / "tmp"),
        "ANSIBLE_ASYNC_DIR": str(left / "async"),
        "ANSIBLE_LOG_PATH": str(left / "ansible.log"),
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(left / "facts"),
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
        "ANSIBLE_CALLBACKS_ENABLED": "write_results,ansible.builtin.junit,ansible.builtin.tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(left / "tree"),
        "JUNIT_OUTPUT_DIR": str(left / "junit"),
        "FOUR_RUNS_RESULTS": str(left / "results.json"),
        "NO_PROXY": "",
    }


@pytest.fixture(name="left")
def fixture_left(tmp_path):
    """A folder for all that is left."""
    left = tmp_path / "left"
    for name in ("home", "tmp"):
        (left / name).mkdir(parents=True)
    return left


@pytest.mark.parametrize(
    ("way", "arguments"),
    [("auto", []), ("never", []), ("auto", ["--check"])],
    ids=["in process", "as modules", "check"],
)
def test_no_secret_is_left_by_any_task(given, secrets, left, tmp_path, way, arguments):
    tasks = [task for path in TASKS for task in yaml.safe_load(path.read_text(encoding="utf-8"))]
    tasks += fault_tasks(given["faults"])
    file = tmp_path / "playbook.yml"
    file.write_text(playbook(tasks), encoding="utf-8")
    variables = tmp_path / "variables.json"
    folders = {"left": left, "unknown_option": tmp_path / "unknown_option", "no_yaml": tmp_path / "no_yaml"}
    for folder in folders.values():
        folder.mkdir(exist_ok=True)
    variables.write_text(json.dumps({**given, **{name: str(path) for name, path in folders.items()}}), encoding="utf-8")

    finished = run_playbook(
        file,
        "-vvvv",
        "--diff",
        "-e",
        f"@{variables}",
        *arguments,
        environment={**settings(left), "SAILPOINT_IN_PROCESS": way},
        expected=ANYTHING,
    )

    results = [json.loads(line) for line in (left / "results.json").read_text(encoding="utf-8").splitlines()]
    failed = {name for name, result in results if result.get("failed")}
    assert finished.returncode == 0, finished.stdout[-5000:]
    assert {name for name, _result in results if name.startswith("Fail:")} == failed
    found = {"screen": finished.stdout + finished.stderr, **files(left)}
    assert {"ansible.log", "facts/s1_localhost"} <= found.keys()
    assert ("report.html" in found) == (not arguments)
    assert leaks(found, secrets()) == []


@pytest.mark.parametrize("way", ["auto", "never"])
def test_no_secret_is_left_by_the_environment(given, secrets, left, tmp_path, proxy, way):
    file = tmp_path / "playbook.yml"
    task = {
        "name": "Read all clients",
        "community.sailpoint.managed_client_info": {"retry_timeout": 0, "api_version": "v1"},
    }
    file.write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]), encoding="utf-8")
    outputs = {}
    for name, variables, status in (
        ("right", {}, 0),
        ("wrong secret", {"SAIL_CLIENT_SECRET": given["wrong_secret"]}, 2),
        ("wrong token", {"SAIL_ACCESS_TOKEN": given["wrong_token"]}, 2),
        ("wrong proxy", {"HTTP_PROXY": given["wrong_proxy_url"]}, 2),
        ("wrong base_url", {"SAIL_BASE_URL": f"http://user:{quote(given['url_secret'], safe='')}@127.0.0.1:1"}, 2),
    ):
        environment = {**settings(left), **connection(given), "HTTP_PROXY": proxy.url, "SAILPOINT_IN_PROCESS": way}
        finished = run_playbook(file, "-vvvv", environment={**environment, **variables}, expected=ANYTHING)
        assert finished.returncode == status, (name, finished.stdout)
        outputs[name] = finished.stdout + finished.stderr

    assert leaks({**outputs, **files(left)}, secrets()) == []


def test_no_secret_is_left_by_the_inventory(given, secrets, left, tmp_path):
    file = tmp_path / "sailpoint.yml"
    options = {"plugin": "community.sailpoint.managed_clients", "api_version": "v1", "retry_timeout": 0, "status": True}
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(left / "inventory")}
    outputs = {}
    for name, more, listed in (
        ("right", {"proxy": given["proxy_url"]}, True),
        ("from the cache", {"proxy": given["proxy_url"]}, True),
        ("wrong secret", {"auth_client_secret": given["wrong_secret"]}, False),
        ("wrong proxy", {"proxy": given["wrong_proxy_url"]}, False),
        ("wrong base_url", {"base_url": f"http://127.0.0.1:1?token={given['url_secret']}"}, False),
    ):
        file.write_text(yaml.safe_dump({**options, **cache, "cache_prefix": name, **more}), encoding="utf-8")
        environment = {**settings(left), **connection(given), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
        finished = run_command(
            "ansible-inventory", "-i", str(file), "--list", "-vvvv", home=tmp_path, environment=environment
        )
        assert ("kept" in finished.stdout, finished.returncode == 0) == (listed, listed), finished.stderr
        outputs[name] = finished.stdout + finished.stderr

    found = {**outputs, **files(left)}
    assert any(name.startswith("inventory/") for name in found)
    assert leaks(found, secrets()) == []


def test_no_secret_is_left_in_the_artifacts_of_a_runner(given, secrets, left, tmp_path):
    folder = tmp_path / "runner"
    for name in ("env", "project"):
        (folder / name).mkdir(parents=True)
    tasks = yaml.safe_load((TASKS[0].parent / "managed_client.yml").read_text(encoding="utf-8"))
    tasks += fault_tasks(given["faults"])
    for path, content in (
        ("project/playbook.yml", playbook(tasks)),
        ("env/extravars", json.dumps(given)),
        # No credentials here: the runner itself writes the environment of the command into its artifacts.
        ("env/envvars", json.dumps({**settings(left), **playbook_settings(left)})),
        ("env/cmdline", "-vvvv --diff"),
    ):
        (folder / path).write_text(content, encoding="utf-8")
    program = pathlib.Path(sys.executable)
    command = [str(program.with_name("ansible-runner")), "run", str(folder), "--playbook", "playbook.yml"]
    finished = subprocess.run(
        command,
        env={**clean_environment(), "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout[-5000:]
    artifacts = files(folder / "artifacts")
    assert any("job_events" in name for name in artifacts)
    assert leaks({"screen": finished.stdout + finished.stderr, **artifacts, **files(left)}, secrets()) == []


def test_no_secret_is_in_an_event_or_a_log(sandbox, given, secrets, caplog):
    # The work of the event source managed_client_status.
    caplog.set_level(logging.DEBUG)
    events = []
    options = {
        "base_url": given["base_url"],
        "auth_client_id": given["pat_id"],
        "api_version": "v1",
        "retry_timeout": 0,
    }

    async def observe(**more):
        """Take the first events, or the error."""
        queue = asyncio.Queue()
        arguments = {**options, "auth_client_secret": given["pat_secret"], "initial": "all", "interval": 1, **more}
        watching = asyncio.create_task(watch(queue, arguments))
        taking = asyncio.create_task(queue.get())
        done, pending = await asyncio.wait([watching, taking], timeout=60, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            events.append(str(task.exception() or task.result()))

    async def observe_all():
        await observe()
        await observe(base_url=f"http://user:{quote(given['url_secret'], safe='')}@127.0.0.1:1")
        for fault in (given["faults"][0], given["faults"][-1]):
            sandbox.fault(**fault)
            await observe()

    asyncio.run(observe_all())

    assert "managed_client" in events[0]
    assert "base_url" in events[1]
    assert "cannot read the tenant, retrying" in caplog.text
    assert leaks({"events": "\n".join(events), "log": caplog.text}, secrets()) == []
