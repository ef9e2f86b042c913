# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read, in how many requests, with which connection, and what is kept."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.functional.inventory.listing import hosts, members


def test_a_thousand_clients_take_one_request_a_page_and_one_for_the_token(listed, sandbox, clusters):
    sandbox.add_clients(*({"name": f"va-{number}", "clusterId": clusters[0]["id"]} for number in range(1000)))

    inventory = listed()

    assert len(hosts(inventory)) == 1000
    assert [entry["operation"] for entry in sandbox.log()] == ["token", *["client.list"] * 4]


def test_names_of_clusters_take_one_request_more(listed, sandbox, clients):
    inventory = listed(cluster_names=True, group_by=["cluster"])

    assert members(inventory) == {
        "sailpoint_cluster_Austin": ["austin-1"],
        "sailpoint_cluster_Paris": ["paris-1", "paris-2"],
    }
    told = inventory["_meta"]["hostvars"]["paris-1"]["sailpoint_client"]
    assert (told["cluster_name"], told["cluster_upgrade"]["update_available"]) == ("Paris", False)
    assert len(sandbox.log()) == 3


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (["Paris"], ["paris-1", "paris-2"]),
        ([1], ["austin-1"]),
        (["Paris", "Austin"], ["austin-1", "paris-1", "paris-2"]),
        ([], ["austin-1", "paris-1", "paris-2"]),
    ],
)
def test_clusters_are_chosen_by_name_or_id(listed, sandbox, clusters, clients, chosen, expected):
    references = [clusters[entry]["id"] if isinstance(entry, int) else entry for entry in chosen]

    assert hosts(listed(clusters=references)) == expected
    assert len(sandbox.log()) <= 3


def test_clusters_may_be_a_template(listed, clients):
    assert hosts(listed("-e", '{"ours": ["Austin"]}', clusters="{{ ours }}")) == ["austin-1"]


def test_null_is_not_given_and_an_empty_connection_option_neither(run, write, clients):
    path = write(base_url="", api_version=None, timeout="", ca_path="{{ nothing }}", clusters=None, group_prefix=None)
    variables = ("-e", "sailpoint_proxy=", "-e", '{"sailpoint_auth_client_id": null, "nothing": ""}')

    finished = run("ansible-inventory", "-i", path, "--list", *variables, SAIL_API_VERSION="")

    assert finished.returncode == 0, finished.stderr
    assert len(hosts(json.loads(finished.stdout))) == 3


def test_status_is_read_within_the_rate_limit(listed, sandbox, clusters):
    sandbox.add_clients(*({"name": f"va-{number}", "clusterId": clusters[0]["id"]} for number in range(50)))
    sandbox.settings(rate_limit=20, rate_window=1.0)

    assert len(hosts(listed(status=True, rate_limit=20, rate_window=1.0))) == 50
    assert {entry["status"] for entry in sandbox.log()} == {200}


def test_an_api_client_can_read_all_but_the_names_of_clusters(run, write, sandbox, clients):
    credentials = sandbox.environment(api_client=True)

    assert run("ansible-inventory", "-i", write(), "--list", **credentials).returncode == 0
    refused = run("ansible-inventory", "-i", write(cluster_names=True), "--list", **credentials)
    assert "could not list managed clusters: 403" in " ".join(refused.stderr.split())


def test_the_connection_comes_from_extra_variables(run, write, sandbox, clients, tmp_path):
    credentials = sandbox.environment()
    variables = tmp_path / "extra.yml"
    variables.write_text(
        yaml.safe_dump(
            {
                "sailpoint_base_url": "{{ where }}",
                "where": credentials["SAIL_BASE_URL"],
                "sailpoint_auth_client_id": credentials["SAIL_CLIENT_ID"],
                "sailpoint_auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            }
        ),
        encoding="utf-8",
    )
    nothing = dict.fromkeys(credentials, "")

    finished = run("ansible-inventory", "-i", write(), "--graph", "-e", f"@{variables}", **nothing)

    assert finished.returncode == 0, finished.stderr
    assert "--paris-1" in finished.stdout


def test_a_playbook_and_its_inventory_share_a_token(run, write, sandbox, clients, tmp_path):
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(
        """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_client_info:
        api_version: v1
""",
        encoding="utf-8",
    )

    finished = run("ansible-playbook", "-i", write(), str(playbook))

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert sorted(entry["operation"] for entry in sandbox.log()) == [
        "client.list",
        "client.list",
        "cluster.list",
        "token",
    ]


def test_the_cache_is_used_without_a_request_and_holds_no_secret(listed, sandbox, clients, tmp_path, all_secrets):
    sandbox.switch(secret_on_get=True)
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    first = listed(**cache)
    sandbox.clear_log()

    assert listed(**cache) == first
    assert sandbox.log() == []
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "cache").iterdir())
    assert "paris-2" in kept
    assert not [secret for secret in all_secrets if secret in kept]


def test_what_is_kept_is_kept_for_each_choice_and_tenant_apart(listed, sandbox, clients, tmp_path):
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    listed(**cache)

    assert hosts(listed(**cache, clusters=["Austin"])) == ["austin-1"]
    # The same file, and another base URL.
    other = sandbox.base_url.replace("127.0.0.1", "localhost")
    sandbox.clear_log()
    assert len(hosts(listed(**cache, base_url=other))) == 3
    assert len(sandbox.log()) == 2


def test_another_credential_does_not_see_what_is_kept(run, write, sandbox, clients, tmp_path):
    path = write(cache=True, cache_plugin="ansible.builtin.jsonfile", cache_connection=str(tmp_path / "cache"))

    def graph(**environment):
        return run("ansible-inventory", "-i", path, "--graph", **environment)

    nothing = dict.fromkeys(("SAIL_CLIENT_ID", "SAIL_CLIENT_SECRET"), "")
    first = sandbox.token()
    for environment in ({}, {**nothing, "SAIL_ACCESS_TOKEN": first}):
        assert "--paris-1" in graph(**environment).stdout
        sandbox.clear_log()
        assert "--paris-1" in graph(**environment).stdout
        assert sandbox.log() == []

    for environment in (
        {**nothing, "SAIL_ACCESS_TOKEN": "of-somebody-else"},
        {"SAIL_CLIENT_SECRET": "of-somebody-else"},
        {"SAIL_CLIENT_ID": "of-somebody-else"},
    ):
        finished = graph(**environment)
        assert finished.returncode != 0
        assert "paris-1" not in finished.stdout
    assert not [path for path in (tmp_path / "cache").iterdir() if first in path.name + path.read_text("utf-8")]


def test_flush_cache_reads_anew(run, write, sandbox, clients, tmp_path):
    path = write(cache=True, cache_plugin="ansible.builtin.jsonfile", cache_connection=str(tmp_path / "cache"))
    playbook = tmp_path / "playbook.yml"
    playbook.write_text("- hosts: all\n  gather_facts: false\n  tasks: []\n", encoding="utf-8")
    run("ansible-playbook", "-i", path, str(playbook))
    sandbox.clear_log()

    assert run("ansible-playbook", "-i", path, "--flush-cache", str(playbook)).returncode == 0
    assert len(sandbox.log()) == 2
