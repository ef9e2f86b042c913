# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold the sandbox's answers to the vendor's specification, by openapi-core, where the specification is at hand."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from aiohttp import web

FILES = {
    "v3": "managed-v2024.yaml",
    "v2024": "managed-v2024.yaml",
    "v2025": "managed-v2025.yaml",
    "v2026": "managed-v2025.yaml",
    "managed-clients": "managed-clients-v1.yaml",
    "managed-clusters": "managed-clusters-v1.yaml",
}
"""The file by the first part of a path. There is none of v3 and v2026: they are held to their neighbours'."""

WRITTEN_AS = {"v3": "v2024", "v2026": "v2025"}
HOST = "https://sailpoint.api.identitynow.com"
"""The default server in the specification: only a name to find the path by; nothing is sent there."""


@dataclass(frozen=True)
class _Parameters:
    query: Mapping[str, str]
    path: Mapping[str, str]
    header: Mapping[str, str]
    cookie: Mapping[str, str]


@dataclass(frozen=True)
class _Request:
    """A request in the form that openapi-core reads."""

    host_url: str
    path: str
    method: str
    parameters: _Parameters
    content_type: str = "application/json"
    body: bytes | None = None


@dataclass(frozen=True)
class _Response:
    """A response in the form that openapi-core reads."""

    status_code: int
    headers: Mapping[str, str]
    content_type: str
    data: bytes | None


class Validator:
    """Collects what is not as the specification has it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._violations: list[str] = []

    def check(self, request: web.Request, response: web.Response) -> None:
        """Validate one response; what is wrong is kept."""
        from openapi_core.exceptions import OpenAPIError  # a slow import, and not always wanted

        # As it was sent: an id with a slash in it is still one segment.
        first, _slash, rest = request.rel_url.raw_path.strip("/").partition("/")
        seen = _Request(
            HOST, f"/{WRITTEN_AS.get(first, first)}/{rest}", request.method.lower(), _Parameters({}, {}, {}, {})
        )
        answered = _Response(response.status, response.headers, response.content_type, _data(response))
        try:
            _specification(self._folder / FILES[first]).validate_response(seen, answered)
        except OpenAPIError as error:
            causes = getattr(error.__cause__, "schema_errors", None) or [error.__cause__ or error]
            reasons = "; ".join(str(getattr(cause, "message", cause)) for cause in causes)
            self._violations.append(f"{request.method} {request.raw_path} {response.status}: {reasons}")

    def take_violations(self) -> list[str]:
        """What was found since the last call."""
        found, self._violations = self._violations, []
        return found


def _data(response: web.Response) -> bytes | None:
    return response.body if isinstance(response.body, bytes) else None


@cache
def _specification(path: pathlib.Path) -> Any:
    from openapi_core import Config, OpenAPI

    # The specification itself is the vendor's: what is odd in it is not for us to refuse.
    return OpenAPI.from_file_path(str(path), config=Config(spec_validator_cls=None))
