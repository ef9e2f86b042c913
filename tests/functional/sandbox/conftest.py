# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the sandbox's own tests."""

from __future__ import annotations

import pytest
import requests


@pytest.fixture
def call(sandbox):
    """Send a request with a token: ``call(method, path, ...)``; a path without a leading slash is of v1 clients."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {sandbox.token()}"

    def send(method, path="", **arguments):
        path = path if path.startswith("/") else f"/managed-clients/v1{path and '/'}{path}"
        return session.request(method, sandbox.base_url + path, timeout=30, **arguments)

    with session:
        yield send


@pytest.fixture
def paris(sandbox):
    """A cluster."""
    return sandbox.add_clusters("Paris")[0]
