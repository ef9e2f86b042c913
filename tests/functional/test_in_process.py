# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks in the controller's own process: when they run there, what they share, and that the results are the same."""

from __future__ import annotations

import json
import pathlib
import re
import sys
import textwrap

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import register_secrets

from tests.functional.engines import COLLECTIONS, run_playbook
from tests.sandbox.credentials import PAT

HEADER = """\
- hosts: {hosts}
  gather_facts: false
  module_defaults:
    group/community.sailpoint.all:
      api_version: v1
"""


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run tasks as a play against the sandbox: ``play(tasks, *arguments, hosts=...)``."""
    sandbox.add_clusters("Paris")

    def play(tasks, *arguments, hosts="localhost", **environment):
        playbook = tmp_path / "playbook.yml"
        body = textwrap.indent(textwrap.dedent(tasks), "  ")
        playbook.write_text(HEADER.format(hosts=hosts) + body, encoding="utf-8")
        return run_playbook(playbook, *arguments, environment={**sandbox.environment(), **environment})

    return play


def tokens(sandbox):
    return [entry["operation"] for entry in sandbox.log()].count("token")


READ = """\
    tasks:
      - community.sailpoint.managed_client_info:
    """


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
    "sailpoint_in_process: nevr": 'sailpoint_in_process (or SAILPOINT_IN_PROCESS) is "nevr": Give auto or never',
    "sailpoint_share_token: flase": 'sailpoint_share_token (or SAILPOINT_SHARE_TOKEN) is "flase": give true or false',
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
    assert "this Python lacks jsonpatch (No module named jsonpatch): install with" in finished.stdout + finished.stderr


TWENTY_TASKS = "    tasks:\n" + "\n".join(
    f"      - community.sailpoint.managed_client: {{name: 'c{number}-{{{{ inventory_hostname }}}}', cluster: Paris}}"
    if number % 2
    else f"      - community.sailpoint.managed_client_info: {{name: c{number}}}"
    for number in range(20)
)


@pytest.fixture(name="five_hosts")
def fixture_five_hosts(tmp_path):
    """An inventory of five hosts with a local connection."""
    inventory = tmp_path / "hosts.ini"
    inventory.write_text("[all]\n" + "".join(f"h{number} ansible_connection=local\n" for number in range(5)))
    return str(inventory)


def test_one_token_serves_a_whole_run(play, sandbox, five_hosts):
    finished = play(TWENTY_TASKS, "-i", five_hosts, "--forks", "5", hosts="all")

    assert finished.returncode == 0, finished.stdout
    assert len(sandbox.clients()) == 50
    assert tokens(sandbox) == 1


def test_a_token_that_ends_in_the_middle_is_renewed_once_for_all(play, sandbox, five_hosts):
    sandbox.fault("client.create", kind="expire_token")

    finished = play(TWENTY_TASKS, "-i", five_hosts, "--forks", "5", hosts="all")

    assert finished.returncode == 0, finished.stdout
    assert len(sandbox.clients()) == 50
    assert tokens(sandbox) == 2


@pytest.mark.parametrize("way", ["-e sailpoint_share_token=false", ""])
def test_each_task_can_have_its_own_token(play, sandbox, way):
    environment = {} if way else {"SAILPOINT_SHARE_TOKEN": "false"}

    play(READ.rstrip(" ") + READ.splitlines()[1], *way.split(), **environment)

    assert tokens(sandbox) == 2


def test_another_run_has_a_token_of_its_own(play, sandbox):
    for _time in range(2):
        play(READ)

    assert tokens(sandbox) == 2


def test_other_credentials_have_a_token_of_their_own(play, sandbox):
    sandbox.add_credential("other", "other-secret", scopes=["sp:scopes:all"], user=True)

    play(
        """\
        tasks:
          - community.sailpoint.managed_client_info:
          - community.sailpoint.managed_client_info: {auth_client_id: other, auth_client_secret: other-secret}
          - community.sailpoint.managed_client_info:
        """
    )

    assert tokens(sandbox) == 2


def test_the_token_is_kept_where_only_its_owner_can_read_it_and_only_for_the_run(play, tmp_path):
    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client_info:
          - ansible.builtin.shell: |
              find "$FOLDER" -name 'sailpoint-token-*' -printf '%m %f\\n'
              stat -c %a "$FOLDER"/tmp/*
            register: found
          - ansible.builtin.debug: {msg: "{{ found.stdout_lines }}"}
        """,
        ANSIBLE_HOME=str(tmp_path / "ansible"),
        FOLDER=str(tmp_path / "ansible"),
    )

    assert finished.returncode == 0, finished.stdout
    assert finished.stdout.count('"600 sailpoint-token-') == 2  # the token, and its lock
    assert '"700"' in finished.stdout
    assert not list((tmp_path / "ansible").rglob("sailpoint-token-*"))


