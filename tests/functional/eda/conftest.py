# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of Event-Driven Ansible."""

from __future__ import annotations

import time

import pytest

from tests.functional.eda.running_source import RunningSource
from tests.tools.link_checkout import COLLECTIONS

SOURCE = "ansible_collections/community/sailpoint/extensions/eda/plugins/event_source/managed_client_status.py"


@pytest.fixture
def paris(sandbox):
    """The cluster Paris, with the client paris-1, which is well: their records."""
    cluster = sandbox.add_clusters("Paris")[0]
    return cluster, sandbox.add_clients({"name": "paris-1", "clusterId": cluster["id"], "status": "NORMAL"})[0]


@pytest.fixture
def watch(sandbox, monkeypatch):
    """Start the event source on the sandbox: ``watch(**arguments)``. It is stopped after the test."""
    for name, value in sandbox.environment().items():
        monkeypatch.setenv(name, value)
    sources = []

    def start(**arguments):
        # One request is not repeated, so that each fault is one failed look.
        source = RunningSource(
            COLLECTIONS / SOURCE, {"interval": 1, "api_version": "v1", "retry_timeout": 0, **arguments}
        )
        sources.append(source)
        return source

    yield start
    for source in sources:
        source.stop()


@pytest.fixture
def looks(sandbox):
    """Wait until the clients were listed so many times more, with success or without: ``looks(2)``."""

    def wait(count, process=None):
        known = _listed(sandbox)
        until(lambda: _listed(sandbox) >= known + count, process)

    return wait


def _listed(sandbox):
    return sum(entry["operation"] == "client.list" for entry in sandbox.log())


def until(condition, process=None, seconds=90):
    """Wait until the condition holds, or fail: after some time, or where the process has ended."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"
        assert process is None or process.poll() is None, "the process has ended"
        time.sleep(0.05)
