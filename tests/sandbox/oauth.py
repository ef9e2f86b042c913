# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint. As the vendor's, it reads a form in the body, url-encoded or multipart, or in the query."""

from __future__ import annotations

from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from tests.sandbox.errors import oauth_error
from tests.sandbox.web import TENANT, answer

FIELDS = frozenset({"grant_type", "client_id", "client_secret"})


async def issue_token(request: web.Request) -> web.Response:
    """POST credentials, for an access token."""
    tenant = request.app[TENANT]
    form = {**_form(await request.read(), _content_type(request)), **request.query}
    if not form:
        raise oauth_error(400, "invalid_request", "The credentials must be a form.")
    if form.get("grant_type") != "client_credentials":
        raise oauth_error(400, "unsupported_grant_type", "Only client_credentials is supported.")
    credential = tenant.tokens.authenticate(form.get("client_id", ""), form.get("client_secret", ""))
    if credential is None:
        raise oauth_error(401, "invalid_client", "Bad client credentials")
    lifetime = tenant.settings.token_lifetime
    return answer(
        {
            "access_token": tenant.tokens.issue(credential, lifetime),
            "token_type": "bearer",
            "expires_in": int(lifetime),
            "scope": " ".join(sorted(credential.scopes)),
            "tenant_id": "00000000-0000-0000-0000-000000000000",
            "pod": "sandbox",
            "org": "sandbox",
            "strong_auth_supported": True,
        }
    )


def logged_path(request: web.Request) -> str:
    """The path and query of a token request, without secrets."""
    query = _without_secrets(request.query)
    return f"{request.path}?{urlencode(query, safe='*')}" if request.query_string else request.path


def logged_body(request: web.Request, content: bytes) -> dict[str, str] | None:
    """The form of a token request, without secrets."""
    return _without_secrets(_form(content, _content_type(request))) or None


def _without_secrets(form: Mapping[str, str]) -> dict[str, str]:
    # Only the fields known to be no secrets: a misplaced secret is still a secret.
    shown = {name: form[name] for name in ("grant_type", "client_id") if name in form}
    return shown | ({"client_secret": "***"} if "client_secret" in form else {})


def _content_type(request: web.Request) -> str:
    return request.headers.get("Content-Type", "")


def _form(content: bytes, content_type: str) -> dict[str, str]:
    """The fields of a form; none if the content type is another."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
    if kind != "multipart/form-data":
        return {}
    head = f"Content-Type: {content_type}\r\n\r\n".encode("utf-8", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + content)
    fields = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="Content-Disposition")
        value = part.get_payload(decode=True) or b""
        fields[str(name)] = value.decode("utf-8", "replace").removesuffix("\r\n")
    return fields
