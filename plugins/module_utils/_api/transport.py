# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP with one tenant: one session, its TLS and proxy settings, and what can go wrong below HTTP."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .._libraries import requests, urllib3
from .answers import read_answer, request_id
from .call import Answer, Call
from .connection import Connection
from .errors import TransportError
from .telemetry import Telemetry
from .version import VERSION

FIRST_CONTACT_TRIES = 3
"""How often a host that never answered is tried: it is more likely misnamed or down than busy."""

MOST_CONNECTIONS = 64
"""How many connections are kept open: as many as there may be requests under way at once."""

MOST_BYTES = 16 * 2**20
"""The longest answer that is read. The longest there can be is a page of 250 records, so that is 64 KB for each."""

READ_SIZE = 2**16
"""How much is read at once, in bytes: most answers are shorter."""


class _OneHost(requests.adapters.HTTPAdapter if requests else object):  # type: ignore[misc]
    """An adapter for one host, whose pool of connections is looked up once rather than for each request."""

    _pool: Any = None

    def get_connection_with_tls_context(self, *arguments: Any, **options: Any) -> Any:
        """The pool of that host, for a request. Asked by requests 2.32 and newer."""
        if self._pool is None:
            self._pool = super().get_connection_with_tls_context(*arguments, **options)
        return self._pool


class Transport:
    """Sends each call once: it neither repeats nor follows anything. Several threads may share it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unanswered = 0
        self._answered = False
        self._session = requests.Session()
        proxies = dict.fromkeys(("http", "https"), connection.proxy) if connection.proxy else {}
        # All requests go to one place, so the environment (HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE) is looked at
        # once: for each request, that would be a third of its work. And no password is taken out of ~/.netrc.
        settings = self._session.merge_environment_settings(connection.base_url, proxies, None, connection.verify, None)
        self._session.trust_env = False
        self._session.proxies = settings["proxies"]
        self._session.verify = settings["verify"]
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _OneHost(pool_maxsize=MOST_CONNECTIONS))
        self._session.headers.update(
            {
                "Accept": "application/json",
                "User-Agent": f"community.sailpoint/{VERSION} python-requests/{requests.__version__}",
            }
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def send(self, call: Call, telemetry: Telemetry, token: str | None = None) -> Answer:
        """Send a call and return its answer.

        Raises ApiError for an error status or a redirect, TransportError where no usable answer arrived.
        """
        telemetry.count_request()
        try:
            # Not by Session.request, which merges settings anew each time: a sixth of the work for nothing.
            request = requests.Request(call.method, self._url(call), self._headers(call, token), data=call.body)
            response = self._session.send(
                request.prepare(), timeout=self._connection.timeout, allow_redirects=False, stream=True
            )
            content = self._content(call, response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            self._unanswered += 1
            raise self._transport_error(call, error) from None
        self._answered = True
        identifier = request_id(response.headers)
        if identifier:
            telemetry.add_request_id(identifier)
        if response.headers.get("X-Deprecated", "").lower() == "true":
            telemetry.deprecated = True
        return read_answer(call, response.status_code, response.headers, content)

    def _content(self, call: Call, response: requests.Response) -> bytes:
        """The body, without its Content-Encoding. Raises TransportError where it is too long or comes too slowly."""
        # Neither requests nor urllib3 bounds the whole. read1 (urllib3 2) returns what there is, and need not fill up.
        read = getattr(response.raw, "read1", response.raw.read)
        end = time.monotonic() + self._connection.timeout
        parts: list[bytes] = []
        left = MOST_BYTES
        while True:
            part = read(READ_SIZE, decode_content=True)
            if not part:
                return b"".join(parts)
            parts.append(part)
            left -= len(part)
            slow = time.monotonic() > end
            if left < 0 or slow:
                response.close()
                fault = f"was not whole within {self._connection.timeout:g} s"
                if not slow:
                    fault = f"is longer than {MOST_BYTES // 2**20} MB: check base_url"
                raise TransportError(
                    f"could not {call.action}: the answer of {self._host} {fault}", processed=True, passing=slow
                )

    def _headers(self, call: Call, token: str | None) -> dict[str, str | bytes]:
        headers = dict(self._session.headers)
        if call.content_type:
            headers["Content-Type"] = call.content_type
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return headers

    @property
    def _host(self) -> str:
        return urlsplit(self._connection.base_url).netloc

    def _url(self, call: Call) -> str:
        query = urlencode(call.query, quote_via=quote, safe="")
        return f"{self._connection.base_url}{call.path}{'?' if query else ''}{query}"

    def _transport_error(self, call: Call, error: Exception) -> TransportError:
        host = self._host
        chain = list(_chain(error))
        processed = True
        passing = True
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in chain):
            reason = (
                f"the certificate of {host} does not verify ({_reason(chain)}): set ca_path to the CA that signed it"
            )
            processed = passing = False
        elif any(isinstance(cause, socket.gaierror) for cause in chain):
            reason = f"the host of {_endpoint(self._connection, error)} does not resolve: check it"
            processed = passing = False
        elif isinstance(error, requests.exceptions.ProxyError):
            reason = f"the proxy does not let the request through ({_reason(chain)}): check the option proxy"
            processed = False
        elif isinstance(error, requests.exceptions.ConnectTimeout):
            reason = f"{host} did not accept a connection within {self._connection.timeout:g} s"
            processed = False
        elif any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in chain):
            reason = f"no connection to {host} ({_reason(chain)}): check that it runs and that base_url is right"
            processed = False
        elif isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)):
            reason = f"{host} did not answer within {self._connection.timeout:g} s"
        elif isinstance(error, ValueError):
            # All that requests and urllib3 have to say against a URL.
            reason = "base_url or proxy is not a usable URL"
            processed = passing = False
        else:
            reason = f"the connection to {host} broke before the answer was whole ({_reason(chain)})"
        if not self._answered and self._unanswered >= FIRST_CONTACT_TRIES:
            passing = False
        return TransportError(f"could not {call.action}: {reason}", processed=processed, passing=passing)


def _endpoint(connection: Connection, error: Exception) -> str:
    return (
        "the option proxy" if isinstance(error, requests.exceptions.ProxyError) else f"base_url {connection.base_url}"
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it, outermost first; urllib3 keeps a cause in ``reason`` or in ``args``."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]


def _reason(chain: list[BaseException]) -> str:
    """The innermost system or TLS error, in words."""
    for cause in reversed(chain):
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return str(getattr(cause, "verify_message", "") or cause.strerror or cause)
    return type(chain[0]).__name__
