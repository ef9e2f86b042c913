# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory is whole, or there is an error of one line, without a secret and without a host."""

from __future__ import annotations

import json

import pytest

from tests.functional.inventory.listing import hosts, members


def test_an_unknown_cluster_is_an_error(refused, clients):
    assert 'cluster "Rome" not found' in refused(clusters=["Paris", "Rome"])


@pytest.mark.parametrize(
    "options",
    [
        {"compose": {"x": "sailpoint_client.nothing.at_all"}},
        {"groups": {"x": "sailpoint_client.nothing.at_all"}},
        {"keyed_groups": [{"key": "sailpoint_client.nothing.at_all", "prefix": "x"}]},
    ],
)
def test_strict_leaves_no_host(refused, listed, clients, options):
    assert "Could not" in refused(strict=True, **options)
    assert len(hosts(listed(strict=False, **options))) == 3


def test_what_other_sources_gave_stays_as_it_was(run, write, clients, tmp_path):
    static = tmp_path / "static.ini"
    static.write_text("[mine]\nparis-1 ansible_host=198.51.100.1\nother\n", encoding="utf-8")
    arguments = ("-i", str(static), "-i", write(status=True, strict=True, compose={"x": "sailpoint_client.no.no"}))

    finished = run("ansible-inventory", *arguments, "--list", ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="false")

    inventory = json.loads(finished.stdout)
    assert members(inventory) == {"mine": ["other", "paris-1"]}
    assert inventory["_meta"]["hostvars"] == {"paris-1": {"ansible_host": "198.51.100.1"}}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"clusters": ["Paris", 42]}, "entry 2 of clusters is the number 42, not a string. Put it in quotes"),
        ({"clusters": 42}, "clusters is the number 42, not a string. Put it in quotes"),
        ({"group_prefix": 42}, "group_prefix is the number 42, not a string. Put it in quotes"),
        ({"auth_client_secret": 123456}, "auth_client_secret is a number, not a string. Put it in quotes"),
    ],
)
def test_a_number_is_no_text(refused, clients, options, said):
    output = " ".join(refused(**options).split())

    assert said in output
    assert "123456" not in output


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("token", {"kind": "answer", "status": 401}),
        ("client.list", {"kind": "answer", "status": 403}),
        ("client.list", {"kind": "answer", "status": 503, "times": 9}),
        ("client.list", {"kind": "answer", "after": True, "sent": 0.5, "times": 9}),
        ("client.list", {"kind": "reset", "times": 9}),
        ("client.status", {"kind": "answer", "status": 404}),
        ("client.status", {"kind": "reset", "after": True, "times": 9}),
    ],
)
def test_a_fault_is_an_error_and_leaves_no_host(run, write, sandbox, clients, operation, fault):
    sandbox.fault(operation, **fault)

    finished = run(
        "ansible-inventory",
        "-i",
        write(status=True, retry_timeout=0),
        "--list",
        ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="false",
    )

    assert json.loads(finished.stdout)["_meta"]["hostvars"] == {}
    assert "could not" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("by", ["remove", "insert", "reorder"])
def test_a_list_that_changes_while_it_is_read_is_read_whole(listed, sandbox, clusters, by):
    sandbox.add_clients(*({"name": f"va-{number}", "clusterId": clusters[0]["id"]} for number in range(600)))
    body = {"name": "va-new", "clusterId": clusters[0]["id"]} if by == "insert" else None
    sandbox.fault("client.list", kind="shift", by=by, after=True, body=body)

    assert hosts(listed()) == sorted(client["name"] for client in sandbox.clients())


def test_a_busy_tenant_is_waited_for(run, write, sandbox, clusters):
    sandbox.add_clients(*({"name": f"va-{number}", "clusterId": clusters[0]["id"]} for number in range(600)))
    sandbox.fault("client.list", kind="answer", status=429, times=3, headers={"Retry-After": "0"})

    finished = run("ansible-inventory", "-i", write(), "--list")

    assert len(hosts(json.loads(finished.stdout))) == 600
    said = " ".join(finished.stderr.split())
    contended = "another job or program uses the same credential and exhausts its rate limit (429)"
    assert said.count(contended) == 1


@pytest.mark.parametrize("refused", [False, True])
def test_no_secret_is_shown(run, write, sandbox, clients, refused, all_secrets):
    sandbox.switch(secret_on_get=True)
    if refused:
        sandbox.fault("client.list", kind="answer", status=400, body={"message": "you sent {authorization}"})
    path = write(auth_client_secret="{{ lookup('ansible.builtin.env', 'HIDDEN') }}", status=True)

    finished = run(
        "ansible-inventory", "-i", path, "--list", "-vvvv", SAIL_CLIENT_SECRET="", HIDDEN="sandbox-pat-secret"
    )

    output = finished.stdout + finished.stderr
    assert ("paris-2" in output) != refused
    assert ("you sent Bearer ********" in " ".join(output.split())) == refused
    assert not [secret for secret in all_secrets if secret in output]


def test_a_secret_that_is_no_text_is_not_repeated(refused, clients):
    message = refused(auth_client_secret=["s3cret-in-a-list"])

    assert "auth_client_secret is a list, not a string. Give one string" in message
    assert "s3cret-in-a-list" not in message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"clustres": ["Paris"]}, "unknown option clustres. Valid options:"),
        ({"api_version": "v9"}, "v9"),
        ({"base_url": "{{ nothing }}"}, "could not render the option base_url"),
        ({"base_url": "http://tenant.example.com"}, "credentials are sent over https only"),
        ({"timeout": 0}, "timeout is 0.0. Give a number from 1 to 3600"),
    ],
)
def test_unusable_options_are_named(refused, sandbox, clients, options, message):
    assert message in refused(**options)
    assert sandbox.log() == []


@pytest.mark.parametrize(
    ("name", "enabled"),
    [
        ("my-inventory.yml", False),
        ("Sailpoint.yaml", False),
        ("my-inventory.yml", True),
        ("sailpoint.yaml.txt", True),
        ("sailpoint", True),
    ],
)
def test_a_misnamed_file_is_told_what_it_must_be_called(refused, run, write, sandbox, tmp_path, name, enabled):
    settings = {"ANSIBLE_INVENTORY_ENABLED": "community.sailpoint.managed_clients,yaml"} if enabled else {}

    finished = run("ansible-inventory", "-i", write(name), "--list", **settings)

    # Before ansible-core 2.19, Ansible breaks the lines of a warning, also within words.
    said = "".join(finished.stderr.split())
    text = (
        f'{name}" has an unsupported file name. The name must end in managed_clients.yml, managed_clients.yaml, '
        "sailpoint.yml"
    )
    assert finished.returncode != 0
    assert "".join(text.split()) in said
    assert "Traceback" not in said
    assert sandbox.log() == []


@pytest.mark.parametrize(
    "text", ["- a\n", "all: {hosts: {web: }}\n", "", "plugin: community.sailpoint.managed_client\n"]
)
def test_a_file_of_that_name_that_is_not_for_the_plugin(run, sandbox, tmp_path, text):
    path = tmp_path / "sailpoint.yml"
    path.write_text(text, encoding="utf-8")
    enabled = {"ANSIBLE_INVENTORY_ENABLED": "community.sailpoint.managed_clients,yaml"}

    finished = run("ansible-inventory", "-i", str(path), "--list", **enabled)

    assert ("web" in finished.stdout) == text.startswith("all:")
    assert "has no attribute" not in finished.stderr
    assert "Traceback" not in finished.stderr
    assert sandbox.log() == []
