# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several calls at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

WORKERS = 8
"""How many requests are under way at once, where nothing else is said. The pace bounds how many there are in all."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_concurrently(function: Callable[[Item], Result], items: Iterable[Item], workers: int = WORKERS) -> list[Result]:
    """What the function makes of each item, in their order. Raises the first error; what was not begun is not done."""
    waiting = list(items)
    if len(waiting) < 2 or workers < 2:
        return [function(item) for item in waiting]
    # Most tasks do without.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(workers, len(waiting))) as pool:
        futures = [pool.submit(function, item) for item in waiting]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            raise
