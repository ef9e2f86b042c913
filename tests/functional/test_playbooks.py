# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user of ansible-playbook sees."""

from __future__ import annotations

import textwrap

import pytest

from tests.functional.engines import run_playbook, warnings_in


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run tasks as a play against the sandbox: ``play(tasks, *arguments)``."""
    sandbox.add_clusters("Paris")

    def play(tasks, *arguments, **environment):
        playbook = tmp_path / "playbook.yml"
        header = "- hosts: localhost\n  gather_facts: false\n"
        playbook.write_text(header + textwrap.indent(textwrap.dedent(tasks), "  "), encoding="utf-8")
        return run_playbook(playbook, *arguments, environment={**sandbox.environment(), **environment})

    return play


CREATE = """\
    tasks:
      - community.sailpoint.managed_client:
          name: paris-1
          cluster: Paris
          description: First
          api_version: v1
    """


def test_the_diff_of_check_mode_is_that_of_the_real_run(play, writes):
    checked = play(CREATE, "--check", "--diff")
    assert writes() == []
    real = play(CREATE, "--diff")

    assert checked.stdout == real.stdout
    assert '--- before: managed client "paris-1"' in real.stdout
    assert '+    "description": "First"' in real.stdout
    assert real.stderr == ""


def test_the_connection_is_set_once_for_a_group(play, sandbox):
    finished = play(
        """\
        module_defaults:
          group/community.sailpoint.all:
            api_version: v1
            auth_client_id: sandbox-pat
        tasks:
          - community.sailpoint.managed_client:
              name: paris-1
              cluster: Paris
          - community.sailpoint.managed_client_info:
        """,
        SAIL_CLIENT_ID="nobody",
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert {entry["version"] for entry in sandbox.log()} == {"", "v1"}


@pytest.mark.parametrize(("setting", "times"), [("true", 1), ("false", 0)])
def test_a_deprecated_version_is_shown_once_a_run_as_a_deprecation(play, setting, times):
    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client_info:
            loop: [1, 2]
          - community.sailpoint.managed_client_info:
            vars: {sailpoint_in_process: never}
          - community.sailpoint.managed_client:
              name: paris-1
              state: absent
              on_not_found: ok
        """,
        ANSIBLE_DEPRECATION_WARNINGS=setting,
    )

    deprecated = [text for text in warnings_in(finished.stderr) if "SailPoint has deprecated version v2024" in text]
    assert len(deprecated) == times
    assert finished.stderr.count("DEPRECATION") == times


@pytest.mark.parametrize("verbosity", ["-v", "-vvvv"])
def test_a_failure_is_one_line_without_traceback_or_secret(play, verbosity):
    finished = play(
        """\
        tasks:
          - community.sailpoint.managed_client:
              name: paris-1
              cluster: Rome
              api_version: v1
              proxy: ""
        """,
        verbosity,
    )

    output = finished.stdout + finished.stderr
    assert finished.returncode == 2
    assert "not found. Give its exact name (case-sensitive) or its id" in output
    assert "Traceback" not in output
    assert "sandbox-pat-secret" not in output


def test_no_secret_at_any_verbosity(play, sandbox):
    finished = play(CREATE, "-vvvv", "--diff")

    output = finished.stdout + finished.stderr
    assert finished.returncode == 0
    assert "sandbox-pat-secret" not in output
    assert sandbox.clients()[0]["secret"] not in output


def test_a_mistyped_entry_of_the_role_is_refused(play, writes):
    finished = play(
        """\
        tasks:
          - ansible.builtin.include_role:
              name: community.sailpoint.fleet
            vars:
              fleet_clients:
                - name: paris-1
                  cluster: Paris
                  descripton: First
        """
    )

    assert finished.returncode == 2
    assert "descripton" in finished.stdout + finished.stderr
    assert writes() == []
