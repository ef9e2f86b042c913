# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of the sandbox, in every version, answers as our statement of the API says (``tests/specification``).

All other tests that use a sandbox hold requests and answers to it, too.
"""

from __future__ import annotations

import pytest
import requests
from openapi_spec_validator import validate

from tests.specification import VERSIONS, document, versioned


@pytest.fixture(name="call")
def fixture_call(sandbox):
    """Send a request with a token: ``call(method, version, service, tail, ...)``, or ``call(method, url, ...)``."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {sandbox.token()}"

    def call(method, version, service="", tail="", **arguments):
        base = versioned(f"/{service}", version) if service else version
        return session.request(method, f"{sandbox.base_url}{base}{tail}", timeout=30, **arguments)

    with session:
        yield call


def patch(path, value):
    operations = [{"op": "replace", "path": path, "value": value}]
    return {"json": operations, "headers": {"Content-Type": "application/json-patch+json"}}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_statement_is_openapi(version):
    validate(document(version))


@pytest.mark.parametrize("version", VERSIONS)
def test_clients(sandbox, call, version):
    cluster = sandbox.add_clusters("Paris")[0]
    created = call("POST", version, "managed-clients", json={"clusterId": cluster["id"], "name": "a"}).json()
    one = f"/{created['id']}"

    assert call("GET", version, "managed-clients").json()[0]["name"] == "a"
    assert call("GET", version, "managed-clients", one).json()["clientId"] == created["clientId"]
    assert call("GET", version, "managed-clients", f"{one}/status?type=VA").json()["body"]["os_type"] == "flatcar"
    assert call("PATCH", version, "managed-clients", one, **patch("/name", "b")).json()["name"] == "b"
    if version not in ("v3", "v2024"):
        health = call("GET", version, "managed-clients", f"{one}/health-indicators").json()
        assert health["body"]["apiUser"] == created["clientId"]
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
    sandbox.settings(validate_requests=False)
    sandbox.add_credential("narrow", "narrow-secret", scopes=["idn:sources:read"], user=True)

    assert call("GET", version, "managed-clients", "?limit=251").status_code == 400
    assert call("GET", version, "managed-clients", "/none").status_code == 404
    assert call("GET", version, "managed-clients", headers={"Authorization": "Bearer x"}).status_code == 401
    sandbox.settings(rate_limit=1)
    assert [call("GET", version, "managed-clients").status_code for _time in range(2)] == [200, 429]
    assert sandbox.violations() == []


@pytest.mark.parametrize(
    ("method", "url", "arguments", "reason"),
    [
        ("GET", "/managed-clients/v1?limit=251", {}, "251 is greater than the maximum of 250"),
        ("GET", "/managed-clients/v1?sorters=name", {}, "the query parameter sorters is not stated"),
        ("GET", "/managed-client/v1", {}, "Path not found for https://sandbox.invalid/managed-client/v1"),
        ("GET", "/v3/managed-clients/x/health-indicators", {}, "Path not found"),
        ("PUT", "/managed-clients/v1/x", {}, "Operation put not found"),
        ("GET", "/managed-clients/v1/x/status", {}, "Missing required query parameter: type"),
        ("POST", "/managed-clients/v1", {}, "Missing required request body"),
        ("POST", "/managed-clients/v1", {"data": {"clusterId": "x"}}, "Content for the following mimetype not found"),
        ("POST", "/managed-clients/v1", {"json": {"name": "x"}}, "'clusterId' is a required property"),
        ("POST", "/managed-clients/v1", {"json": {"clusterId": "x", "nmae": "x"}}, "'nmae' was unexpected"),
        ("PATCH", "/managed-clients/v1/x", {"json": []}, "Content for the following mimetype not found"),
        ("PATCH", "/managed-clients/v1/x", patch("/name", None), "None is not valid under any of the given schemas"),
        ("GET", "/managed-clients/v1", {"headers": {"Authorization": ""}}, "there is no access token"),
    ],
)
def test_a_request_that_is_not_as_stated_is_found(sandbox, call, method, url, arguments, reason):
    call(method, url, **arguments)

    (violation,) = sandbox.violations()
    assert reason in violation


def test_an_answer_that_is_not_as_stated_is_found(sandbox, call):
    cluster = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients({"clusterId": cluster["id"], "type": 5})

    call("GET", "v1", "managed-clients")

    assert len(sandbox.violations()) == 1
