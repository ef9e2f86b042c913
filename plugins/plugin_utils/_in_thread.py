# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run blocking work without blocking an event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


async def in_thread(work: Callable[[], Result]) -> Result:
    """What ``work`` returns, or the error that it raises, while the loop stays free.

    Unlike with ``asyncio.to_thread``, neither the loop nor the process waits for the thread when it ends. A cancelled
    caller continues at once, even if a server does not respond.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(set_outcome: Callable[[Any], None], outcome: Any) -> None:
        if not future.done():
            set_outcome(outcome)

    def run() -> None:
        set_outcome: Callable[[Any], None] = future.set_result
        outcome: Any
        try:
            outcome = work()
        except Exception as error:  # pylint: disable=broad-except
            outcome, set_outcome = error, future.set_exception
        # If the loop was closed meanwhile, nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, set_outcome, outcome)

    try:
        threading.Thread(target=run, daemon=True).start()
    except RuntimeError:
        # The host cannot start threads: block the loop instead.
        run()
    return await future
