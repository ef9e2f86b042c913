# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that answers with bytes as they are: what no HTTP server would send."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

Script = Callable[[socket.socket], None]


def answer(body: bytes = b"[]", *headers: str, status: str = "200 OK") -> bytes:
    """A whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def again_and_again(piece: bytes, pause: float = 0.0, start: bytes = b"") -> Script:
    """Send a piece without end, and pause for so many seconds each time."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return send


class RawServer:
    """Answers each request with the next of its scripts, and those after the last with that one.

    ``served`` is how many each connection had, and ``requests`` has the first line of each request.
    """

    def __init__(
        self,
        listener: socket.socket,
        scripts: tuple[bytes | Script, ...],
        on_connection: Callable[[int], object] = lambda _count: None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.address = f"127.0.0.1:{listener.getsockname()[1]}"
        self.url = f"{'https' if context else 'http'}://{self.address}"
        self.served: list[int] = []
        self.requests: list[str] = []
        self._listener = listener
        self._scripts = list(scripts)
        self._on_connection = on_connection
        self._context = context
        self._connections: list[socket.socket] = []

    @classmethod
    @contextlib.contextmanager
    def start(cls, *scripts: bytes | Script, **options: Any) -> Iterator[RawServer]:
        """Start a server on a free port, and end it afterwards. With a ``context`` it speaks TLS.

        It calls ``on_connection`` with each connection, with how many there have been.
        """
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = cls(listener, scripts, **options)
            threading.Thread(target=server._accept, daemon=True).start()
            yield server
            # Closed alone, it would still be waited on.
            listener.shutdown(socket.SHUT_RDWR)
            for connection in server._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                self._connections.append(connection)
                self.served.append(0)
                number = len(self.served) - 1
                threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self._context:
                connection = stack.enter_context(self._context.wrap_socket(connection, server_side=True))
                self._connections[number] = connection
            self._on_connection(number + 1)
            while self._has_request(connection):
                self.served[number] += 1
                script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)

    def _has_request(self, connection: socket.socket) -> bool:
        received = b""
        while b"\r\n\r\n" not in received:
            more = connection.recv(2**16)
            if not more:
                return False
            received += more
        self.requests.append(received.partition(b"\r\n")[0].decode())
        return True
