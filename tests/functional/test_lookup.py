# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup managed_client, by ansible-playbook, against the sandbox tenant."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.functional.engines import run_playbook


@pytest.fixture(name="clients")
def fixture_clients(sandbox):
    """Two clients in Paris, and one in Austin that has the name of one of them."""
    paris, austin = (cluster["id"] for cluster in sandbox.add_clusters("Paris", "Austin"))
    return sandbox.add_clients(
        {"name": "a", "clusterId": paris, "ipAddress": "192.0.2.7", "secret": "s3cret-of-a"},
        {"name": "b", "clusterId": paris},
        {"name": "a", "clusterId": austin, "description": "{{ 7 * 7 }}"},
    )


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Evaluate an expression in a playbook: ``play(expression, vars, **environment)``."""

    def play(expression, variables=None, *arguments, tasks=None, **environment):
        writing = {"ansible.builtin.copy": {"content": f"{{{{ {expression} }}}}", "dest": str(tmp_path / "out.json")}}
        content = [
            {
                "hosts": "localhost",
                "gather_facts": False,
                "vars": {"sailpoint_api_version": "v1", **(variables or {})},
                "tasks": tasks or [writing],
            }
        ]
        playbook = tmp_path / "playbook.yml"
        playbook.write_text(yaml.safe_dump(content), encoding="utf-8")
        return run_playbook(playbook, *arguments, environment={**sandbox.environment(), **environment})

    return play


@pytest.fixture(name="value")
def fixture_value(play, tmp_path):
    """The value of an expression."""

    def value(expression, *arguments, **environment):
        finished = play(f"({expression}) | to_json", *arguments, **environment)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))

    return value


@pytest.fixture(name="failure")
def fixture_failure(play):
    """What is said of an expression that cannot be evaluated."""

    def failure(expression, *arguments, **environment):
        finished = play(expression, *arguments, **environment)
        assert finished.returncode == 2
        output = finished.stdout + finished.stderr
        assert "Traceback" not in output
        return output.replace('\\"', '"')

    return failure


def call(*terms, **options):
    arguments = [repr(term) for term in terms] + [f"{name}={value!r}" for name, value in options.items()]
    return f"query('community.sailpoint.managed_client', {', '.join(arguments)})"


def test_a_record_has_no_key(value, sandbox, clients):
    sandbox.switch(secret_on_get=True)

    (record,) = value(call("a", cluster="Paris"))

    assert record["id"] == clients[0]["id"]
    assert record["ip_address"] == "192.0.2.7"
    assert "secret" not in record


def test_a_field(value, clients):
    assert value(call("a", cluster=clients[2]["clusterId"], field="id")) == [clients[2]["id"]]
    assert value(call("a", cluster="Austin", field="description")) == ["{{ 7 * 7 }}"]


def test_a_field_within_the_status(value, clients):
    found = call("a", cluster="Paris", gather=["status"], field="status_details.body.internal_ip")

    assert value(found) == ["192.0.2.7"]


def test_by_id(value, clients):
    assert value(call(clients[2]["id"], by="id", field="name")) == ["a"]


def test_several_terms_are_one_session(value, sandbox, clients):
    assert value(call("b", "a", cluster="Paris", field="id", share_token=False)) == [
        clients[1]["id"],
        clients[0]["id"],
    ]
    token, *lists = (entry["operation"] for entry in sandbox.log())
    assert (token, sorted(lists)) == ("token", ["client.list", "client.list", "cluster.list"])


def test_all_calls_of_a_run_share_a_token(value, sandbox, clients):
    value(f"[{call('b', field='id')}, {call('b', field='name')}]")

    assert [entry["operation"] for entry in sandbox.log()].count("token") == 1


DEFAULTS = [
    (call("b", "none", default="?", field="name"), ["b", "?"]),
    (call("none", default=None), [None]),
    (call("b", field="status_details.body", default="?"), ["?"]),
    (call("00000000000000000000000000000000", by="id", default="?"), ["?"]),
    (call("none", errors="ignore"), []),
]


def test_default(value, clients):
    found = value(f"[{', '.join(expression for expression, _expected in DEFAULTS)}]")

    assert found == [expected for _expression, expected in DEFAULTS]


FAILURES = [
    (call("none"), 'managed client "none" not found. Correct it, or set default'),
    (call("A", cluster="Paris"), 'managed client "A" not found in cluster "Paris"'),
    (call("x", by="id"), 'managed client "x" (id) not found'),
    (call("a", default="?"), 'managed client "a" exists 2 times (ids'),
    (call("b", cluster="Rome", default="?"), 'cluster "Rome" not found'),
    (call("b", field="nothing"), 'managed client "b" has no field nothing. Its fields: id, alert_key'),
    (call(""), "a name or an id is empty"),
    (call("b", feild="id"), "unknown option feild. Valid options:"),
    (call("b", by="clientId"), "clientId"),
    (call("b", auth_client_secret=["hidden"]), "auth_client_secret is a list, not a string. Give one string"),
    (call("b", auth_client_secret=123456), "auth_client_secret is a number, not a string. Put it in quotes"),
    (call("a", 42), "entry 2 of terms is the number 42, not a string. Put it in quotes"),
    (call("b", cluster=42), "cluster is the number 42, not a string. Put it in quotes"),
    (call("b", field=True), "field is the boolean true, not a string. Put it in quotes"),
    (call("b", gather=["health"], api_version="v2024"), "gather: health is not available with api_version v2024"),
]


def test_what_cannot_be_found_is_an_error(play, clients, tmp_path):
    tasks = [
        {
            "ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"},
            "register": f"result{number}",
            "ignore_errors": True,
        }
        for number, (expression, _message) in enumerate(FAILURES)
    ]
    messages = ", ".join(f"result{number}.msg" for number in range(len(FAILURES)))
    writing = {
        "ansible.builtin.copy": {"content": f"{{{{ [{messages}] | to_json }}}}", "dest": str(tmp_path / "out.json")}
    }

    finished = play("", None, tasks=[*tasks, writing])

    assert "Traceback" not in finished.stdout + finished.stderr
    said = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    for text, (_expression, message) in zip(said, FAILURES, strict=True):
        assert message in text
        assert "123456" not in text


def test_a_fault_is_an_error_without_a_secret(failure, sandbox, clients):
    sandbox.fault("client.list", kind="answer", status=400, body={"message": "you sent {authorization}"})

    output = failure(call("b"))

    assert "could not list managed clients" in output
    assert "********" in output
    assert "sandbox-pat-secret" not in output


def test_the_connection_comes_from_variables_that_may_be_templates(value, sandbox, clients):
    credentials = sandbox.environment()
    variables = {
        "sailpoint_base_url": "{{ tenants.lab.url }}",
        "sailpoint_auth_client_id": credentials["SAIL_CLIENT_ID"],
        "sailpoint_auth_client_secret": "{{ tenants.lab.secret }}",
        "tenants": {"lab": {"url": sandbox.base_url, "secret": credentials["SAIL_CLIENT_SECRET"]}},
    }

    assert value(call("b", field="name"), variables, **dict.fromkeys(credentials, "")) == ["b"]


def test_the_connection_comes_from_arguments(value, sandbox, clients):
    credentials = sandbox.environment()
    expression = call("b", field="name", base_url=sandbox.base_url, access_token=sandbox.token())

    assert value(expression, **dict.fromkeys(credentials, "")) == ["b"]


def test_null_is_not_given_and_an_empty_connection_option_neither(value, clients):
    variables = {"sailpoint_timeout": "", "sailpoint_base_url": None, "sailpoint_proxy": "{{ nothing }}", "nothing": ""}

    found = call("b", field="name", cluster=None, gather=None, by=None, base_url="", timeout=None)

    assert value(found, variables, SAIL_API_VERSION="") == ["b"]


def test_a_variable_of_the_connection_is_a_text(failure, clients):
    said = failure(call("b"), {"sailpoint_auth_client_id": 42})

    assert "auth_client_id is the number 42, not a string. Put it in quotes" in said


def test_in_a_loop_and_in_check_mode(play, sandbox, clients):
    task = {
        "ansible.builtin.debug": {"msg": "{{ lookup('community.sailpoint.managed_client', item, field='id') }}"},
        "loop": ["b", "b"],
    }

    finished = play("", None, "--check", tasks=[task])

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.count(clients[1]["id"]) >= 2
    assert [entry["method"] for entry in sandbox.log() if entry["operation"] != "token"] == ["GET", "GET"]
