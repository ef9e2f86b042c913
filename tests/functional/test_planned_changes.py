# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode sees planned changes: a whole playbook shows the same as its real run."""

from __future__ import annotations

import re

import pytest

from tests.functional.engines import EXPECTED, run_playbook, warnings_in
from tests.sandbox import Sandbox

EXPECTED_TOO = f"{EXPECTED}|other clusters are not changed|nothing to delete|runs as a module"

WHOLE = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome}
    - community.sailpoint.managed_client: {name: "{{ item }}", cluster: Rome}
      loop: [rome-1, rome-2]
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome, description: second look}
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome, description: third look}
    - community.sailpoint.managed_cluster_log_config: {cluster: Rome, root_level: DEBUG, log_levels: {a.b: TRACE}}
    - community.sailpoint.managed_cluster_log_config: {cluster: Rome, root_level: DEBUG}
    - community.sailpoint.managed_client_info: {cluster: Rome}
      register: found
    - ansible.builtin.debug: {msg: "{{ found.managed_clients | map(attribute='name') | list }}"}
    - ansible.builtin.debug:
        msg: "{{ lookup('community.sailpoint.managed_client', 'rome-1', cluster='Rome').description }}"
    - community.sailpoint.managed_cluster: {name: Roma, previous_name: Rome, description: renamed}
    - community.sailpoint.managed_client: {name: rome-2, cluster: Roma, state: absent}
    - community.sailpoint.managed_client: {name: rome-2, cluster: Roma, description: anew}
    - community.sailpoint.managed_client: {name: rome-2, cluster: Roma, type: CCG, recreate: true}
    - community.sailpoint.managed_client: {name: paris-1, cluster: Roma}
    - community.sailpoint.managed_client: {name: paris-1, cluster: Paris, state: absent}
    - community.sailpoint.managed_cluster: {name: Paris, state: absent}
    - community.sailpoint.managed_cluster: {name: Paris, description: anew}
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: community.sailpoint.fleet}
      vars:
        fleet_clusters: [{name: Roma}, {name: Oslo}, {name: Austin, description: new}]
        fleet_clients:
          - {name: rome-1, cluster: Roma, description: of the fleet}
          - {name: oslo-1, cluster: Oslo}
        fleet_log_levels: [{cluster: Oslo, root_level: DEBUG}, {cluster: Roma, root_level: INFO}]
        fleet_purge: true
        fleet_purge_clusters: [Roma]
    - community.sailpoint.managed_cluster: {name: Oslo, state: absent, remove_clients: true}
    - community.sailpoint.managed_cluster_info:
      register: found
    - ansible.builtin.debug: {msg: "{{ found.managed_clusters | map(attribute='name') | list }}"}
"""


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run a playbook against the sandbox: ``play(text, *arguments)`` returns what it shows."""

    def run(text, *arguments, environment=None):
        path = tmp_path / "play.yml"
        path.write_text(text, encoding="utf-8")
        credentials = {**sandbox.environment(), "SAIL_API_VERSION": "v1", **(environment or {})}
        finished = run_playbook(path, "--diff", *arguments, environment=credentials, expected=EXPECTED_TOO)
        return finished.stdout, finished.stderr

    return run


def comparable(output):
    """The output without the moments at which log levels end."""
    return re.sub(r"20\d\d-\d\d-\d\dT[\d:.]+Z", "then", output)


def seed(sandbox):
    sandbox.reset()
    paris, _austin = sandbox.add_clusters("Paris", "Austin")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})


def test_a_playbook_in_check_mode_shows_what_its_real_run_shows(sandbox, play, writes):
    seed(sandbox)
    planned, _asked = play(WHOLE, "--check")
    assert writes() == []
    assert "failed=0" in planned, planned
    done, _asked = play(WHOLE)

    assert comparable(planned) == comparable(done)
    assert "not-yet-known" not in planned
    assert sorted(cluster["name"] for cluster in sandbox.clusters()) == ["Austin", "Paris", "Roma"]


