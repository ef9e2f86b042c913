# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fault does to one request and to its answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web

from tests.sandbox import clients, clusters
from tests.sandbox.faults import Fault
from tests.sandbox.journal import Entry
from tests.sandbox.listener import LISTENER
from tests.sandbox.tenant import Tenant
from tests.sandbox.web import TENANT, answer

MIN_PAUSE = 0.001
"""Seconds between two of endless interim answers: nothing waits for the client to read them."""


class Broken(Exception):
    """The connection is to break, and there is no answer."""


async def strike(
    fault: Fault, request: web.Request, entry: Entry, response: web.Response | None
) -> web.Response | None:
    """Do what the fault says, with the ``response`` of a request that was processed, or with None before it is.

    Returns the response to give; None, where the request is to go on. Raises Broken, or Forgotten after a reset.
    """
    tenant = request.app[TENANT]
    if fault.kind == "refuse":
        await request.app[LISTENER].close_for(fault.seconds, spared=request.transport)
        if response is not None:
            response.force_close()
            return response
        raise Broken
    if fault.seconds:
        await tenant.wait(fault.seconds)
    if fault.kind == "reset":
        raise Broken
    if fault.kind == "expire_token":
        tenant.tokens.expire()
    if fault.kind == "interim":
        await _send_interim(fault, request)
    if fault.kind == "another":
        return _wrong_object(request, entry, response)
    if fault.kind == "shift":
        _shift(tenant, entry.operation, fault)
    if fault.kind == "answer":
        return _altered(fault, request, entry, web.Response(status=503) if response is None else response)
    return response


def break_connection(request: web.Request) -> web.Response:
    """Not a proper end of the connection but a reset, as when a machine on the way dies."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response(status=500)


async def deliver(fault: Fault | None, request: web.Request, response: web.Response) -> web.StreamResponse:
    """The response, sent as far as the fault lets it be."""
    chunked = response.headers.pop(hdrs.TRANSFER_ENCODING, "") == "chunked"
    if fault is None or not (fault.endless or fault.sent < 1):
        if chunked:
            response.enable_chunked_encoding()
        return response
    body = response.body if isinstance(response.body, bytes) else b""
    stream = web.StreamResponse(status=response.status, headers=response.headers)
    if fault.endless or chunked:
        stream.headers.pop(hdrs.CONTENT_LENGTH, None)
        stream.enable_chunked_encoding()
    else:
        stream.content_length = len(body)
    await stream.prepare(request)
    # The client may have had enough.
    with contextlib.suppress(ConnectionError):
        while fault.endless:
            await stream.write(body or b" ")
            await asyncio.sleep(fault.pause)
        await stream.write(body[: int(len(body) * fault.sent)])
    if request.transport is not None:
        request.transport.close()
    return stream


async def _send_interim(fault: Fault, request: web.Request) -> None:
    """Send what comes before an answer (RFC 9110, 15.2). Raises Broken where the client hangs up."""
    status = HTTPStatus(fault.status or HTTPStatus.EARLY_HINTS)
    lines = [f"HTTP/1.1 {status} {status.phrase}", *(f"{name}: {value}" for name, value in fault.headers.items())]
    while True:
        if request.transport is None or request.transport.is_closing():
            raise Broken
        request.transport.write("\r\n".join([*lines, "", ""]).encode())
        await request.app[TENANT].wait(max(fault.pause, MIN_PAUSE))
        if not fault.endless:
            return


def _wrong_object(request: web.Request, entry: Entry, response: web.Response | None) -> web.Response | None:
    """The first record that is not the one that was asked for; as it was, where there is no other."""
    tenant = request.app[TENANT]
    kind, _dot, action = entry.operation.partition(".")
    if action not in ("create", "get", "patch") or (response is not None and response.status >= 400):
        return response
    asked = request.match_info.get("id")
    if asked is None and response is not None and isinstance(response.body, bytes):
        asked = json.loads(response.body)["id"]
    table, shown = {
        "client": (tenant.clients, clients.shown),
        "cluster": (tenant.clusters, clusters.shown),
        "cluster_type": (tenant.cluster_types, lambda _tenant, record: record),
    }[kind]
    others = (record for record in table if record["id"] != asked)
    other = next(others, None)
    return answer(shown(tenant, other)) if other else response


def _altered(fault: Fault, request: web.Request, entry: Entry, response: web.Response) -> web.Response:
    body, content_type = response.body, response.headers.get(hdrs.CONTENT_TYPE, "text/plain")
    if fault.fields and isinstance(body, bytes) and response.status == HTTPStatus.OK:
        body = _with_fields(json.loads(body), fault.fields)
    if fault.body is not None:
        is_text = isinstance(fault.body, str)
        text = fault.body if is_text else json.dumps(fault.body)
        text = text.replace("{authorization}", request.headers.get(hdrs.AUTHORIZATION, ""))
        body = text.replace("{sequence}", str(entry.sequence)).encode()
        content_type = "text/plain" if is_text else "application/json"
    altered = web.Response(status=fault.status or response.status, body=body, headers=response.headers)
    altered.headers[hdrs.CONTENT_TYPE] = fault.content_type or content_type
    altered.headers.pop(hdrs.CONTENT_LENGTH, None)
    for name, value in fault.headers.items():
        altered.headers.pop(name, None)
        if value is not None:
            altered.headers[name] = value
    return altered


def _with_fields(body: Any, fields: dict[str, Any]) -> bytes:
    for record in body[:1] if isinstance(body, list) else [body]:
        record.update(fields)
    return json.dumps(body).encode()


def _shift(tenant: Tenant, operation: str, fault: Fault) -> None:
    table, seed = {
        "client": (tenant.clients, tenant.seed_client),
        "cluster": (tenant.clusters, tenant.seed_cluster),
        "cluster_type": (tenant.cluster_types, tenant.seed_cluster_type),
    }[operation.partition(".")[0]]
    records = list(table)
    first, rest = records[:1], records[1:]
    if fault.by == "insert":
        table.rearrange([seed(**(fault.body or {})), *records])
    else:
        table.rearrange(rest + first if fault.by == "reorder" else rest)
