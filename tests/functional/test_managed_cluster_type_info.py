# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_cluster_type_info, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

import pytest


@pytest.fixture(name="run")
def fixture_run(sandbox, run_module):
    """Run the module: ``run(type="harbour")``."""

    def run(*, check_mode=False, **options):
        credentials = sandbox.environment()
        connection = {
            "base_url": credentials["SAIL_BASE_URL"],
            "auth_client_id": credentials["SAIL_CLIENT_ID"],
            "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            "api_version": "v1",
            "consistency_timeout": 0.1,
        }
        return run_module("managed_cluster_type_info", {**connection, **options}, check_mode=check_mode, diff=True)

    return run


@pytest.fixture(name="harbour")
def fixture_harbour(sandbox):
    """A cluster type with a process."""
    return sandbox.add_cluster_types({"type": "harbour", "managedProcessIds": ["ccg"]})[0]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, ["a", "b", "b"]),
        ({"type": "b"}, ["b", "b"]),
        ({"type": "B"}, []),
        ({"org": "other"}, ["b"]),
        ({"pod": "sandbox", "type": "a"}, ["a"]),
    ],
)
def test_info(run, sandbox, options, found):
    sandbox.add_cluster_types({"type": "b"}, {"type": "b", "org": "other"}, {"type": "a"})

    result = run(**options)

    assert [record["type"] for record in result["managed_cluster_types"]] == found


def test_info_by_id(run, harbour):
    assert run(id=harbour["id"])["managed_cluster_types"][0]["type"] == "harbour"
    assert run(id="none")["msg"] == 'managed cluster type "none" (id) not found'


def test_v3_does_not_have_them(run, sandbox):
    assert "managed cluster types are not available with api_version v3" in run(api_version="v3")["msg"]
    assert [entry for entry in sandbox.log() if entry["operation"] != "token"] == []
