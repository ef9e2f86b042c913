# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: credentials, access tokens and scopes."""

from __future__ import annotations

import base64
import json
import secrets
import time
from dataclasses import dataclass

ALL_SCOPES = "sp:scopes:all"


@dataclass(frozen=True)
class Credential:
    """A personal access token (with a ``user``) or an API client (without)."""

    client_id: str
    client_secret: str
    scopes: frozenset[str] = frozenset({ALL_SCOPES})
    user: bool = True


PAT = Credential("sandbox-pat", "sandbox-pat-secret")
API_CLIENT = Credential("sandbox-api", "sandbox-api-secret", user=False)


@dataclass(frozen=True)
class Access:
    """What an operation takes: any of the scopes, and a user unless ``application`` credentials do."""

    scopes: frozenset[str]
    application: bool

    def granted_to(self, credential: Credential) -> bool:
        """Whether the credential has one of the scopes and, where that is needed, a user."""
        has_scope = bool(credential.scopes & (self.scopes | {ALL_SCOPES}))
        return has_scope and (credential.user or self.application)


def _encoded(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


class Tokens:
    """The credentials that a tenant knows, and the access tokens that it gave."""

    def __init__(self) -> None:
        self._credentials: dict[str, Credential] = {}
        self._issued: dict[str, tuple[Credential, float]] = {}
        self._numbers: dict[str, int] = {}
        for credential in (PAT, API_CLIENT):
            self.add(credential)

    def add(self, credential: Credential) -> None:
        """Make a credential known."""
        self._credentials[credential.client_id] = credential

    def authenticate(self, client_id: str, client_secret: str) -> Credential | None:
        """The credential of that id and secret, or None."""
        credential = self._credentials.get(client_id)
        if credential and secrets.compare_digest(credential.client_secret.encode(), client_secret.encode()):
            return credential
        return None

    def issue(self, credential: Credential, lifetime: float) -> str:
        """A new access token that lives for so many seconds: a JSON Web Token that names its client id."""
        parts = {"alg": "none"}, {"client_id": credential.client_id, "jti": secrets.token_hex(16)}
        token = ".".join([*map(_encoded, parts), secrets.token_urlsafe(48)])
        self._issued[token] = (credential, time.monotonic() + lifetime)
        self._numbers[token] = len(self._numbers) + 1
        return token

    @property
    def given(self) -> list[str]:
        """All access tokens so far, those that have ended too."""
        return list(self._numbers)

    def holder(self, token: str) -> Credential | None:
        """Whose token it is, or None where it is unknown or expired."""
        credential, end = self._issued.get(token, (None, 0.0))
        return credential if time.monotonic() < end else None

    def number(self, token: str) -> int:
        """The how manieth token it is; 0 for one that was not issued here."""
        return self._numbers.get(token, 0)

    def expire(self) -> None:
        """End all access tokens."""
        self._issued.clear()