@pytest.mark.parametrize("way", ["auto", "never"])
def test_what_the_run_deleted_is_gone_though_lists_still_show_it(play, sandbox, way):
    sandbox.add_clients({"name": "a", "clusterId": sandbox.clusters()[0]["id"]})
    sandbox.add_clusters("Rome")
    sandbox.switch(list_lag=6)

    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client: {name: a, state: absent, consistency_timeout: 60}
          - community.sailpoint.managed_cluster: {name: Rome, state: absent, consistency_timeout: 60}
          - community.sailpoint.managed_client: {name: a, state: absent, consistency_timeout: 60}
            register: client
          - community.sailpoint.managed_cluster: {name: Rome, state: absent, consistency_timeout: 60}
            register: cluster
          - ansible.builtin.assert: {that: [client.action == "unchanged", cluster.action == "unchanged"]}
          - community.sailpoint.managed_client: {name: a, cluster: Paris, consistency_timeout: 60}
        """,
        SAILPOINT_IN_PROCESS=way,
    )

    assert finished.returncode == 0, finished.stdout
    assert len(sandbox.clients()) == 1
    reads = [entry["operation"] for entry in sandbox.log()].count("client.get")
    # As a module: at the first deletion, at the second one, and before the create.
    assert reads == (0 if way == "auto" else 3)


def test_a_loop_shares_one_session(play, sandbox):
    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client: {name: "a{{ item }}", cluster: Paris}
            loop: [1, 2, 3, 4, 5]
        """
    )

    assert finished.returncode == 0, finished.stdout
    # One for each of the two lists that are asked for at once.
    assert len({entry["connection"] for entry in sandbox.log()}) <= 2


RESULT = """\
      - community.sailpoint.{module}: {options}
        register: result
        ignore_errors: true
      - ansible.builtin.copy: {{content: "{{{{ result }}}}", dest: "{{{{ folder }}}}/{number}", mode: "0600"}}
"""
CASES = [
    ("managed_client", "{nam: a}"),
    ("managed_client", "{description: a}"),
    ("managed_client", "{name: a, state: gone}"),
    ("managed_client", "{name: a, retry_timeout: soon}"),
    ("managed_client", "{name: a, cluster: Rome}"),
    ("managed_client", "{name: a, proxy: 'http://u:hunter2hunter2@127.0.0.1:1', retry_timeout: 0}"),
    ("managed_client", "{name: 5, cluster: Paris}"),
    ("managed_client", "{name: dated, cluster: Paris, description: 2026-01-31 18:00:00}"),
    ("managed_client", "{name: null-is-not-given, cluster: Paris, description: null, timeout: null, proxy: ''}"),
    ("managed_client", "{name: secret, cluster: Paris, api_version: v2024, return_secret: true}"),
    ("managed_client", "{name: waiting, cluster: Paris, wait: true, wait_timeout: 0}"),
    ("managed_client_info", "{id: none}"),
    ("managed_client_fleet", "{clients: [{nam: a}]}"),
    ("managed_client_fleet", "{clients: [{name: a, cluster: Paris}, {name: a, cluster: Paris}]}"),
    ("managed_client_fleet", "{clients: [], purge: true}"),
    ("managed_client_fleet", "{clients: [{name: all, cluster: Paris}], wait: true, wait_timeout: 0, wait_for: ''}"),
    ("managed_client_fleet", "{clients: [{name: a, cluster: Paris, state: absent}], wait: true}"),
    ("access_token", "{retry_timeout: -1}"),
]


def test_both_ways_give_the_same(play, sandbox, tmp_path):
    results = {}
    tasks = "".join(
        RESULT.format(module=module, options=options, number=number) for number, (module, options) in enumerate(CASES)
    )
    for way in ("auto", "never"):
        folder = tmp_path / way
        folder.mkdir()
        sandbox.reset()
        sandbox.add_clusters("Paris")
        finished = play("    tasks:\n" + tasks, "-e", f"folder={folder}", SAILPOINT_IN_PROCESS=way)
        assert finished.returncode == 0, finished.stdout
        results[way] = [comparable(folder / str(number)) for number in range(len(CASES))]

    assert results["auto"] == results["never"]
    assert "hunter2hunter2" not in str(results)


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_both_ways_show_the_options_of_the_task_where_results_are_to_hold_them(play, tmp_path, wanted):
    tasks = "    tasks:\n" + RESULT.format(module="managed_client_info", options="{name: a}", number="{{ way }}")
    shown = []
    for way in ("auto", "never"):
        arguments = ("-e", f"folder={tmp_path} way={way}")
        play(tasks, *arguments, SAILPOINT_IN_PROCESS=way, ANSIBLE_INJECT_INVOCATION=wanted)
        shown.append(json.loads((tmp_path / way).read_text(encoding="utf-8")).get("invocation"))

    if register_secrets and wanted == "true":
        # A module of ansible-core 2.22 and newer returns its secrets, and Ansible hides them where it displays them.
        assert shown[1]["module_args"]["auth_client_secret"] == PAT.client_secret
        shown[1]["module_args"]["auth_client_secret"] = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert shown[0] == shown[1]


def comparable(path: pathlib.Path):
    result = json.loads(path.read_text(encoding="utf-8"))
    # What it cost, when it was, and what Ansible itself adds.
    for key in ("api", "exception", "ansible_parsed"):
        result.pop(key, None)
    for moment in ("created_at", "updated_at"):
        result.get("managed_client", {}).pop(moment, None)
    return result


def test_no_log_holds(play):
    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client: {name: a, cluster: Paris, return_secret: true}
            no_log: true
        """,
        "-vvvv",
    )

    assert finished.returncode == 0, finished.stdout
    assert '"censored"' in finished.stdout


def test_a_defect_shows_no_traceback_below_vvv(play, sandbox):
    # JSON that no one expects: the list's records are no objects.
    sandbox.fault("client.list", kind="answer", status=200, body=[[]], content_type="application/json", times=9)

    finished = play(READ)

    assert "Traceback" not in finished.stdout + finished.stderr
    assert "the response is not a managed client" in finished.stdout + finished.stderr
