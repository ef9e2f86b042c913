# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert HTTP responses to values or errors. Pure.

Source of the error formats: the vendor's specifications; for gateways, observed HTML pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from .._secrets import mask_all
from .._shown import shown
from .errors import ApiError, TransportError
from .paths import TOKEN_PATH
from .request import Request, Response

ERROR_FIELDS = frozenset({"detailCode", "trackingId", "messages", "causes", "error", "errors", "message"})
"""Fields of error bodies, the API's and gateways'. No object of a documented success has any (specification)."""

ERROR_TEXTS = ("detailCode", "trackingId", "messages", "causes", "error", "error_description", "message")
"""The fields of error bodies that an error repeats."""

MAX_LEVELS = 50
"""The maximum nesting of a response. Deeper values could exhaust the stack of their readers."""

MAX_RETRY_AFTER = 366 * 24 * 3600.0
"""Seconds. A longer ``Retry-After`` counts as that."""

ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_response(
    request: Request, status: int, headers: Mapping[str, str], content: bytes, secrets: Collection[str] = ()
) -> Response:
    """The response, or its error.

    ``headers`` is a case-insensitive mapping. ``secrets`` are masked in errors that quote the response: here, because a
    secret in a truncated text could not be masked later. Raises ApiError for error statuses and redirects,
    TransportError for a success status that is not documented for that request, an error body with a success status,
    and a body that is not JSON. After these it is unknown whether the request was processed.
    """
    if 300 <= status < 400:
        raise _redirect(request, status, headers)
    if status == 404 and _is_html(headers, content):
        # A 404 of a gateway, which says nothing about the object.
        raise _html_page(request, status, headers)
    if status >= 400:
        raise _api_error(request, status, headers, _error_body(content, secrets))
    if status not in request.statuses:
        raise _undocumented(request, status, headers, _error_body(content, secrets))
    if status == HTTPStatus.NO_CONTENT:
        return Response(status, headers, None)
    try:
        body = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        if _is_html(headers, content):
            raise _html_page(request, status, headers) from None
        raise TransportError(
            f"could not {request.action}: the response is not valid JSON",
            processed=True,
            passing=True,
            status=status,
            request_id=request_id(headers),
        ) from None
    if _may_be_deep(content) and isinstance(body, (dict, list)) and _is_deeper(body, MAX_LEVELS):
        raise unexpected_body(request, f"JSON of at most {MAX_LEVELS} nested levels")
    if isinstance(body, dict) and not ERROR_FIELDS.isdisjoint(body):
        raise _undocumented(request, status, headers, _error_body(content, secrets))
    return Response(status, headers, well_formed(body) if ESCAPED_SURROGATE.search(content) else body)


def well_formed(value: Any) -> Any:
    """JSON without lone surrogates: UTF-8 cannot encode them, so Ansible refuses a result with one."""
    if isinstance(value, str):
        return LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {well_formed(key): well_formed(item) for key, item in value.items()}
    return [well_formed(item) for item in value] if isinstance(value, list) else value


def unexpected_body(request: Request, expected: str) -> TransportError:
    """The error for JSON that is not what the specification promises."""
    return TransportError(
        f"could not {request.action}: the response is not {expected}. Check base_url", processed=True, passing=False
    )


def _undocumented(request: Request, status: int, headers: Mapping[str, str], body: Mapping[str, Any]) -> TransportError:
    """The error for a response that looks like success and is none."""
    text = _error_text(body)
    fault = f"with an error ({text})" if text else f"which is not {' or '.join(map(str, map(int, request.statuses)))}"
    return TransportError(
        f"could not {request.action}: the response is {status} {_phrase(status)}".rstrip()
        + f", {fault}. Check that base_url is the address of the API, and that no gateway responds in its place",
        processed=True,
        passing=False,
        status=status,
        request_id=request_id(headers),
    )


