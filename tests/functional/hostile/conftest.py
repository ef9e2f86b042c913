# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests with a server that means harm: run a module, and look at its memory."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.functional.engines import MODULE_PYTHON, clean_environment

MAX_MEMORY = 400 * 2**20
"""In bytes. A module takes 50 MB or so, and the longest answer that is read is 16 MB of JSON."""


@pytest.fixture(name="run")
def fixture_run(sandbox):
    """Run a module against the sandbox: its result, after its memory was looked at."""
    # What is scripted here is not in the specification.
    sandbox.settings(validate=False)

    def run(module="managed_client_info", **options):
        arguments = {
            "api_version": "v1",
            "timeout": 1,
            "retry_timeout": 1,
            "consistency_timeout": 0,
            "rate_limit": 0,
            **options,
        }
        with subprocess.Popen(
            [MODULE_PYTHON, "-m", f"ansible_collections.community.sailpoint.plugins.modules.{module}"],
            env=clean_environment(sandbox.environment()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            json.dump({"ANSIBLE_MODULE_ARGS": arguments}, process.stdin)
            process.stdin.close()
            output, errors = process.stdout.read(), process.stderr.read()
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert errors == ""
        assert usage.ru_maxrss * 1024 < MAX_MEMORY
        assert "Traceback" not in output
        assert "internal error" not in output
        return json.loads(output)

    return run


@pytest.fixture(name="list_at")
def fixture_list_at(run):
    """List the clusters at a server, with a token that is given: each request is for the list."""

    def list_at(server, **options):
        return run("managed_cluster_info", base_url=server.url, access_token="given-token", **options)

    return list_at
