# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a task runs in the controller's own process, and when as a module."""

from __future__ import annotations

import re
import sys

import pytest

from tests.functional.engines import COLLECTIONS
from tests.functional.in_process.play import READ


def test_it_runs_in_process_and_says_so(play):
    finished = play(READ, "-v")

    assert finished.returncode == 0, finished.stdout
    assert "community.sailpoint.managed_client_info: ran in process" in finished.stdout


@pytest.mark.parametrize("interpreter", [sys.executable, "auto_silent"])
def test_its_own_python_is_no_reason_to_step_aside(play, interpreter):
    finished = play(READ, "-v", "-e", f"ansible_python_interpreter={interpreter}")

    assert "ran in process" in finished.stdout


def each_read(keywords):
    """A task for each of these keywords, none of which stops the play."""
    return "".join(
        f"      - community.sailpoint.managed_client_info:\n        {keyword}\n        ignore_errors: true\n"
        "        ignore_unreachable: true\n"
        for keyword in keywords
    )


REASONS = {
    "become: true": "become",
    "environment: {SOME: thing}": "environment is set",
    "async: 30\n        poll: 1": "async",
    "vars: {ansible_connection: ssh}": "the connection is ssh",
    "vars: {ansible_python_interpreter: /usr/bin/python-of-another}": "ansible_python_interpreter is /usr/bin/pyt",
    "vars: {sailpoint_in_process: never}": "sailpoint_in_process is set to never",
    "vars: {way: never, sailpoint_in_process: '{{ way }}'}": "sailpoint_in_process is set to never",
}


def test_it_steps_aside(play):
    finished = play("    tasks:\n" + each_read(REASONS), "-v")

    said = re.findall(r"community.sailpoint.managed_client_info: ran (as a module \(.*|in process)", finished.stdout)
    assert len(said) == len(REASONS), finished.stdout
    for line, reason in zip(said, REASONS.values(), strict=True):
        assert line.startswith(f"as a module ({reason}")


def test_an_environment_variable_turns_it_off_and_the_play_on_again(play):
    assert "ran as a module" in play(READ, "-v", SAILPOINT_IN_PROCESS="never").stdout
    assert "ran in process" in play(READ, "-v", "-e", "sailpoint_in_process=auto", SAILPOINT_IN_PROCESS="never").stdout


SETTINGS = {
    "sailpoint_in_process: Never": "ran as a module (sailpoint_in_process is set to never)",
    "sailpoint_in_process: false": "ran as a module (sailpoint_in_process is set to never)",
    "sailpoint_in_process: 'no'": "ran as a module (sailpoint_in_process is set to never)",
    "sailpoint_in_process: AUTO": "ran in process",
    "sailpoint_in_process: true": "ran in process",
    "sailpoint_in_process: null": "ran in process",
    "sailpoint_in_process: ''": "ran in process",
    "sailpoint_share_token: 'On'": "ran in process",
    "sailpoint_in_process: nevr": 'sailpoint_in_process (or SAILPOINT_IN_PROCESS) is "nevr". Give auto or never',
    "sailpoint_share_token: flase": 'sailpoint_share_token (or SAILPOINT_SHARE_TOKEN) is "flase". Give true or false',
}


def test_a_setting_is_taken_or_refused(play):
    finished = play("    tasks:\n" + each_read(f"vars: {{{setting}}}" for setting in SETTINGS), "-v")

    outputs = finished.stdout.replace('\\"', '"').split("TASK [")[1:]
    for output, said in zip(outputs, SETTINGS.values(), strict=True):
        assert said in output
        assert "Traceback" not in output


@pytest.mark.parametrize(
    ("value", "said"),
    [("FALSE", "sailpoint_in_process is set to never"), ("", "ran in process"), ("nevr", "Give auto or never")],
)
def test_the_environment_variable_is_read_in_the_same_way(play, value, said):
    assert said in play(READ, "-v", SAILPOINT_IN_PROCESS=value).stdout


DELEGATED = {
    "delegate_to: localhost": "ran in process",
    "delegate_to: here": "ran in process",
    "delegate_to: other": "ran as a module (ansible_python_interpreter is /usr/bin/python-of-another)",
    "delegate_to: away": "ran as a module (the connection is ssh)",
    "delegate_to: '{{ item }}'\n        loop: [here]": "ran in process",
    "run_once: true": "ran as a module (ansible_python_interpreter is /opt/bin/python3)",
}


def test_a_delegated_task_looks_at_the_host_that_it_goes_to(play, tmp_path):
    hosts = tmp_path / "hosts.ini"
    hosts.write_text(
        f"""\
[web]
w1 ansible_connection=local ansible_python_interpreter=/opt/bin/python3
[others]
here ansible_connection=local ansible_python_interpreter={sys.executable}
other ansible_connection=local ansible_python_interpreter=/usr/bin/python-of-another
away ansible_host=192.0.2.1 ansible_ssh_common_args='-o ConnectTimeout=1'
""",
        encoding="utf-8",
    )

    finished = play("    tasks:\n" + each_read(DELEGATED), "-i", str(hosts), "-v", hosts="web")

    for output, said in zip(finished.stdout.split("TASK [")[1:], DELEGATED.values(), strict=True):
        assert said in output


@pytest.mark.parametrize("way", ["environment", "configuration"])
def test_the_python_of_the_configuration_counts(play, tmp_path, way):
    (tmp_path / "hosts.ini").write_text("h1 ansible_connection=local\n", encoding="utf-8")
    settings = {"ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python-of-another"}
    if way == "configuration":
        (tmp_path / "ansible.cfg").write_text(
            "[defaults]\ninterpreter_python = /usr/bin/python-of-another\n", encoding="utf-8"
        )
        settings = {"ANSIBLE_CONFIG": str(tmp_path / "ansible.cfg")}
    arguments = ("-i", str(tmp_path / "hosts.ini"), "-v")

    elsewhere = play(READ, *arguments, hosts="all", **settings)
    named = play(
        READ, *arguments, "-e", "ansible_python_interpreter={{ansible_playbook_python}}", hosts="all", **settings
    )

    assert "ran as a module (ansible_python_interpreter is /usr/bin/python-of-another)" in elsewhere.stdout
    assert "ran in process" in named.stdout


def test_async_and_environment_do_their_work_as_modules(play, sandbox):
    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client: {name: a, cluster: Paris}
            async: 60
            poll: 1
          - community.sailpoint.managed_client: {name: b, cluster: Paris}
            environment:
              SAIL_CLIENT_SECRET: sandbox-pat-secret
        """,
        "-e",
        f"ansible_python_interpreter={sys.executable}",
    )

    assert finished.returncode == 0, finished.stdout
    assert sorted(client["name"] for client in sandbox.clients()) == ["a", "b"]


def test_without_the_libraries_it_steps_aside(play, tmp_path):
    (tmp_path / "lacking").mkdir()
    (tmp_path / "lacking" / "jsonpatch.py").write_text('raise ImportError("No module named jsonpatch")\n')

    finished = play(READ, "-v", PYTHONPATH=f"{tmp_path / 'lacking'}:{COLLECTIONS}")

    assert "ran as a module (the controller lacks jsonpatch)" in finished.stdout
    assert "this Python lacks jsonpatch (No module named jsonpatch). Install with" in finished.stdout + finished.stderr
