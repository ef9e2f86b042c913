# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The access token of a tenant: given, or fetched with client credentials and renewed in time."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from urllib.parse import urlencode

from .connection import Connection
from .deadline import Deadline
from .errors import OptionError
from .memory import LocalMemory, Memory
from .paths import TOKEN_PATH
from .request import Request, Response
from .responses import unexpected_body

RENEWAL_MARGIN = 30.0
"""Seconds before expiry at which a token is renewed; at most half of its lifetime."""

TOKEN_PATTERN = re.compile(r"[!-~]{1,65536}")
"""The characters allowed in a header."""

MAX_REMEMBERED = 50
"""How many tokens are kept for masking. Older ones have expired."""

MAX_LIFETIME = 10.0**9
"""Seconds. Longer lifetimes are reduced to this."""


@dataclass(frozen=True)
class IssuedToken:
    """A token, and the time (``time.monotonic``) at which it must be renewed."""

    value: str = field(repr=False)
    renew_at: float


class Token:
    """The token of one connection."""

    def __init__(self, connection: Connection, memory: Memory | None = None) -> None:
        self._connection = connection
        self._memory = memory or LocalMemory()
        # The token depends on the credentials, the address and the proxy.
        described = json.dumps(astuple(connection)).encode()
        self._name = f"token-{hashlib.sha256(described).hexdigest()}"
        self._current: IssuedToken | None = None
        self._fetching = threading.Lock()
        self._issued: deque[str] = deque(maxlen=MAX_REMEMBERED)
        if connection.access_token:
            self._current = IssuedToken(connection.access_token, float("inf"))

    @property
    def issued(self) -> set[str]:
        """The tokens so far, which must not be shown either."""
        return set(self._issued)

    @property
    def renewable(self) -> bool:
        """Whether another token can be had in place of this one."""
        return not self._connection.access_token

    def value(
        self,
        fetch: Callable[[Request], Response],
        deadline: Deadline,
        refused: str | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> str:
        """The token. It is fetched if there is none, if it is about to expire, or if it is the ``refused`` one.

        ``fetch`` sends the token request, with retries. ``meanwhile`` is called while another thread fetches the
        token. Raises RequestError.
        """
        current = _usable(self._current, refused)
        if current is not None:
            return current.value
        if not self._fetching.acquire(blocking=False):
            meanwhile()
            self._fetching.acquire()
        try:
            current = self._kept(refused)
            if current is None:
                with self._memory.locked(self._name, deadline):
                    # Another thread or process may have fetched a token in the meantime.
                    current = self._kept(refused)
                    if current is None:
                        value, lifetime = self.fetch(fetch)
                        current = IssuedToken(value, time.monotonic() + lifetime - min(RENEWAL_MARGIN, lifetime / 2))
                        self._memory.write(self._name, [current.value, current.renew_at])
            self._current = current
        finally:
            self._fetching.release()
        self._issued.append(current.value)
        return current.value

    def fetch(self, fetch: Callable[[Request], Response]) -> tuple[str, float]:
        """A new token, and its lifetime in seconds; infinite if the tenant does not return it.

        Raises OptionError without client credentials, or RequestError.
        """
        if not (self._connection.client_id and self._connection.client_secret):
            raise OptionError(
                "no client credentials to get a token with. Set auth_client_id and auth_client_secret (or "
                "SAIL_CLIENT_ID and "
                "SAIL_CLIENT_SECRET)"
            )
        request = Request(
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
        body = fetch(request).body
        value = body.get("access_token") if isinstance(body, dict) else None
        lifetime = body.get("expires_in") if isinstance(body, dict) else None
        if not isinstance(value, str) or not TOKEN_PATTERN.fullmatch(value):
            raise unexpected_body(request, "a token")
        self._issued.append(value)
        # Without a lifetime, only a 401 renews the token.
        seconds = float("inf")
        if isinstance(lifetime, (int, float)) and lifetime > 0:
            seconds = float(min(lifetime, MAX_LIFETIME))
        return value, seconds

    def _kept(self, refused: str | None) -> IssuedToken | None:
        """The token that the memory keeps, if it can be used. No file is trusted to hold one."""
        kept = self._memory.read(self._name)
        if not isinstance(kept, list) or list(map(type, kept)) != [str, float] or not TOKEN_PATTERN.fullmatch(kept[0]):
            return None
        return _usable(IssuedToken(*kept), refused)


def _usable(token: IssuedToken | None, refused: str | None) -> IssuedToken | None:
    return token if token and token.value != refused and time.monotonic() < token.renew_at else None
