# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access token of a tenant: given, or fetched with client credentials and renewed in time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from urllib.parse import urlencode

from .answers import wrong_shape
from .call import Answer, Call
from .connection import Connection
from .paths import TOKEN_PATH
from .retry import Deadline

RENEWAL_MARGIN = 30.0
"""Seconds before its end at which a token is renewed; at most half of its life, for those that live shorter."""

TOKEN_PATTERN = re.compile(r"[!-~]+")
"""What a header can carry."""


class Token:
    """The token of one connection. ``fetch`` sends the token request, with retries."""

    def __init__(self, connection: Connection, fetch: Callable[[Call, Deadline], Answer]) -> None:
        self._connection = connection
        self._fetch = fetch
        self._value = connection.access_token
        self._renew_at = float("inf")
        self.issued: set[str] = set()
        """All tokens so far, which must not be shown either."""

    @property
    def renewable(self) -> bool:
        """Whether another token can be had in place of this one."""
        return not self._connection.access_token

    def value(self, deadline: Deadline) -> str:
        """The token, fetched where there is none or where it is about to end. Raises RequestError."""
        if self._value is None or time.monotonic() >= self._renew_at:
            self._value, lifetime = self._request(deadline)
            self.issued.add(self._value)
            self._renew_at = time.monotonic() + lifetime - min(RENEWAL_MARGIN, lifetime / 2)
        return self._value

    def discard(self) -> None:
        """Forget the token: the tenant refused it."""
        self._value = None

    def _request(self, deadline: Deadline) -> tuple[str, float]:
        call = Call(
            "POST",
            TOKEN_PATH,
            "get an access token",
            body=urlencode(
                {
                    "grant_type": "client_credentials",
                    "client_id": self._connection.client_id,
                    "client_secret": self._connection.client_secret,
                }
            ).encode("ascii"),
            content_type="application/x-www-form-urlencoded",
        )
        body = self._fetch(call, deadline).body
        value = body.get("access_token") if isinstance(body, dict) else None
        lifetime = body.get("expires_in") if isinstance(body, dict) else None
        if not isinstance(value, str) or not TOKEN_PATTERN.fullmatch(value):
            raise wrong_shape(call, "a token")
        # Without a lifetime nothing can be renewed ahead; a 401 still renews.
        return value, float(lifetime) if isinstance(lifetime, (int, float)) and lifetime > 0 else float("inf")