KEYWORDS = {
    "task": """\
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome}
      check_mode: true
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
      check_mode: true
""",
    "block": """\
  tasks:
    - check_mode: true
      block:
        - community.sailpoint.managed_cluster: {name: Rome}
        - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
""",
    "play": """\
  check_mode: true
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome}
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
""",
    "role": """\
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome}
      check_mode: true
    - ansible.builtin.include_role: {name: community.sailpoint.fleet, apply: {check_mode: true}}
      vars: {fleet_clients: [{name: rome-1, cluster: Rome}]}
""",
}


@pytest.mark.parametrize("way", KEYWORDS)
def test_check_mode_by_keyword_foresees_too(play, sandbox, writes, way):
    output, _asked = play("- hosts: localhost\n  gather_facts: false\n" + KEYWORDS[way])

    assert "failed=0" in output, output
    assert 'managed client "rome-1" in Rome' in output
    assert writes() == []
    assert sandbox.clusters() == []


def test_a_real_task_sees_what_is_and_what_it_does_counts(play, sandbox):
    output, _asked = play(
        """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome, description: planned}
      check_mode: true
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
      check_mode: true
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
      register: real
      failed_when: "'not found' not in real.msg"
    - community.sailpoint.managed_cluster: {name: Rome, description: real}
    - community.sailpoint.managed_cluster: {name: Rome, description: real}
      check_mode: true
      register: again
      failed_when: again is changed
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
      check_mode: true
      register: again
      failed_when: again is changed
    - community.sailpoint.managed_client: {name: rome-1, cluster: Rome}
    - community.sailpoint.managed_client: {name: rome-1, description: anywhere}
      check_mode: true
      register: again
      failed_when: again.action != "patched"
"""
    )

    assert "failed=0" in output, output
    assert [(one["name"], one["description"]) for one in sandbox.clusters()] == [("Rome", "real")]
    assert len(sandbox.clients()) == 1


def test_two_tenants_are_kept_apart(play, sandbox):
    with Sandbox.start() as other:
        credentials = {name.replace("SAIL_", "OTHER_"): value for name, value in other.environment().items()}
        output, _asked = play(
            """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome}
    - community.sailpoint.managed_cluster_info:
        base_url: "{{ lookup('env', 'OTHER_BASE_URL') }}"
        auth_client_id: "{{ lookup('env', 'OTHER_CLIENT_ID') }}"
        auth_client_secret: "{{ lookup('env', 'OTHER_CLIENT_SECRET') }}"
      register: other
    - community.sailpoint.managed_cluster_info:
      register: same
    - ansible.builtin.assert:
        that:
          - other.managed_clusters == []
          - same.managed_clusters | length == 1
          - same.managed_clusters[0].id is none
""",
            "--check",
            environment=credentials,
        )

    assert "failed=0" in output, output


def test_eight_hosts_that_foresee_one_cluster_foresee_one(play, tmp_path):
    hosts = tmp_path / "hosts"
    hosts.write_text("".join(f"h{number} ansible_connection=local\n" for number in range(8)), encoding="utf-8")
    output, _asked = play(
        """\
- hosts: all
  gather_facts: false
  vars: {ansible_python_interpreter: "{{ ansible_playbook_python }}"}
  tasks:
    - community.sailpoint.managed_cluster: {name: Rome}
    - community.sailpoint.managed_client: {name: "{{ inventory_hostname }}", cluster: Rome}
    - community.sailpoint.managed_client_info: {cluster: Rome}
      run_once: true
      register: found
    - ansible.builtin.assert: {that: found.managed_clients | length == 8}
""",
        "--check",
        *("--forks", "8", "-i", str(hosts)),
    )

    assert "failed=1" not in output, output


def test_a_task_that_runs_as_a_module_says_that_it_cannot_foresee(play):
    output, errors = play(KEYWORDS_WHOLE, "--check", environment={"SAILPOINT_IN_PROCESS": "never"})

    assert 'cluster "Rome" not found' in output
    assert any("cannot see the changes that earlier tasks would make" in text for text in warnings_in(errors))


KEYWORDS_WHOLE = "- hosts: localhost\n  gather_facts: false\n" + KEYWORDS["play"]
