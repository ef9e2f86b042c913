# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP with one tenant: one session of requests, with connections that are kept open."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

from .._libraries import requests, urllib3
from .connection import Connection, passwords_in
from .encoding import decode, too_long
from .errors import TransportError
from .network_errors import network_error
from .request import Request, Response
from .responses import read_response, request_id
from .route import find_route
from .telemetry import Telemetry
from .version import VERSION
from .wire import bounded_connection_class, without_idle

FIRST_CONTACT_TRIES = 3
"""Attempts for a host that never responded: it is probably misspelled or down, not busy."""

MAX_CONNECTIONS = 64
"""Connections that are kept open: the maximum number of concurrent requests."""

MAX_BYTES = 16 * 2**20
"""The maximum length of a response in bytes: 64 KB for each of the 250 records of a page."""

READ_SIZE = 2**16
"""Bytes per read. Most responses are shorter."""


class _OneHost(requests.adapters.HTTPAdapter if requests else object):  # type: ignore[misc]
    """An adapter for one host, whose pool of connections is looked up once rather than for each request."""

    _pool: Any = None
    _lock = threading.Lock()

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        """The pool of that host, for a request. Asked by requests 2.32 and newer."""
        return self._pool or self._keep(super().get_connection_with_tls_context(*arguments, **options))

    def get_connection(self, *arguments: Any, **options: Any) -> Any:
        """The same. Asked by older versions."""
        return self._pool or self._keep(super().get_connection(*arguments, **options))

    def open(self, url: str, verify: Any, timeout: float) -> None:
        """Open a connection to that host, if none is idle, and keep it. Raises what requests and urllib3 raise."""
        if hasattr(requests.adapters.HTTPAdapter, "get_connection_with_tls_context"):
            pool = self.get_connection_with_tls_context(requests.Request("GET", url).prepare(), verify)
        else:
            pool = self.get_connection(url)
        self.cert_verify(pool, url, verify, None)
        connection = pool._get_conn()
        try:
            if connection.sock is None:
                connection.timeout = timeout
                connection.connect()
                connection.idle_since = time.monotonic()
        except BaseException:
            # After a failed handshake, it would be left with a socket that is closed.
            connection.close()
            raise
        finally:
            pool._put_conn(connection)

    def _keep(self, pool: Any) -> Any:
        with self._lock:
            if self._pool is None:
                pool.ConnectionCls = bounded_connection_class(pool.ConnectionCls)
                pool._get_conn = without_idle(pool._get_conn)
                self._pool = pool
        return self._pool


class Transport:
    """Sends each request once, without retries or redirects. Thread-safe.

    Raises OptionError if the proxy or CA certificates in an option or the environment cannot be used.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unanswered: dict[int, int] = {}
        self._answered = False
        self._given_up = False
        self._common: requests.PreparedRequest | None = None
        # All requests go to one place, so the environment (HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE) is looked at
        # once: per request, that would be a third of its CPU time. Passwords in ~/.netrc are not used.
        self._route = find_route(connection)
        self._secrets = {connection.client_secret or "", connection.access_token or "", *self.proxy_secrets}
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.proxies = dict.fromkeys(("http", "https"), self._route.proxy) if self._route.proxy else {}
        self._session.verify = self._route.verify
        self._adapter = _OneHost(pool_maxsize=MAX_CONNECTIONS)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)
        self._session.headers.update(
            {
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"community.sailpoint/{VERSION} python-requests/{requests.__version__}",
            }
        )

    @property
    def proxy_secrets(self) -> set[str]:
        """The password of the proxy, whether an option or the environment names it."""
        return passwords_in(self._route.proxy or "")

    def connect(self) -> None:
        """Open a connection for a request that is about to be sent. What goes wrong is left to that request to say."""
        if not self._route.proxy:
            with suppress(Exception):
                self._adapter.open(self._connection.base_url, self._route.verify, self._connection.timeout)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def send(self, request: Request, telemetry: Telemetry, token: str | None = None) -> Response:
        """Send a request and return its response.

        Raises ApiError for an error status or a redirect, TransportError if no valid response arrived.
        """
        telemetry.count_request()
        secrets = self._secrets | {token or ""}
        received = None
        try:
            received = self._session.send(
                self._prepared(request, token), timeout=self._connection.timeout, allow_redirects=False, stream=True
            )
            content = self._content(request, received)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            failure = network_error(
                request, self._connection, self._route, error, begun=received is not None, secrets=secrets
            )
            raise self._counted(failure) from None
        self._answered = True
        identifier = request_id(received.headers)
        if identifier:
            telemetry.add_request_id(identifier)
        if received.headers.get("X-Deprecated", "").lower() == "true":
            telemetry.deprecated = True
        return read_response(request, received.status_code, received.headers, content, secrets)

    def _content(self, request: Request, received: requests.Response) -> bytes:
        """The body, without its Content-Encoding. Raises TransportError if it is too long or cannot be decoded."""
        # Not decoded by urllib3: some versions expand a chunk to gigabytes.
        parts: list[bytes] = []
        left = MAX_BYTES
        while left >= 0:
            part = received.raw.read(READ_SIZE, decode_content=False)
            if not part:
                return decode(request, received.headers, b"".join(parts), MAX_BYTES)
            parts.append(part)
            left -= len(part)
        received.close()
        raise too_long(request, MAX_BYTES)

    def _counted(self, failure: TransportError) -> TransportError:
        """The error of a request without a response. A host that never answered any is given up after some tries."""
        thread = threading.get_ident()
        self._unanswered[thread] = self._unanswered.get(thread, 0) + 1
        # Counted by thread, each of which has one request under way: several may fail at once, each for the first time.
        if self._unanswered[thread] >= FIRST_CONTACT_TRIES:
            self._given_up = True
        if self._given_up and not self._answered:
            failure.passing = False
        return failure

    def _prepared(self, request: Request, token: str | None) -> requests.PreparedRequest:
        """The request as it is sent. Raises what requests raises for a base URL or a token that cannot be sent."""
        # Not Session.request, which merges settings for each request: a sixth of the CPU time. To encode the base URL
        # once is another tenth (measured).
        if self._common is None:
            self._common = requests.Request("GET", self._connection.base_url).prepare()
        prepared = self._common.copy()
        query = urlencode(request.query, quote_via=quote, safe="")
        prepared.method = request.method
        prepared.url = f"{str(self._common.url).rstrip('/')}{request.path}{'?' if query else ''}{query}"
        prepared.prepare_headers(self._headers(request, token))
        prepared.prepare_body(request.body, None)
        return prepared

    def _headers(self, request: Request, token: str | None) -> dict[str, str | bytes]:
        headers = dict(self._session.headers)
        if request.content_type:
            headers["Content-Type"] = request.content_type
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return headers
