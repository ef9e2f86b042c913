# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error bodies of the API, as its specification has them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

DETAIL_CODES = {
    400: "400.1 Bad Request Content",
    403: "403 Forbidden",
    404: "404 Not found",
    405: "405 Method not allowed",
    500: "500.0 Internal Fault",
}


class Problem(Exception):
    """An answer that is an error: its status, its body, and more headers."""

    def __init__(
        self, status: int, body: Any, headers: Mapping[str, str] | None = None, undocumented: str = ""
    ) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
        self.undocumented = undocumented


def problem(status: int, text: str, undocumented: str = "") -> Problem:
    """An error in the API's usual shape. ``undocumented`` names the switch that makes it."""
    body = {
        "detailCode": DETAIL_CODES[status],
        "trackingId": secrets.token_hex(16),
        "messages": [{"locale": "en-US", "localeOrigin": "DEFAULT", "text": text}],
        "causes": [],
    }
    return Problem(status, body, undocumented=undocumented)


def unauthorized(text: str = "JWT validation failed: JWT is expired") -> Problem:
    """A token that is missing, unknown or expired."""
    return Problem(401, {"error": text})


def forbidden() -> Problem:
    """A token without the right."""
    return problem(403, "The server understood the request but refuses to authorize it.")


def rate_limited(retry_after: int) -> Problem:
    """Too many requests with one token."""
    return Problem(429, {"message": " Rate Limit Exceeded "}, {"Retry-After": str(retry_after)})


def oauth_error(status: int, error: str, description: str) -> Problem:
    """An error of the token endpoint (RFC 6749)."""
    return Problem(status, {"error": error, "error_description": description})
