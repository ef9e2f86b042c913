# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read one response from a connection: within a time limit, and nothing after it.

``http.client`` limits neither the time of a whole response nor the number of interim responses. It also takes ``103
Early Hints`` for the final response; on a kept-open connection, each request would then get the response to the
previous one.
"""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse, RemoteDisconnected
from typing import Any

MAX_IDLE = 2.0
"""Seconds after which an idle connection is not reused. Servers close idle connections after 5 seconds or more."""


class UnexpectedResponseError(HTTPException):
    """The server sent something other than one final response to one request."""


class ClosedConnectionError(RemoteDisconnected):
    """The server closed a kept-open connection before it responded to the next request."""


class BoundedResponse(HTTPResponse):
    """A response that must be complete within the timeout of its socket, counted from the request.

    Raises ``socket.timeout`` after that, and UnexpectedResponseError for an interim response or for bytes after the
    response. The connection is then not reused.
    """

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._socket = sock
        self._received = _Received(self.fp.detach(), sock)
        self.fp = io.BufferedReader(self._received)
        self._has_more = False
        self._body_is_ignored = False

    def begin(self) -> None:
        """Read the status line and the headers."""
        super().begin()
        if self.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED) and (
            self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers
        ):
            # The response announces a body that its status does not allow; it is not read.
            self.will_close = self._body_is_ignored = True

    def read(self, amt: int | None = None) -> bytes:
        """Read the body, or so many bytes of it."""
        data = super().read(amt)
        if self._has_more:
            raise UnexpectedResponseError("more bytes follow the response")
        return data

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]  # not in typeshed
        if status < HTTPStatus.OK:
            raise UnexpectedResponseError(f"its status {status} is not a final one")
        return version, status, reason

    def _close_conn(self) -> None:
        # Called at the end of the body.
        self._received.ended = True
        self._has_more = not self._body_is_ignored and self._has_more_bytes()
        if self._has_more:
            # urllib3 checks for a closed connection before reuse.
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        super()._close_conn()  # type: ignore[misc]  # not in typeshed

    def _has_more_bytes(self) -> bool:
        """Whether more bytes arrived after this response. TLS buffers decrypted bytes separately."""
        return bool(self.fp.peek(1) or getattr(self._socket, "pending", int)())


class _Received(io.RawIOBase):
    """The stream of a socket, limited by one timeout for the whole response."""

    def __init__(self, received: Any, sock: Any) -> None:
        self._received = received
        self._socket = sock
        self._timeout = sock.gettimeout()
        self._end = time.monotonic() + self._timeout
        self.ended = False
        """Set to receive nothing more."""

    def readable(self) -> bool:
        """As any stream that is read from."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Receive into the buffer."""
        if self.ended:
            return 0
        left = self._end - time.monotonic()
        if left <= 0:
            raise socket.timeout
        self._socket.settimeout(left)
        try:
            received: int | None = self._received.readinto(buffer)
        finally:
            # The next request has the whole timeout again.
            self._socket.settimeout(self._timeout)
        return received

    def close(self) -> None:
        """Let go of the socket."""
        self._received.close()
        super().close()


def bounded_connection_class(connection_class: Any) -> Any:
    """A connection class of urllib3 whose answers are bounded, and which knows since when it has been idle."""

    class Bounded(connection_class):  # type: ignore[misc]  # which class it is depends on the URL
        response_class = BoundedResponse
        idle_since: float | None = None
        """When it was last answered, or opened in advance; None if it was opened for the request under way."""

        def connect(self) -> None:
            self.idle_since = None
            super().connect()
            # With validate_certs: false, urllib3 would warn for each connection.
            self.is_verified = True

        def request(self, *arguments: Any, **options: Any) -> None:
            with self._telling():
                super().request(*arguments, **options)

        def getresponse(self) -> Any:
            with self._telling():
                response = super().getresponse()
            self.idle_since = time.monotonic()
            return response

        @property
        def is_connected(self) -> bool:
            """Whether the connection can be reused. Called by urllib3 2."""
            return bool(super().is_connected or (self._has_no_data() and super().is_connected))

        def _has_no_data(self) -> bool:
            """Whether only TLS 1.3 session tickets have arrived, which follow the handshake. Reads them."""
            if self.sock is None:
                return False
            timeout = self.sock.gettimeout()
            self.sock.settimeout(0)
            try:
                self.sock.recv(1)
            except ssl.SSLWantReadError:
                return True
            except OSError:
                return False
            finally:
                self.sock.settimeout(timeout)
            return False

        @contextlib.contextmanager
        def _telling(self) -> Iterator[None]:
            try:
                yield
            except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
                if self.idle_since is None:
                    raise
                raise ClosedConnectionError(str(error)) from error

    return Bounded


def without_idle(take: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``take``, which gets a connection from a urllib3 pool: one idle for too long is replaced.

    The server may be closing it at that moment, and it would be unknown whether it processed the request.
    """

    def take_fresh(*arguments: Any, **options: Any) -> Any:
        connection = take(*arguments, **options)
        idle_since = getattr(connection, "idle_since", None)
        if idle_since is not None and time.monotonic() - idle_since > MAX_IDLE:
            # It opens itself when it is used.
            connection.close()
        return connection

    return take_fresh
