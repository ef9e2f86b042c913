# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of the sandbox, in every version, answers as the vendor's specification says.

All other tests that use the fixture ``sandbox`` hold its answers to the specification, too.
"""

from __future__ import annotations

import pytest
import requests

from tests.sandbox.handle import OPENAPI

pytestmark = pytest.mark.skipif(
    not OPENAPI.is_dir(), reason="the vendor's specification is not at hand (../shared/openapi)"
)
VERSIONS = ["v3", "v2024", "v2025", "v2026", "v1"]


@pytest.fixture(name="call")
def fixture_call(sandbox):
    """Send a request with a token: ``call(method, version, service, tail, ...)``."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {sandbox.token()}"

    def call(method, version, service, tail="", **arguments):
        base = f"/{service}/v1" if version == "v1" else f"/{version}/{service}"
        return session.request(method, f"{sandbox.base_url}{base}{tail}", timeout=30, **arguments)

    with session:
        yield call


def patch(path, value):
    operations = [{"op": "replace", "path": path, "value": value}]
    return {"json": operations, "headers": {"Content-Type": "application/json-patch+json"}}


@pytest.mark.parametrize("version", VERSIONS)
def test_clients(sandbox, call, version):
    cluster = sandbox.add_clusters("Paris")[0]
    created = call("POST", version, "managed-clients", json={"clusterId": cluster["id"], "name": "a"}).json()
    one = f"/{created['id']}"

    assert call("GET", version, "managed-clients").json()[0]["name"] == "a"
    assert call("GET", version, "managed-clients", one).json()["clientId"] == created["clientId"]
    assert call("GET", version, "managed-clients", f"{one}/status?type=VA").json()["body"]["os_type"] == "flatcar"
    assert call("PATCH", version, "managed-clients", one, **patch("/name", "b")).json()["name"] == "b"
    health = call("GET", version, "managed-clients", f"{one}/health-indicators")
    assert health.status_code == (404 if version in ("v3", "v2024") else 200)
    assert call("DELETE", version, "managed-clients", one).status_code == 204
    assert call("GET", version, "managed-clients", one).status_code == 404
    assert sandbox.violations() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_clusters(sandbox, call, version):
    created = call("POST", version, "managed-clusters", json={"name": "Paris", "configuration": {"gmtOffset": "-5"}})
    one = f"/{created.json()['id']}"

    assert call("GET", version, "managed-clusters").json()[0]["name"] == "Paris"
    assert call("GET", version, "managed-clusters", one).json()["configuration"] == {"gmtOffset": "-5"}
    assert call("PATCH", version, "managed-clusters", one, **patch("/name", "b")).json()["name"] == "b"
    assert call("GET", version, "managed-clusters", f"{one}/log-config").status_code == 204
    levels = {"rootLevel": "WARN", "logLevels": {"a.b": "TRACE"}, "durationMinutes": 30}
    assert call("PUT", version, "managed-clusters", f"{one}/log-config", json=levels).json()["rootLevel"] == "WARN"
    assert call("GET", version, "managed-clusters", f"{one}/log-config").json()["logLevels"] == {"a.b": "TRACE"}
    assert call("DELETE", version, "managed-clusters", one).status_code == 204
    assert sandbox.violations() == []


@pytest.mark.parametrize("version", VERSIONS)
def test_errors(sandbox, call, version):
    sandbox.add_credential("narrow", "narrow-secret", scopes=["idn:sources:read"], user=True)

    assert call("GET", version, "managed-clients", "?limit=251").status_code == 400
    assert call("GET", version, "managed-clients", "/none").status_code == 404
    assert call("GET", version, "managed-clients", headers={"Authorization": "Bearer x"}).status_code == 401
    sandbox.settings(rate_limit=1)
    assert [call("GET", version, "managed-clients").status_code for _time in range(2)] == [200, 429]
    assert sandbox.violations() == []


def test_an_answer_that_is_not_as_specified_is_found(sandbox, call):
    cluster = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients({"clusterId": cluster["id"], "type": 5})

    call("GET", "v1", "managed-clients")

    assert len(sandbox.violations()) == 1
