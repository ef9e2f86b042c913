# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of a run share: the token, the session of a loop, and what the run deleted."""

from __future__ import annotations

import pytest

from tests.functional.in_process.play import READ


def tokens(sandbox):
    return [entry["operation"] for entry in sandbox.log()].count("token")


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
