# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections: opened at once, kept, and given up before the server's end of them can cost an answer."""

from __future__ import annotations

import json
import threading

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api import retry, wire
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import TransportError
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import in_parallel
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER

from tests.functional.raw_server import RawServer, answer
from tests.sandbox.tls import server_context

RECORD = {"id": "1", "clusterId": "c", "clientId": "x", "name": "a"}
LONGEST = 10.0
"""Seconds after which a test fails."""


@pytest.fixture(name="tenant_at")
def fixture_tenant_at():
    """A tenant at a server, with a token that is given or none: ``tenant_at(server)``."""
    sessions = []

    def tenant_at(server, token="given-token", **options):
        credentials = (None, None) if token else ("id", "secret")
        connection = Connection(
            server.url, "v1", *credentials, token, **{"retry_timeout": 30, "consistency_timeout": 0.0, **options}
        )
        sessions.append(Session(connection))
        return Tenant(sessions[-1])

    yield tenant_at
    for session in sessions:
        session.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_is_opened_while_another_request_gets_the_token(tenant_at, tmp_path, scheme):
    ca_path = tmp_path / "ca.pem"
    context = server_context(ca_path) if scheme == "https" else None
    opened = threading.Event()

    def token(connection):
        # Without a second connection there is no token.
        if opened.wait(LONGEST):
            connection.sendall(answer(json.dumps({"access_token": "t", "expires_in": 100}).encode()))

    def on_connection(count):
        if count > 1:
            opened.set()

    with RawServer.start(token, answer(), on_connection=on_connection, context=context) as server:
        tenant = tenant_at(server, token=None, verify=str(ca_path) if context else True)
        lists = in_parallel(*(tenant.endpoint(kind.service).find_all for kind in (CLIENT, CLUSTER)))

    assert lists == [[], []]
    assert (len(server.served), sum(server.served)) == (2, 3)


@pytest.mark.parametrize(("longest_idle", "served"), [(LONGEST, [3]), (-1, [1, 1, 1])])
def test_a_connection_that_was_idle_for_long_is_not_used_again(tenant_at, monkeypatch, longest_idle, served):
    monkeypatch.setattr(wire, "MAX_IDLE", longest_idle)
    with RawServer.start(answer()) as server:
        tenant = tenant_at(server)
        for _time in range(3):
            tenant.endpoint(CLIENT.service).find_all()

    assert server.served == served


@pytest.fixture(name="no_pause")
def fixture_no_pause(monkeypatch):
    """No pause is made before anything is sent again."""
    monkeypatch.setattr(retry, "_backoff", lambda tries: pytest.fail("it waits"))


@pytest.mark.usefixtures("no_pause")
def test_a_read_that_meets_a_connection_being_closed_is_sent_again_at_once(tenant_at):
    with RawServer.start(answer(), lambda connection: connection.close(), answer()) as server:
        tenant = tenant_at(server)
        lists = [tenant.endpoint(CLIENT.service).find_all() for _time in range(2)]

    assert lists == [[], []]
    assert server.served == [2, 1]
    assert tenant.telemetry.as_result()["retries"] == 1


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize(
    ("found", "sent"),
    [
        ([RECORD], ["GET", "POST", "GET"]),
        # Only what is not there is sent again.
        ([], ["GET", "POST", "GET", "POST"]),
    ],
)
def test_a_create_that_meets_a_connection_being_closed_is_looked_up(tenant_at, found, sent):
    scripts = [
        answer(),
        lambda connection: connection.close(),
        answer(json.dumps(found).encode(), f"X-Total-Count: {len(found)}"),
        answer(json.dumps(RECORD).encode()),
    ]
    with RawServer.start(*scripts) as server:
        tenant = tenant_at(server)
        endpoint = tenant.endpoint(CLIENT.service)
        endpoint.find_all()
        record = endpoint.create(
            {"name": "a", "cluster_id": "c"}, lambda deadline: next(iter(endpoint.find_all(None, deadline)), None)
        )

    assert record["id"] == "1"
    assert [request.split()[0] for request in server.requests] == sent


def test_a_first_request_that_is_not_answered_is_not_taken_for_a_closed_connection(tenant_at, monkeypatch):
    waits = []
    monkeypatch.setattr(retry, "_backoff", lambda tries: waits.append(tries) or 0.0)
    with RawServer.start(lambda connection: connection.close(), answer()) as server:
        assert tenant_at(server).endpoint(CLIENT.service).find_all() == []

    assert waits == [1]


def test_a_connection_that_was_opened_ahead_and_refused_is_opened_anew(tenant_at, tmp_path):
    with RawServer.start(context=server_context(tmp_path / "ca.pem")) as server:
        tenant = tenant_at(server)
        tenant._session._transport.connect()

        with pytest.raises(TransportError, match="cannot be verified"):
            tenant.endpoint(CLIENT.service).find_all()
