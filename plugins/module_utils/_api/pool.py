# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run calls in threads. If the host cannot start threads, the calls run one by one in the calling thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from .round_trips import add_round_trips, longest_chain, round_trips

WORKERS = 16
"""The default number of concurrent calls. The rate limit bounds the requests that these send."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Completed(NamedTuple):
    """A completed call: the index of its item, its return value or error, and its number of round trips."""

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
) -> Iterator[Completed]:
    """Call the function with each item concurrently. Yields each call as it completes, in the caller's thread.

    After a call raised a ``fatal`` error, no further call starts; calls that did not start are not yielded.
    """
    waiting = deque(enumerate(items))

    def call(number: int, item: Item) -> Completed:
        before = round_trips()
        try:
            return Completed(number, function(item), None, round_trips() - before)
        except Exception as error:  # pylint: disable=broad-except
            # Any error, such as a lack of memory, must not lose the results of the other calls.
            if isinstance(error, fatal):
                waiting.clear()
            return Completed(number, None, error, round_trips() - before)

    ended: SimpleQueue[Completed | None] = SimpleQueue()

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
    """The return values in the order of the items. Raises the first error, after which no further call starts."""
    ended = sorted(each_concurrently(function, items, workers, fatal=Exception), key=lambda one: one.number)
    for one in ended:
        if one.error is not None:
            raise one.error
    return [one.value for one in ended]


def in_parallel(*calls: Callable[[], Any]) -> list[Any]:
    """The return values of independent calls that run concurrently. Raises the first error."""
    return map_concurrently(lambda call: call(), calls, len(calls))


def _start(work: Callable[[], None], workers: int) -> int:
    """Start up to ``workers`` threads. Returns how many started; 0 if a single worker is enough."""
    if workers < 2:
        return 0
    for number in range(workers):
        # Daemon threads: a thread that hangs must not block the exit of the process.
        thread = threading.Thread(target=copy_context().run, args=(work,), daemon=True)
        try:
            thread.start()
        except (RuntimeError, MemoryError):
            # "can't start new thread": the limit of a user, of a container, or of the machine.
            return number
    return workers
