# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_cluster_type, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

import pytest

FIELDS = ("type", "pod", "org", "managedProcessIds")


@pytest.fixture(name="run")
def fixture_run(sandbox, run_module):
    """Run one of the modules: ``run(type="harbour")``."""

    def run(*, check_mode=False, **options):
        credentials = sandbox.environment()
        connection = {
            "base_url": credentials["SAIL_BASE_URL"],
            "auth_client_id": credentials["SAIL_CLIENT_ID"],
            "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            "api_version": "v1",
            "consistency_timeout": 0.1,
        }
        return run_module("managed_cluster_type", {**connection, **options}, check_mode=check_mode, diff=True)

    return run


@pytest.fixture(name="harbour")
def fixture_harbour(sandbox):
    """A cluster type with a process."""
    return sandbox.add_cluster_types({"type": "harbour", "managedProcessIds": ["ccg"]})[0]


def declared(sandbox):
    return [tuple(record[field] for field in FIELDS) for record in sandbox.cluster_types()]


def test_create(run, sandbox, writes):
    result = run(type="new", pod="p", org="o", managed_process_ids=["ccg"])

    assert (result["changed"], result["action"], result["patch"]) == (True, "created", [])
    assert result["managed_cluster_type"] == {
        "id": sandbox.cluster_types()[0]["id"],
        "type": "new",
        "pod": "p",
        "org": "o",
        "managed_process_ids": ["ccg"],
    }
    assert [(entry["operation"], entry["body"]) for entry in writes()] == [
        ("cluster_type.create", {"type": "new", "pod": "p", "org": "o", "managedProcessIds": ["ccg"]})
    ]


def test_a_change_sends_only_what_differs(run, sandbox, harbour, writes):
    result = run(type="harbour", org="other", managed_process_ids=["ccg", "charon"])

    assert result["action"] == "patched"
    assert result["patch"] == [
        {"op": "add", "path": "/managedProcessIds/1", "value": "charon"},
        {"op": "replace", "path": "/org", "value": "other"},
    ]
    assert [entry["body"] for entry in writes()] == [{"operations": result["patch"]}]
    assert declared(sandbox) == [("harbour", "sandbox", "other", ["ccg", "charon"])]
    assert result["diff"]["before_header"] == 'managed cluster type "harbour"'


def test_by_id_it_gets_another_type(run, sandbox, harbour):
    assert run(id=harbour["id"], type="quay")["patch"] == [{"op": "replace", "path": "/type", "value": "quay"}]
    assert declared(sandbox) == [("quay", "sandbox", "sandbox", ["ccg"])]


@pytest.mark.parametrize("more", [{"pod": "sandbox"}, {"org": "sandbox", "managed_process_ids": ["ccg"]}])
def test_nothing_is_sent_when_nothing_differs(run, harbour, writes, more):
    result = run(type="harbour", **more)

    assert (result["changed"], result["managed_cluster_type"]["id"]) == (False, harbour["id"])
    assert writes() == []


def test_delete(run, sandbox, harbour):
    assert run(type="harbour", state="absent")["action"] == "deleted"
    assert sandbox.cluster_types() == []
    assert run(type="harbour", state="absent")["changed"] is False


def test_a_typing_error_is_told(run, harbour, writes):
    result = run(type="harbor", state="absent", on_not_found="fail")

    assert result["msg"] == 'managed cluster type "harbor": not found. Did you mean "harbour"?'
    assert writes() == []


def test_check_mode_writes_nothing_and_shows_the_real_diff(run, sandbox, harbour, writes):
    options = {"type": "new", "pod": "p", "org": "o"}
    shown = run(check_mode=True, **options)

    assert writes() == []
    assert run(**options)["diff"] == shown["diff"]


def test_two_of_one_type_are_not_guessed_between(run, sandbox, harbour):
    other = sandbox.add_cluster_types({"type": "harbour", "org": "other"})[0]

    result = run(type="harbour", org="new")

    ids = ", ".join(sorted((harbour["id"], other["id"])))
    assert result["msg"] == (
        f'managed cluster type "harbour" exists 2 times (ids {ids}). Give the id of the one you mean'
    )


def test_a_create_whose_answer_was_lost_is_looked_up(run, sandbox, writes):
    sandbox.fault("cluster_type.create", kind="reset", after=True)

    assert run(type="new", pod="p", org="o")["action"] == "created"
    assert [record["type"] for record in sandbox.cluster_types()] == ["new"]
    assert [entry["operation"] for entry in writes()] == ["cluster_type.create"]


def test_v3_does_not_have_them(run, sandbox):
    result = run(api_version="v3", type="x", org="o")

    assert result["msg"] == (
        "managed cluster types are not available with api_version v3. Set it to one of v2024, v2025, v2026, v1"
    )
    assert [entry for entry in sandbox.log() if entry["operation"] != "token"] == []