def request_id(headers: Mapping[str, str]) -> str | None:
    """The id under which the vendor's support finds the request (measured: SLPT-Request-ID)."""
    return _text(headers.get("SLPT-Request-ID")) or None


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """``Retry-After`` in seconds, from both of its formats (RFC 9110), or None if it is missing or invalid.

    A date is compared with the response's ``Date``, so the local clock does not matter.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER)
    moment = _http_date(value)
    if moment is None:
        return None
    now = _http_date(headers.get("Date", "")) or datetime.now(timezone.utc)
    return min(max(0.0, (moment - now).total_seconds()), MAX_RETRY_AFTER)


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _may_be_deep(content: bytes) -> bool:
    return content.count(b"[") + content.count(b"{") > MAX_LEVELS


def _is_deeper(body: Any, levels: int) -> bool:
    level = [body]
    for _level in range(levels + 1):
        level = [
            child
            for value in level
            for child in (value.values() if value.__class__ is dict else value)
            if child.__class__ in (dict, list)
        ]
        if not level:
            return False
    return True


def _html_page(request: Request, status: int, headers: Mapping[str, str]) -> TransportError:
    return TransportError(
        f"could not {request.action}: the response is an HTML page, not JSON. Check that base_url is the address of "
        "the API (such as https://<tenant>.api.identitynow.com), not of the user interface",
        processed=True,
        passing=False,
        status=status,
        request_id=request_id(headers),
    )


def _is_html(headers: Mapping[str, str], content: bytes) -> bool:
    return "html" in headers.get("Content-Type", "").lower() or content.lstrip().startswith(b"<")


def _redirect(request: Request, status: int, headers: Mapping[str, str]) -> ApiError:
    target = _text(headers.get("Location", "another address").partition("?")[0])
    return ApiError(
        f"could not {request.action}: the server redirects to {target}, and credentials are not sent there. "
        "Set base_url to the address of the API",
        status=status,
        request_id=request_id(headers),
    )


def _api_error(request: Request, status: int, headers: Mapping[str, str], body: Mapping[str, Any]) -> ApiError:
    text = _error_text(body)
    own = isinstance(body.get("detailCode"), str) or isinstance(body.get("messages"), list)
    identifiers = {
        "detail_code": _text(body.get("detailCode")),
        "tracking_id": _text(body.get("trackingId")),
        "request_id": request_id(headers),
    }
    named = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in identifiers.items() if value)
    message = f"could not {request.action}: {status} {_phrase(status)}".rstrip()
    message += f": {text}" if text else ""
    advice = _advice(request, status, own)
    message = f"{message.rstrip('.')}. {advice}" if advice else message
    return ApiError(
        f"{message} ({named})" if named else message,
        status=status,
        own=own,
        retry_after=retry_after_seconds(headers),
        **identifiers,
    )


def _error_body(content: bytes, secrets: Collection[str]) -> Mapping[str, Any]:
    try:
        body = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(body, dict) or (_may_be_deep(content) and _is_deeper(body, MAX_LEVELS)):
        return {}
    return dict(mask_all({field: body.get(field) for field in ERROR_TEXTS}, secrets))


def _error_text(body: Mapping[str, Any]) -> str:
    """The API's own words, from any of the shapes in which it gives errors."""
    entries = [entry for key in ("messages", "causes") for entry in _list(body.get(key)) if isinstance(entry, dict)]
    # The same text appears once for each locale.
    texts = list(dict.fromkeys(_text(entry.get("text")) for entry in entries))
    texts += [_text(body.get(key)) for key in ("error", "error_description", "message")]
    return _text(" ".join(texts))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A text of the response as a line shows it."""
    return shown(" ".join(value.split())) if isinstance(value, str) else ""


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _advice(request: Request, status: int, own: bool) -> str:
    if request.path == TOKEN_PATH:
        return "Check auth_client_id, auth_client_secret and base_url" if status in (400, 401, 403, 404) else ""
    if status == 401:
        return "The access token has expired or belongs to another tenant. Get a new one, or give client credentials"
    if status == 403:
        return (
            f"The credentials need the scope {request.scope} (or sp:scopes:all) and must be a personal access token of "
            "a user with the level ORG_ADMIN: an API client has no user context"
        )
    if status == 407:
        return (
            "The proxy requires a user and a password. Give them in the option proxy, or in HTTPS_PROXY or HTTP_PROXY"
        )
    if status == 404 and not own:
        return (
            "This response is not from the API. Check that base_url is the address of the API, and that "
            "no gateway blocks it"
        )
    return ""
