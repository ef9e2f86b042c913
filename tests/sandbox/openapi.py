# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold requests and answers to our statement of the API (``tests/specification``), by openapi-core."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from multidict import MultiDict

from tests.sandbox.web import Operation
from tests.specification import VERSIONS, document

HOST = "https://sandbox.invalid"
"""Only a name: openapi-core matches whole URLs."""


class Validator:
    """Collects what the statement does not allow."""

    def __init__(self) -> None:
        self._violations: list[str] = []

    async def check_request(self, operation: Operation, request: web.Request) -> None:
        """Validate a request. Fields and query parameters that are not stated are wrong, too."""
        content_type = request.headers.get("Content-Type", "")
        # As it was sent: an id that contains a slash is still one segment.
        wrong = wrong_request(operation.version, request.method, request.raw_path, content_type, await request.read())
        wrong += tuple(f"the query parameter {name} is not stated" for name in {*request.query} - operation.query)
        if operation.access and not request.headers.get("Authorization", "").startswith("Bearer "):
            wrong += ("there is no access token",)
        self._keep(request, "was sent", wrong)

    def check_response(self, operation: Operation, request: web.Request, response: web.Response) -> None:
        """Validate an answer. Fields that are not stated are wrong, too."""
        content = response.body if isinstance(response.body, bytes) else None
        wrong = wrong_response(
            operation.version, request.method, request.raw_path, response.status, response.content_type, content
        )
        self._keep(request, f"was answered with {response.status}", wrong)

    def take_violations(self) -> list[str]:
        """The violations since the last call."""
        found, self._violations = self._violations, []
        return found

    def _keep(self, request: web.Request, what: str, reasons: tuple[str, ...]) -> None:
        if reasons:
            self._violations.append(f"{request.method} {request.path} {what}: {'; '.join(reasons)}")


# Tests repeat the same requests: the same verdict costs its milliseconds once.
@lru_cache(maxsize=10_000)
def wrong_request(version: str, method: str, url: str, content_type: str, body: bytes) -> tuple[str, ...]:
    """What a request has that the statement does not allow."""
    return _reasons(lambda: _statement(version).validate_request(_request(method, url, content_type, body)))


@lru_cache(maxsize=1000)
def wrong_response(
    version: str, method: str, url: str, status: int, content_type: str, body: bytes | None
) -> tuple[str, ...]:
    """What an answer has that the statement does not allow."""
    answered = _Response(status, {}, content_type, body)
    return _reasons(lambda: _statement(version).validate_response(_request(method, url), answered))


@dataclass
class _Parameters:
    query: MultiDict[str]
    path: Mapping[str, str]
    header: Mapping[str, str]
    cookie: Mapping[str, str]

    def __getitem__(self, place: str) -> Any:
        return getattr(self, place)


@dataclass(frozen=True)
class _Request:
    """A request in the form that openapi-core reads."""

    host_url: str
    path: str
    method: str
    parameters: _Parameters
    content_type: str
    body: bytes | None


@dataclass(frozen=True)
class _Response:
    """A response in the form that openapi-core reads."""

    status_code: int
    headers: Mapping[str, str]
    content_type: str
    data: bytes | None


def _request(method: str, url: str, content_type: str = "", body: bytes | None = None) -> _Request:
    parts = urlsplit(url)
    query = MultiDict(parse_qsl(parts.query, keep_blank_values=True))
    return _Request(HOST, parts.path, method.lower(), _Parameters(query, {}, {}, {}), content_type, body)


@cache
def _statement(version: str) -> Any:
    from openapi_core import Config, OpenAPI  # a slow import, and not always wanted

    settings = Config(
        # A test validates the statement itself.
        spec_validator_cls=None,
        extra_media_type_deserializers={"application/json-patch+json": json.loads},
    )
    return OpenAPI.from_dict(_closed(document(version or VERSIONS[-1])), config=settings)


def _closed(node: Any) -> Any:
    """A copy whose objects have only the fields that are stated."""
    if isinstance(node, list):
        return [_closed(value) for value in node]
    if not isinstance(node, dict):
        return node
    copy = {name: _closed(value) for name, value in node.items()}
    return {"additionalProperties": False, **copy} if node.get("type") == "object" else copy


def _reasons(validate: Callable[[], None]) -> tuple[str, ...]:
    from openapi_core.exceptions import OpenAPIError

    try:
        validate()
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", None) or [error.__cause__ or error]
        return tuple(str(getattr(cause, "message", cause)) for cause in causes)
    except Exception as error:
        # What openapi-core cannot even parse.
        return (f"{type(error).__name__}: {error}",)
    return ()
