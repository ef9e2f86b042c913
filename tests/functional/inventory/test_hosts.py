# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and groups: what they are called, what variables they have."""

from __future__ import annotations

import pytest
import yaml

from tests.functional.inventory.listing import hosts, members


def test_clients_are_hosts_in_groups(listed, clusters, clients):
    inventory = listed()

    paris, austin = (cluster["id"] for cluster in clusters)
    assert members(inventory) == {
        f"sailpoint_cluster_{paris}": ["paris-1", "paris-2"],
        f"sailpoint_cluster_{austin}": ["austin-1"],
        "sailpoint_status_NORMAL": ["paris-1"],
        "sailpoint_status_NOT_CONFIGURED": ["austin-1", "paris-2"],
        "sailpoint_type_VA": ["paris-1", "paris-2"],
        "sailpoint_type_CCG": ["austin-1"],
        "sailpoint_version_va_610": ["paris-1"],
    }
    variables = inventory["_meta"]["hostvars"]["paris-1"]
    assert list(variables) == ["sailpoint_client"]
    assert variables["sailpoint_client"]["id"] == clients[0]["id"]
    assert variables["sailpoint_client"]["ip_address"] == "192.0.2.7"


def test_a_tenant_without_clients_is_an_inventory_without_hosts(listed, sandbox):
    assert hosts(listed()) == []


@pytest.mark.parametrize("name", ["prod.sailpoint.yaml", "managed_clients.yml", "my_managed_clients.yaml"])
def test_names_of_files(listed, clients, name):
    assert len(hosts(listed(name=name))) == 3


def test_status_gives_the_address(listed, sandbox, clients):
    variables = listed(status=True)["_meta"]["hostvars"]

    assert variables["paris-1"]["ansible_host"] == "192.0.2.7"
    assert "ansible_host" not in variables["paris-2"]
    assert variables["paris-2"]["sailpoint_client"]["status_details"]["status"] == "NOT_CONFIGURED"
    assert [entry["operation"] for entry in sandbox.log()].count("client.status") == 3


def test_hostile_names_are_safe(listed, sandbox, clusters):
    names = [" a b ", "a[1:3]", "../../x", "-e", "{{ 7*7 }}", "ü\u0007", "localhost", "東京", "a,b:&!c", "  "]
    records = sandbox.add_clients(*({"name": name, "clusterId": clusters[0]["id"]} for name in names))

    inventory = listed()

    assert hosts(inventory) == sorted(
        ["a_b", "a_1_3_", "___.._x", "_e", "___7_7___", "ü_", "localhost_", "東京", "a_b___c", records[-1]["id"]]
    )


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "lookup('ansible.builtin.pipe', 'id')", "#jinja2:x\n", "{% if %}"])
def test_texts_of_the_api_are_never_evaluated(run, write, sandbox, clusters, tmp_path, text):
    sandbox.add_clients({"name": "a", "clusterId": clusters[0]["id"], "description": text})
    playbook = tmp_path / "playbook.yml"
    task = {
        "ansible.builtin.copy": {
            "content": "{{ sailpoint_client.description }}|{{ composed }}",
            "dest": str(tmp_path / "out"),
        },
        "delegate_to": "localhost",
    }
    playbook.write_text(yaml.safe_dump([{"hosts": "a", "gather_facts": False, "tasks": [task]}]), encoding="utf-8")

    finished = run("ansible-playbook", "-i", write(compose={"composed": "sailpoint_client.description"}), str(playbook))

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert (tmp_path / "out").read_text(encoding="utf-8") == f"{text}|{text}"


@pytest.mark.parametrize(("first", "second"), [("a b", "a_b"), ("same", "same")])
def test_two_clients_that_would_be_one_host_are_refused(refused, sandbox, clusters, first, second):
    records = sandbox.add_clients(
        {"name": first, "clusterId": clusters[0]["id"]}, {"name": second, "clusterId": clusters[1]["id"]}
    )

    message = refused()

    for record, name in zip(records, (first, second)):
        assert f'managed client "{name}" (id {record["id"]})' in message
    assert "Rename one of them, or set hostname to id" in message


def test_two_clusters_that_would_be_one_group_are_refused(refused, listed, sandbox):
    first, second = sandbox.add_clusters("P 1", "P-1")
    sandbox.add_clients({"name": "a", "clusterId": first["id"]}, {"name": "b", "clusterId": second["id"]})

    message = refused(cluster_names=True)

    assert "would both become the group sailpoint_cluster_P_1" in message
    assert hosts(listed(cluster_names=True, group_by=["status"])) == ["a", "b"]


def test_constructed_groups_and_variables(listed, clients):
    inventory = listed(
        "-e",
        "site=lab",
        strict=True,
        use_extra_vars=True,
        leading_separator=False,
        group_by=[],
        keyed_groups=[{"key": "sailpoint_client.status", "prefix": ""}],
        groups={"up": "sailpoint_client.status == 'NORMAL'"},
        compose={"place": "site ~ '-' ~ sailpoint_client.type"},
    )

    assert members(inventory) == {
        "NORMAL": ["paris-1"],
        "NOT_CONFIGURED": ["austin-1", "paris-2"],
        "up": ["paris-1"],
    }
    place = inventory["_meta"]["hostvars"]["paris-1"]["place"]
    assert place in ("lab-VA", {"__ansible_unsafe": "lab-VA"})


def test_a_playbook_runs_on_the_clients(run, write, clients, tmp_path):
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(
        """\
- hosts: sailpoint_cluster_Paris:&sailpoint_status_NORMAL
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "{{ inventory_hostname }} is {{ sailpoint_client.id }} at {{ ansible_host }}"
""",
        encoding="utf-8",
    )

    finished = run("ansible-playbook", "-i", write(status=True, cluster_names=True), str(playbook))

    assert f"paris-1 is {clients[0]['id']} at 192.0.2.7" in finished.stdout
    assert "paris-2" not in finished.stdout
