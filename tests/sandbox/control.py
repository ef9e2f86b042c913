# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control routes, for tests and for trying things out: not part of any tenant, and on loopback only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from aiohttp import web

from tests.sandbox.credentials import PAT, Credential
from tests.sandbox.faults import Fault
from tests.sandbox.listener import LISTENER
from tests.sandbox.openapi import Validator
from tests.sandbox.operations import NAMES
from tests.sandbox.table import Table
from tests.sandbox.web import TENANT, answer

PREFIX = "/_sandbox"


def add_routes(app: web.Application, validator: Validator | None) -> None:
    """Add the control routes to the application."""
    for method, path, handler in (
        ("GET", "/log", _get_log),
        ("DELETE", "/log", _clear_log),
        ("GET", "/switches", _get_switches),
        ("PATCH", "/switches", _patch_switches),
        ("PATCH", "/settings", _patch_settings),
        ("GET", "/clients", _get_clients),
        ("POST", "/clients", _add_clients),
        ("PATCH", "/clients/{id}", _patch_client),
        ("GET", "/clusters", _get_clusters),
        ("POST", "/clusters", _add_clusters),
        ("PATCH", "/clusters/{id}", _patch_cluster),
        ("GET", "/cluster-types", _get_cluster_types),
        ("POST", "/cluster-types", _add_cluster_types),
        ("GET", "/log-configurations", _get_log_configurations),
        ("PATCH", "/log-configurations", _set_log_configurations),
        ("POST", "/credentials", _add_credential),
        ("GET", "/tokens", _get_tokens),
        ("POST", "/tokens", _issue_token),
        ("DELETE", "/tokens", _expire_tokens),
        ("POST", "/faults", _add_fault),
        ("DELETE", "/faults", _clear_faults),
    ):
        app.router.add_route(method, PREFIX + path, _checked(handler))

    async def reset(request: web.Request) -> web.Response:
        request.app[TENANT].reset()
        await request.app[LISTENER].open()
        return answer(None)

    async def violations(request: web.Request) -> web.Response:
        if validator is None:
            return web.Response(status=400, text="this sandbox does not validate")
        return answer(validator.take_violations())

    app.router.add_route("POST", PREFIX + "/reset", reset)
    app.router.add_route("GET", PREFIX + "/violations", violations)


def _checked(handler: Any) -> Any:
    """What is asked wrongly is answered by 400 and one line."""

    async def handle(request: web.Request) -> web.Response:
        try:
            body = await request.json() if request.can_read_body else None
            result = handler(request, body)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return web.Response(status=400, text=f"{type(error).__name__}: {error}")
        return answer(result)

    return handle


def _get_log(request: web.Request, body: Any) -> Any:
    return request.app[TENANT].journal.as_json(int(request.query.get("since", "0")))


def _clear_log(request: web.Request, body: Any) -> Any:
    request.app[TENANT].journal.clear()


def _get_switches(request: web.Request, body: Any) -> Any:
    return asdict(request.app[TENANT].switches)


def _patch_switches(request: web.Request, body: Any) -> Any:
    switches = request.app[TENANT].switches
    switches.update(body)
    return asdict(switches)


def _patch_settings(request: web.Request, body: Any) -> Any:
    tenant = request.app[TENANT]
    tenant.change_settings(**body)
    return asdict(tenant.settings)


def _get_clients(request: web.Request, body: Any) -> Any:
    return list(request.app[TENANT].clients)


def _add_clients(request: web.Request, body: Any) -> Any:
    return [request.app[TENANT].seed_client(**given) for given in body]


def _patch_client(request: web.Request, body: Any) -> Any:
    return _changed(request.app[TENANT].clients, request, body)


def _get_clusters(request: web.Request, body: Any) -> Any:
    return list(request.app[TENANT].clusters)


def _add_clusters(request: web.Request, body: Any) -> Any:
    return [request.app[TENANT].seed_cluster(**given) for given in body]


def _patch_cluster(request: web.Request, body: Any) -> Any:
    return _changed(request.app[TENANT].clusters, request, body)


def _get_cluster_types(request: web.Request, body: Any) -> Any:
    return list(request.app[TENANT].cluster_types)


def _add_cluster_types(request: web.Request, body: Any) -> Any:
    return [request.app[TENANT].seed_cluster_type(**given) for given in body]


def _get_log_configurations(request: web.Request, body: Any) -> Any:
    return request.app[TENANT].log_configurations


def _set_log_configurations(request: web.Request, body: Any) -> Any:
    configurations = request.app[TENANT].log_configurations
    configurations.update(body)
    return configurations


def _changed(table: Table, request: web.Request, body: Any) -> Any:
    record = {**table_record(table, request.match_info["id"]), **body}
    table.put(record)
    return record


def table_record(table: Table, record_id: str) -> dict[str, Any]:
    """The record of that id. Raises KeyError where there is none."""
    record = table.get(record_id)
    if record is None:
        raise KeyError(record_id)
    return record


def _add_credential(request: web.Request, body: Any) -> Any:
    request.app[TENANT].tokens.add(Credential(**{**body, "scopes": frozenset(body["scopes"])}))


def _get_tokens(request: web.Request, body: Any) -> Any:
    return request.app[TENANT].tokens.given


def _issue_token(request: web.Request, body: Any) -> Any:
    tenant = request.app[TENANT]
    return tenant.tokens.issue(PAT, tenant.settings.token_lifetime)


def _expire_tokens(request: web.Request, body: Any) -> Any:
    request.app[TENANT].tokens.expire()


def _add_fault(request: web.Request, body: Any) -> Any:
    request.app[TENANT].faults.add(Fault(**body), NAMES)


def _clear_faults(request: web.Request, body: Any) -> Any:
    request.app[TENANT].faults.clear()
