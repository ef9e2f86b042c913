# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP helper itself, against the sandbox."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ReadOnlyError
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT


@pytest.fixture(name="open_tenant")
def fixture_open_tenant(sandbox):
    """Open the sandbox as a tenant: ``open_tenant(read_only=...)``. It is closed at the end of the test."""
    credentials = sandbox.environment()
    connection = Connection(
        base_url=sandbox.base_url,
        api_version="v1",
        client_id=credentials["SAIL_CLIENT_ID"],
        client_secret=credentials["SAIL_CLIENT_SECRET"],
        access_token=None,
    )
    opened = []

    def open_tenant(**options):
        session = Session(connection)
        opened.append(session)
        return Tenant(session, **options)

    yield open_tenant
    for session in opened:
        session.close()


@pytest.mark.parametrize(
    "write",
    [
        lambda clients: clients.create({"name": "a"}, lambda deadline: None),
        lambda clients: clients.patch("some-id", [], lambda record: []),
        lambda clients: clients.delete("some-id"),
    ],
    ids=["create", "patch", "delete"],
)
def test_a_read_only_tenant_sends_no_write(open_tenant, sandbox, write):
    with pytest.raises(ReadOnlyError, match="this tenant is read-only"):
        write(open_tenant(read_only=True).endpoint(CLIENT.service))

    assert sandbox.log() == []


def test_a_read_only_tenant_reads(open_tenant, sandbox):
    assert open_tenant(read_only=True).endpoint(CLIENT.service).find_all() == []
    assert [entry["method"] for entry in sandbox.log()] == ["POST", "GET"]


def test_one_token_serves_many_requests(open_tenant, sandbox):
    tenant = open_tenant()
    for _time in range(5):
        tenant.endpoint(CLIENT.service).find_all()

    assert [entry["operation"] for entry in sandbox.log()].count("token") == 1


def test_a_list_that_changes_while_it_is_read_is_read_again(open_tenant, sandbox):
    paris = sandbox.add_clusters("Paris")[0]
    clients = sandbox.add_clients(*({"name": f"n{number}", "clusterId": paris["id"]} for number in range(600)))
    endpoint = open_tenant().endpoint(CLIENT.service)
    read_page = endpoint._read_page

    def read_page_while_one_goes(filters, offset, deadline):
        if offset == 250 and len(sandbox.clients()) == 600:
            open_tenant().endpoint(CLIENT.service).delete(clients[0]["id"])
        return read_page(filters, offset, deadline)

    endpoint._read_page = read_page_while_one_goes
    found = endpoint.find_all()

    assert {record["id"] for record in found} == {client["id"] for client in clients[1:]}
    assert len(found) == 599
