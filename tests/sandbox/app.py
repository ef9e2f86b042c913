# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server: what happens to each request before and after its operation."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.sandbox import control, oauth
from tests.sandbox.errors import Problem, forbidden, problem, rate_limited, unauthorized
from tests.sandbox.faults import Fault
from tests.sandbox.journal import Entry
from tests.sandbox.openapi import Validator
from tests.sandbox.operations import TOKEN, UNKNOWN, all_operations
from tests.sandbox.strike import Broken, break_connection, deliver, strike
from tests.sandbox.tenant import Forgotten, Tenant
from tests.sandbox.web import TENANT, Operation, answer
from tests.specification import TOKEN_PATH

LOGGED_HEADERS = ("User-Agent", "Content-Type", "Via")


def make_app(tenant: Tenant, validator: Validator | None) -> web.Application:
    """The application: the API in all its versions, the token endpoint, and the control routes."""
    app = web.Application(client_max_size=16 * 1024**2)
    app[TENANT] = tenant
    for method, path, operation in all_operations():
        app.router.add_route(method, path, _route(operation, validator))
    token = Operation(TOKEN, "", None, oauth.issue_token, oauth.FIELDS)
    app.router.add_route("POST", TOKEN_PATH, _route(token, validator))
    control.add_routes(app, validator)
    app.router.add_route("*", "/{path:.*}", _route(Operation(UNKNOWN, "", None, _not_found), validator))
    return app


def _route(operation: Operation, validator: Validator | None) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        arrived = asyncio.get_running_loop().time()
        tenant = request.app[TENANT]
        try:
            entry = await _entry(operation, request)
        except ConnectionError:
            # The client has hung up before its whole request was here.
            return break_connection(request)
        except web.RequestPayloadError:
            return answer(problem(400, "The body cannot be decoded.").body, 400)
        entry.began = arrived
        tenant.journal.add(entry)
        if validator and tenant.settings.validate_requests:
            await validator.check_request(operation, request)
        fault = tenant.faults.next(operation.name)
        try:
            response = await _respond(tenant, operation, request, entry, fault, arrived)
        except (Broken, Forgotten):
            response = None
        else:
            entry.status = response.status
            _complete(tenant, operation, entry, response)
            stated = not (fault or entry.undocumented or operation.name == UNKNOWN)
            if validator and tenant.settings.validate and stated:
                validator.check_response(operation, request, response)
        entry.ended = asyncio.get_running_loop().time()
        if tenant.on_request:
            tenant.on_request(entry)
        return break_connection(request) if response is None else await deliver(fault, request, response)

    return handle


async def _respond(
    tenant: Tenant, operation: Operation, request: web.Request, entry: Entry, fault: Fault | None, arrived: float
) -> web.Response:
    entry.fault = fault.kind if fault else ""
    await tenant.delay(arrived)
    if fault and not fault.after:
        instead = await strike(fault, request, entry, None)
        if instead is not None:
            return instead
    try:
        _authorize(tenant, operation, request)
        response = await operation.handler(request)
    except Problem as error:
        entry.undocumented = error.undocumented
        response = answer(error.body, error.status, error.headers)
    if fault and fault.after:
        struck = await strike(fault, request, entry, response)
        return response if struck is None else struck
    return response


def _complete(tenant: Tenant, operation: Operation, entry: Entry, response: web.Response) -> None:
    """Add the headers that every answer has."""
    headers = response.headers
    headers.setdefault("SLPT-Request-ID", entry.request_id)
    if operation.version in tenant.switches.deprecated_versions:
        headers["X-Deprecated"] = "true"
    by_date = tenant.switches.retry_after == "date" and headers.get("Retry-After", "").isdigit()
    if by_date or tenant.settings.clock_skew:
        now = tenant.mint.time()
        headers.setdefault("Date", formatdate(now, usegmt=True))
        if by_date:
            headers["Retry-After"] = formatdate(now + int(headers["Retry-After"]), usegmt=True)


def _authorize(tenant: Tenant, operation: Operation, request: web.Request) -> None:
    if operation.access is None:
        return
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    credential = tenant.tokens.holder(token) if scheme.lower() == "bearer" else None
    if credential is None:
        raise unauthorized()
    wait = tenant.rate_limit.wait(
        credential.client_id,
        operation.version,
        escalates=tenant.switches.rate_escalation,
        counts_refused=tenant.switches.rate_counts_refused,
    )
    if wait:
        raise rate_limited(wait)
    if not operation.access.granted_to(credential):
        raise forbidden()


async def _not_found(request: web.Request) -> web.Response:
    raise problem(404, f"There is no {request.method} {request.path}.")


async def _entry(operation: Operation, request: web.Request) -> Entry:
    content = await request.read()
    return Entry(
        operation=operation.name,
        version=operation.version,
        method=request.method,
        path=oauth.logged_path(request) if operation.name == TOKEN else request.raw_path,
        headers={name: request.headers[name] for name in LOGGED_HEADERS if name in request.headers},
        authorized="Authorization" in request.headers,
        request_id=secrets.token_hex(16),
        connection=(request.transport.get_extra_info("peername") or (None, 0))[1] if request.transport else 0,
        token=request.app[TENANT].tokens.number(request.headers.get("Authorization", "").rpartition(" ")[2]),
        body=oauth.logged_body(request, content) if operation.name == TOKEN else _logged_body(content),
    )


def _logged_body(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        return content.decode("utf-8", "replace")
