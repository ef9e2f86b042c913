# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The port of a tenant, which can be closed for a while: connections are refused then."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from typing import Any

from aiohttp import web

HOST = "127.0.0.1"


class Listener:
    """Listens on a port, and on the same one again after a while."""

    def __init__(self, runner: web.AppRunner, port: int, ssl_context: ssl.SSLContext | None) -> None:
        self._runner = runner
        self._ssl_context = ssl_context
        self._site: web.TCPSite | None = None
        # What keeps the port ours while nobody listens on it.
        self._placeholder: socket.socket | None = None
        self._reopening: asyncio.Task[None] | None = None
        # A site that is being opened is neither open nor closed.
        self._changing = asyncio.Lock()
        self.port = port

    async def open(self) -> None:
        """Listen, if it does not. Raises OSError."""
        self._stay_closed()
        async with self._changing:
            if self._site:
                return
            if self._placeholder:
                self._placeholder.close()
                self._placeholder = None
            site = web.TCPSite(self._runner, HOST, self.port, ssl_context=self._ssl_context, backlog=1024)
            await site.start()
            self._site = site
            self.port = self._runner.addresses[-1][1]

    async def close_for(self, seconds: float, spared: Any) -> None:
        """Refuse connections for so many seconds, and end all those there are, but the one that is ``spared``."""
        async with self._changing:
            if self._site:
                await self._site.stop()
                self._site = None
                self._placeholder = socket.socket()
                self._placeholder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self._placeholder.bind((HOST, self.port))
            for connection in self._runner.server.connections if self._runner.server else []:
                transport = connection.transport
                if transport and transport is not spared and transport.get_extra_info("sockname")[1] == self.port:
                    transport.abort()
            self._stay_closed()
            self._reopening = asyncio.create_task(self._open_after(seconds))

    def _stay_closed(self) -> None:
        if self._reopening:
            self._reopening.cancel()
            self._reopening = None

    async def _open_after(self, seconds: float) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(seconds)
            # From here on it is not to be cancelled.
            self._reopening = None
            await self.open()


LISTENER: web.AppKey[Listener] = web.AppKey("listener", Listener)
