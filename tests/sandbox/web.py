# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the routes share: reading a request as the API does, and making its answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from typing import Any

import jsonpatch
import jsonpointer
from aiohttp import web

from tests.sandbox.credentials import Access
from tests.sandbox.errors import problem
from tests.sandbox.filters import Condition, FilterError, parse
from tests.sandbox.table import Record, Table, meets
from tests.sandbox.tenant import Tenant

TENANT: web.AppKey[Tenant] = web.AppKey("tenant", Tenant)
MAX_RECORDS = 250
MAX_NUMBER = 18
PATCH_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")

Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True)
class Operation:
    """One operation of the API: its name in the log, and what it takes. A token request needs no access."""

    name: str
    version: str
    access: Access | None
    handler: Handler
    query: frozenset[str] = frozenset()
    """The names of its query parameters."""


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer."""
    return web.json_response(body, status=status, headers=headers)


async def json_body(request: web.Request, content_type: str = "application/json") -> Any:
    """The body of a request. Raises Problem (400) for another content type or for what is not JSON."""
    if request.content_type != content_type:
        raise problem(400, f"The content type {request.content_type} is not supported, only {content_type}.")
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError):
        raise problem(400, "The request was not valid JSON.") from None


async def object_body(request: web.Request) -> dict[str, Any]:
    """The body of a request that must be a JSON object."""
    body = await json_body(request)
    if not isinstance(body, dict):
        raise problem(400, "The request was not a JSON object.")
    return body


def text_field(body: dict[str, Any], field: str, default: Any = None) -> Any:
    """A field that is a string or null. Raises Problem (400) for anything else."""
    value = body.get(field, default)
    if value is not None and not isinstance(value, str):
        raise problem(400, f"{field} must be a string.")
    return value


def list_answer(
    request: web.Request,
    table: Table,
    shown: Callable[[Record], Record],
    form: Hashable,
    by: Collection[str] = (),
) -> web.Response:
    """A list as the API gives it: filtered, paged, counted. For ``shown`` and ``form`` see ``Table.texts``.

    ``by`` are fields that are query parameters of their own, instead of ``filters``.
    """
    tenant = request.app[TENANT]
    offset = _whole_number(request, "offset", 0, None)
    limit = _whole_number(request, "limit", MAX_RECORDS, MAX_RECORDS)
    count = request.query.get("count", "false")
    if count not in ("true", "false"):
        raise problem(400, f"count must be true or false, not {count}.")
    found = tenant.in_order(_filtered(request, table, by))
    page = found[offset : offset + min(limit, tenant.switches.page_cap)]
    texts = table.texts(
        page, (form, tenant.switches.null_created_at), lambda record: dated(tenant, shown(record), "list")
    )
    return web.Response(
        text=f"[{', '.join(texts)}]",
        content_type="application/json",
        headers={"X-Total-Count": str(len(found))} if count == "true" and tenant.switches.count_header else None,
    )


def dated(tenant: Tenant, record: Record, where: str = "") -> Record:
    """The record as an answer to a create or a list shows it (switch ``null_created_at``)."""
    undated = "createdAt" in record and tenant.switches.null_created_at in (where, "everywhere")
    return {**record, "createdAt": None} if undated else record


def _filtered(request: web.Request, table: Table, by: Collection[str]) -> list[Record]:
    switches = request.app[TENANT].switches
    expression = request.query.get("filters")
    try:
        conditions = parse(expression, table.fields) if expression else []
    except FilterError as error:
        raise problem(400, str(error)) from None
    conditions += [Condition(field, request.query[field]) for field in by if field in request.query]
    exact = not switches.case_insensitive_filters
    found = table.find(conditions, exact=exact)
    if switches.null_name_filter and len(conditions) == 1 and conditions[0].field == "name":
        prefix, _dash, client_id = conditions[0].value.partition("-")
        unnamed = table.find([Condition("clientId", client_id)]) if prefix == "VA" else []
        found += [record for record in unnamed if record["name"] is None]
    return table.lag.listed(found, lambda record: all(meets(record, condition, exact) for condition in conditions))


def _whole_number(request: web.Request, name: str, default: int, most: int | None) -> int:
    text = request.query.get(name)
    if text is None:
        return default
    digits = text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER
    if not digits or (most is not None and int(text) > most):
        bound = f"from 0 to {most}" if most is not None else "of 0 or more"
        raise problem(400, f"{name} must be a whole number {bound}, not {text}.")
    return int(text)


def existing(request: web.Request, table: Table) -> Record:
    """The record that the path names. Raises Problem (404, or 400 by the switch ``get_malformed``)."""
    record_id = request.match_info["id"]
    record = table.get(record_id)
    if record is None:
        malformed = not record_id.isalnum() and request.app[TENANT].switches.get_malformed == 400
        raise problem(400 if malformed else 404, "The server did not find the target resource.")
    return record


def nothing_to_delete(tenant: Tenant) -> web.Response:
    """The answer to a DELETE of what does not exist (switch ``delete_missing``)."""
    if tenant.switches.delete_missing == 204:
        return web.Response(status=204)
    raise problem(404, "The server did not find the target resource.", undocumented="delete_missing")


def type_field(request: web.Request, body: dict[str, Any], known: Collection[str], default: str | None = None) -> Any:
    """The field ``type``. Raises Problem (400) unless it is one of the known types (switch ``unknown_types``)."""
    value = text_field(body, "type") or default
    if value not in known and not (value and request.app[TENANT].switches.unknown_types):
        raise problem(400, f"type must be one of {', '.join(known)}.")
    return value


async def patched(request: web.Request, record: Record, patchable: frozenset[str], key: str = "") -> Record:
    """What a JSON Patch makes of a record. Raises Problem (400) where it is malformed or changes another field.

    The operations are the body, or stand under ``key`` in it.
    """
    operations = await json_body(request, "application/json-patch+json")
    if key:
        operations = operations.get(key) if isinstance(operations, dict) else None
    if not isinstance(operations, list):
        raise problem(400, "A JSON Patch is a list of operations.")
    for operation in operations:
        _check_operation(operation, patchable)
    try:
        return jsonpatch.apply_patch(record, operations)
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException) as error:
        raise problem(400, f"The JSON Patch cannot be applied: {error}.") from None


def _check_operation(operation: Any, patchable: frozenset[str]) -> None:
    if not isinstance(operation, dict) or operation.get("op") not in PATCH_OPERATIONS:
        raise problem(400, f"An operation of a JSON Patch needs an op, one of {', '.join(PATCH_OPERATIONS)}.")
    touched = [operation.get("path")] + ([operation.get("from")] if operation["op"] == "move" else [])
    if operation["op"] in ("add", "replace", "test") and "value" not in operation:
        raise problem(400, f"The operation {operation['op']} needs a value.")
    for path in touched:
        if not isinstance(path, str) or not path.startswith("/"):
            raise problem(400, "An operation of a JSON Patch needs a path that begins with /.")
        field = path.split("/")[1]
        if field not in patchable and operation["op"] != "test":
            raise problem(400, f"{field} cannot be changed.")
