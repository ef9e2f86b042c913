# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory of a run. A module has its own; on the controller, all processes of a run share one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol, TypeVar

from .deadline import Deadline

Result = TypeVar("Result")


class Memory(Protocol):
    """Small JSON values and lists of them, by name. No method raises: if sharing fails, the memory is local."""

    @property
    def shared(self) -> bool:
        """Whether it has the entries of all processes of the run."""

    def locked(self, name: str, deadline: Deadline) -> AbstractContextManager[None]:
        """A lock, across processes. After a timeout, the context is entered without it."""

    def read(self, name: str) -> Any:
        """The value last written, or None. The caller must validate it."""

    def write(self, name: str, value: Any) -> None:
        """Replace the value of that name atomically."""

    def add(self, name: str, entry: Any) -> None:
        """Add an entry to the list of that name."""

    def entries(self, name: str) -> Sequence[Any]:
        """All entries of that list, oldest first. The caller must validate them."""

    def update(self, name: str, change: Callable[[bytes], tuple[bytes, Result]]) -> Result:
        """Replace the bytes of a name by those that ``change`` returns (its first argument is ``b""``), under a lock.

        Returns the result of ``change``, which must not wait, and which may be called again if the memory fails.
        """


class LocalMemory:
    """The memory of one process, for its threads."""

    shared = False

    def __init__(self) -> None:
        self._locks: dict[str, threading.Lock] = {}
        self._values: dict[str, Any] = {}
        self._lists: dict[str, list[Any]] = {}
        self._bytes: dict[str, bytes] = {}

    @contextmanager
    def locked(self, name: str, deadline: Deadline) -> Iterator[None]:
        """One thread at a time."""
        with self._locks.setdefault(name, threading.Lock()):
            yield

    def read(self, name: str) -> Any:
        """The value of that name, or None."""
        return self._values.get(name)

    def write(self, name: str, value: Any) -> None:
        """Replace the value of that name."""
        self._values[name] = value

    def add(self, name: str, entry: Any) -> None:
        """Add an entry to the list of that name."""
        self._lists.setdefault(name, []).append(entry)

    def entries(self, name: str) -> Sequence[Any]:
        """All entries of that list."""
        return tuple(self._lists.get(name, ()))

    def update(self, name: str, change: Callable[[bytes], tuple[bytes, Result]]) -> Result:
        """Replace the bytes of that name."""
        with self._locks.setdefault(name, threading.Lock()):
            self._bytes[name], result = change(self._bytes.get(name, b""))
            return result
