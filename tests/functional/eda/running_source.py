# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""An event source that runs as in ansible-rulebook, in a loop of its own beside the test."""

from __future__ import annotations

import asyncio
import pathlib
import queue
import runpy
import threading
from typing import Any

LONGEST = 30.0
"""Seconds after which something that should have happened has not."""


class RunningSource:
    """Runs ``main`` of the file, by its path, until it is stopped."""

    def __init__(self, path: pathlib.Path, arguments: dict[str, Any]) -> None:
        self._main = runpy.run_path(str(path))["main"]
        self._arguments = arguments
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._ready = threading.Event()
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(LONGEST)

    def event(self) -> dict[str, Any]:
        """The next event; waits for it."""
        return self._events.get(timeout=LONGEST)

    def pending(self) -> list[dict[str, Any]]:
        """The events that have come and were not taken yet."""
        return [self._events.get_nowait() for _event in range(self._events.qsize())]

    def ended(self) -> BaseException | None:
        """Wait until it has ended by itself. Returns the error that it ended with."""
        self._thread.join(LONGEST)
        assert not self._thread.is_alive()
        return self.error

    def stop(self) -> None:
        """Cancel it, and wait until its loop is closed."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self.ended()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._task = asyncio.create_task(self._main(events, self._arguments))
        self._ready.set()
        taker = asyncio.create_task(self._take(events))
        try:
            await self._task
        except asyncio.CancelledError as error:
            self.error = error
        except Exception as error:
            self.error = error
        taker.cancel()

    async def _take(self, events: asyncio.Queue[dict[str, Any]]) -> None:
        while True:
            self._events.put(await events.get())
