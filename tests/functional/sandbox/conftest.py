# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the sandbox's own tests."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox import Sandbox


class Api:
    """The API of a sandbox, spoken plainly, as the user of the personal access token."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._base_url = sandbox.base_url
        self.session = requests.Session()
        self.session.trust_env = False
        self._authorize(sandbox.token())

    def __call__(self, method: str, path: str = "", **arguments: Any) -> requests.Response:
        """Send a request. A path without a leading slash is one of the clients in v1."""
        if not path.startswith("/"):
            path = f"/managed-clients/v1{'' if path[:1] in ('', '?') else '/'}{path}"
        return self.session.request(method, self._base_url + path, timeout=30, **arguments)

    def token(self, client_id: str, client_secret: str, **more: str) -> requests.Response:
        """Ask for a token."""
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret, **more}
        return self.session.post(f"{self._base_url}/oauth/token", data=form, timeout=30)

    def use(self, client_id: str, client_secret: str) -> None:
        """Speak as another from now on."""
        self._authorize(self.token(client_id, client_secret).json()["access_token"])

    def _authorize(self, token: str) -> None:
        self.session.headers["Authorization"] = f"Bearer {token}"


@pytest.fixture
def call(sandbox):
    """The API of the sandbox: ``call(method, path, ...)``. What is sent may be wrong on purpose."""
    sandbox.settings(validate_requests=False)
    api = Api(sandbox)
    with api.session:
        yield api


@pytest.fixture
def paris(sandbox):
    """A cluster."""
    return sandbox.add_clusters("Paris")[0]
