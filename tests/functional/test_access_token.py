# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module access_token against the sandbox tenant: the token works, and is not shown."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.functional.engines import run_playbook

WAYS = pytest.mark.parametrize("way", ["auto", "never"])

PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.access_token:
      register: sailpoint
    - name: Without credentials
      environment:
        SAIL_CLIENT_SECRET: wrong
      module_defaults:
        group/community.sailpoint.all:
          api_version: v1
          access_token: "{{ sailpoint.access_token }}"
      block:
        - community.sailpoint.managed_client: {name: a, cluster: Paris}
        - community.sailpoint.managed_client: {name: b, cluster: Paris}
    - ansible.builtin.copy: {content: "{{ sailpoint.access_token }}", dest: "{{ target }}", mode: "0600"}
      no_log: true
    - ansible.builtin.debug: {msg: "it ends at {{ sailpoint.expires_at }}"}
"""


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run the playbook: ``play(way, *arguments)`` returns what ended, and the token."""
    sandbox.add_clusters("Paris")
    playbook, target = tmp_path / "playbook.yml", tmp_path / "token"
    playbook.write_text(PLAYBOOK, encoding="utf-8")

    def play(way, *arguments):
        environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}
        finished = run_playbook(playbook, "-e", f"target={target}", *arguments, environment=environment)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished, target.read_text(encoding="utf-8") if target.exists() else None

    return play


def tokens(sandbox):
    return [entry["operation"] for entry in sandbox.log()].count("token")


@WAYS
def test_one_token_serves_a_play_and_is_not_shown(play, sandbox, way):
    finished, token = play(way, "-vvv")

    assert sorted(client["name"] for client in sandbox.clients()) == ["a", "b"]
    assert tokens(sandbox) == 1
    assert token
    assert token not in finished.stdout + finished.stderr
    assert "it ends at 20" in finished.stdout


@WAYS
def test_a_loop_does_not_show_it_either(sandbox, tmp_path, way):
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(
        """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.access_token:
        auth_client_secret: "{{ item }}"
      loop: ["{{ secret }}", wrong-secret-wrong, "{{ secret }}"]
      loop_control: {label: an item}
      register: both
      ignore_errors: true
    - ansible.builtin.assert:
        that: both.results | selectattr('access_token', 'defined') | length == 2
""",
        encoding="utf-8",
    )
    left = tmp_path / "left"
    environment = {
        **sandbox.environment(),
        "SAILPOINT_IN_PROCESS": way,
        "ANSIBLE_CALLBACKS_ENABLED": "ansible.builtin.junit,ansible.builtin.tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(left / "tree"),
        "JUNIT_OUTPUT_DIR": str(left / "junit"),
    }
    secret = environment["SAIL_CLIENT_SECRET"]

    finished = run_playbook(playbook, "-vvv", "-e", f"secret={secret}", environment=environment, expected="")

    assert finished.returncode == 0, finished.stdout
    written = "".join(path.read_text(encoding="utf-8") for path in left.rglob("*") if path.is_file())
    output = finished.stdout + finished.stderr + written
    assert written
    assert "could not get an access token: 401 Unauthorized" in output
    assert len(sandbox.tokens()) == 2
    assert not [token for token in sandbox.tokens() if token in output]


@WAYS
@pytest.mark.parametrize("poll", [0, 1])
def test_async_is_refused_before_a_token_is_made(sandbox, tmp_path, way, poll):
    playbook = tmp_path / "playbook.yml"
    task = f"    - community.sailpoint.access_token:\n      async: 30\n      poll: {poll}\n"
    playbook.write_text(f"- hosts: localhost\n  gather_facts: false\n  tasks:\n{task}", encoding="utf-8")

    finished = run_playbook(playbook, environment={**sandbox.environment(), "SAILPOINT_IN_PROCESS": way})

    assert finished.returncode == 2
    assert "access_token cannot run with async, which would store its result in a file. Remove async" in finished.stdout
    assert sandbox.log() == []


@WAYS
def test_check_mode_gets_one_too(play, sandbox, way):
    play(way, "--check")

    assert tokens(sandbox) == 1
    assert sandbox.clients() == []


def test_the_end_of_the_token_is_by_our_clock(access_token, sandbox):
    sandbox.settings(token_lifetime=3600)
    begun = datetime.now(timezone.utc).replace(microsecond=0)

    result = access_token()

    ends = datetime.strptime(result["expires_at"], "%Y-%m-%dT%H:%M:%S%z")
    assert begun <= ends - timedelta(hours=1) <= datetime.now(timezone.utc)
    assert result["changed"] is False
    assert result["api"]["requests"] == len(sandbox.log()) == 1


@pytest.mark.parametrize("given", [None, "soon", -1])
def test_a_tenant_that_does_not_say_when_it_ends(access_token, sandbox, given):
    body = {"access_token": "t0ken", "expires_in": given}
    sandbox.fault("token", kind="answer", status=200, body=body)

    result = access_token()

    assert (result["access_token"], result["expires_at"]) == ("t0ken", None)


def test_each_task_gets_another_token(access_token):
    assert access_token()["access_token"] != access_token()["access_token"]


def test_a_given_token_is_not_used(access_token, sandbox):
    result = access_token(access_token="an-old-one")

    assert result["access_token"] != "an-old-one"
    assert tokens(sandbox) == 1


def test_without_credentials_there_is_none(access_token, sandbox):
    result = access_token(access_token="an-old-one", auth_client_id=None, auth_client_secret=None)

    assert result["msg"] == (
        "no client credentials to get a token with. Set auth_client_id and auth_client_secret (or SAIL_CLIENT_ID and "
        "SAIL_CLIENT_SECRET)"
    )
    assert sandbox.log() == []


@WAYS
def test_a_failure_is_shown_in_one_line(sandbox, tmp_path, way):
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - community.sailpoint.access_token:\n"
    )
    environment = {**sandbox.environment(), "SAIL_CLIENT_SECRET": "hunter2hunter2", "SAILPOINT_IN_PROCESS": way}

    finished = run_playbook(playbook, environment=environment)

    output = finished.stdout + finished.stderr
    assert finished.returncode != 0
    assert "could not get an access token: 401 Unauthorized" in output
    assert "Check auth_client_id, auth_client_secret and base_url" in output
    assert "hunter2hunter2" not in output
    assert "Traceback" not in output
