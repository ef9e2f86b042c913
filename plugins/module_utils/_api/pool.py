# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several calls at a time, on as many threads as the machine gives: down to the one that asks."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from .round_trips import add_round_trips, longest_chain, round_trips

WORKERS = 16
"""How many requests are under way at once, where nothing else is said. The rate limit bounds how many are sent."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Ended(NamedTuple):
    """A call that ended: the number of its item, what it returned or raised, and the round trips that it took."""

    number: int
    value: Any
    error: Exception | None
    trips: int


def each_concurrently(
    function: Callable[[Item], Any],
    items: Iterable[Item],
    workers: int = WORKERS,
    *,
    fatal: type[Exception] | tuple[type[Exception], ...] = (),
) -> Iterator[Ended]:
    """Call the function with each item, several at a time. Yields each call as it ends, in the caller's thread.

    No call begins after one raised an error that is ``fatal``: those calls are never yielded.
    """
    waiting = deque(enumerate(items))

    def call(number: int, item: Item) -> Ended:
        before = round_trips()
        try:
            return Ended(number, function(item), None, round_trips() - before)
        except Exception as error:  # pylint: disable=broad-except
            # Whatever it is (no memory, say), it must not take with it what the other calls did.
            if isinstance(error, fatal):
                waiting.clear()
            return Ended(number, None, error, round_trips() - before)

    ended: SimpleQueue[Ended | None] = SimpleQueue()

    def work() -> None:
        try:
            while waiting:
                ended.put(call(*waiting.popleft()))
        except IndexError:
            # Another thread took the last one.
            pass
        finally:
            ended.put(None)

    started = running = _start(work, min(workers, len(waiting)))
    if not running:
        while waiting:
            yield call(*waiting.popleft())
    trips: dict[int, int] = {}
    try:
        while running:
            one = ended.get()
            if one is None:
                running -= 1
            else:
                trips[one.number] = one.trips
                yield one
    finally:
        waiting.clear()
        if started:
            add_round_trips(longest_chain((trips[number] for number in sorted(trips)), started))


def map_concurrently(function: Callable[[Item], Result], items: Iterable[Item], workers: int = WORKERS) -> list[Result]:
    """What the function makes of each item, in their order. Raises the first error; what was not begun is not done."""
    ended = sorted(each_concurrently(function, items, workers, fatal=Exception), key=lambda one: one.number)
    for one in ended:
        if one.error is not None:
            raise one.error
    return [one.value for one in ended]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What these calls return that do not depend on each other. Raises the first error."""
    return map_concurrently(lambda call: call(), calls, len(calls))


def _start(work: Callable[[], None], workers: int) -> int:
    """Start so many threads, or as many as there can be. Returns how many; none where one would do."""
    if workers < 2:
        return 0
    for number in range(workers):
        # A thread that hangs must not keep a process that is told to end.
        thread = threading.Thread(target=copy_context().run, args=(work,), daemon=True)
        try:
            thread.start()
        except (RuntimeError, MemoryError):
            # "can't start new thread": the limit of a user, of a container, or of the machine.
            return number
    return workers
