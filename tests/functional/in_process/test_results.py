# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task gives the same result in the controller's process and as a module."""

from __future__ import annotations

import json
import pathlib

import pytest

from tests.functional.in_process.play import READ
from tests.sandbox.credentials import PAT

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

    assert PAT.client_secret not in json.dumps(shown)
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
