# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking never changes names, ids, keys or exported data. A secret that stands in them is an error."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.functional.engines import run_playbook

WAYS = pytest.mark.parametrize("way", ["auto", "never"], ids=["in process", "as a module"])
SHORT = ["a", "test", "changed"]
LONG = "sandbox-pat-secret"


@pytest.fixture(name="credential")
def fixture_credential(sandbox):
    """Make the secret of the connection another: ``credential(secret)`` returns the environment."""

    def credential(secret):
        sandbox.add_credential("short", secret, scopes=["sp:scopes:all"], user=True)
        return {**sandbox.environment(), "SAIL_CLIENT_ID": "short", "SAIL_CLIENT_SECRET": secret}

    return credential


@pytest.fixture(name="play")
def fixture_play(tmp_path):
    """Run tasks: ``play(tasks, environment, *arguments)``."""

    def play(tasks, environment, *arguments):
        playbook = tmp_path / "playbook.yml"
        defaults = {"group/community.sailpoint.all": {"api_version": "v1", "retry_timeout": 0}}
        content = [{"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}]
        playbook.write_text(yaml.safe_dump(content), encoding="utf-8")
        return run_playbook(playbook, *arguments, environment=environment)

    return play


@pytest.fixture(name="clients")
def fixture_clients(sandbox):
    """Clients whose names are made of what is a secret in these tests."""
    (cluster,) = sandbox.add_clusters({"name": "test cluster", "configuration": {"failed": "a test", "test": "1"}})
    return sandbox.add_clients(
        {"name": "test-1", "clusterId": cluster["id"], "description": "a test that failed"},
        {"name": "a", "clusterId": cluster["id"], "description": ""},
    )


@pytest.mark.parametrize("secret", SHORT)
@WAYS
def test_a_short_secret_leaves_what_is_read_as_it_is(sandbox, clients, credential, play, tmp_path, way, secret):
    tasks = [
        {"community.sailpoint.managed_client_info": {}, "register": "read"},
        {"community.sailpoint.managed_cluster_info": {}, "register": "clusters"},
        {
            "ansible.builtin.copy": {
                "content": "{{ [read, clusters] | to_json }}",
                "dest": str(tmp_path / "read"),
            }
        },
    ]

    finished = play(tasks, {**credential(secret), "SAILPOINT_IN_PROCESS": way})

    assert finished.returncode == 0, finished.stdout
    read, clusters = json.loads((tmp_path / "read").read_text(encoding="utf-8"))
    assert read["changed"] is read["failed"] is False
    found = {record["name"]: record for record in read["managed_clients"]}
    assert {name: record["id"] for name, record in found.items()} == {one["name"]: one["id"] for one in clients}
    assert found["test-1"]["description"] == "a test that failed"
    assert clusters["managed_clusters"][0]["configuration"] == {"failed": "a test", "test": "1"}


@pytest.mark.parametrize("secret", ["a", "test"])
def test_a_short_secret_leaves_an_export_as_it_is(sandbox, clients, credential, play, tmp_path, secret):
    exports = []
    for number, environment in enumerate((sandbox.environment(), credential(secret))):
        path = tmp_path / f"{number}.yml"
        role = {"name": "community.sailpoint.fleet_export"}
        task = {"ansible.builtin.include_role": role, "vars": {"fleet_export_path": str(path)}}
        finished = play([task], environment)
        assert finished.returncode == 0, finished.stdout
        exports.append(path.read_text(encoding="utf-8"))

    assert exports[0] == exports[1]
    assert "name: test-1" in exports[0]


@pytest.mark.parametrize("password", ["a", "failed"])
@WAYS
def test_a_task_that_fails_fails_whatever_the_password(sandbox, play, way, password):
    task = {
        "community.sailpoint.managed_client": {
            "name": "paris-1",
            "cluster": "Paris",
            "proxy": f"http://user:{password}@127.0.0.1:9",
        }
    }

    finished = play([task], {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}, "-vvv")

    assert finished.returncode == 2
    assert "failed=1" in finished.stdout
    assert "could not get an access token" in finished.stdout
    assert f"user:{password}@" not in finished.stdout + finished.stderr


@WAYS
def test_data_that_holds_a_secret_is_an_error_that_says_where(sandbox, clients, play, way):
    sandbox.set_client(clients[0]["id"], description=f"the secret is {LONG}")
    environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}

    finished = play([{"community.sailpoint.managed_client_info": {}}], environment, "-vvv")

    assert finished.returncode == 2
    output = finished.stdout + finished.stderr
    said = 'managed_clients."test-1".description contains the value of auth_client_secret. Remove it there'
    assert said in output.replace("\\", "")
    assert LONG not in output


@WAYS
def test_an_option_that_holds_a_secret_is_an_error_before_any_request(sandbox, clients, play, way):
    task = {"community.sailpoint.managed_client": {"name": "test-1", "description": f"x {LONG}"}}
    environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}

    finished = play([task], environment, "-vvv")

    assert finished.returncode == 2
    assert "description contains the value of auth_client_secret. Remove it there" in finished.stdout
    assert LONG not in finished.stdout + finished.stderr
    assert sandbox.log() == []


@WAYS
def test_what_was_done_is_said_though_the_answer_holds_a_secret(sandbox, clients, play, way):
    sandbox.set_client(clients[1]["id"], alertKey=LONG)
    task = {"community.sailpoint.managed_client": {"name": "a", "description": "new"}, "register": "done"}
    shown = {"ansible.builtin.debug": {"msg": "changed: {{ done.changed }}, {{ done.action }}"}}
    environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}

    finished = play([{**task, "ignore_errors": True}, shown], environment)

    assert "changed: True, patched" in finished.stdout
    assert "managed_client.alert_key contains the value of auth_client_secret" in finished.stdout
    assert LONG not in finished.stdout


@WAYS
def test_secret_fields_within_a_status_body_are_not_shown(sandbox, clients, play, way):
    hidden = {
        "secret": "h1dden",
        "List": [{"clientSecret": "h1dden", "internal_ip": "192.0.2.9"}],
        "KEYSTORE": "h1dden",
    }
    body = {"status": "NORMAL", "timestamp": "2026-01-01T00:00:00Z", "type": "VA", "body": hidden}
    sandbox.fault("client.status", kind="answer", status=200, body=body)
    task = {"community.sailpoint.managed_client_info": {"name": "a", "gather": ["status"]}}

    finished = play([task], {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}, "-v")

    assert finished.returncode == 0, finished.stdout
    assert "192.0.2.9" in finished.stdout
    assert "h1dden" not in finished.stdout
