# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory of an Ansible run. Tasks, hosts and forks share it as files in the run's private folder.

Ansible creates the folder (``local_tmp``) for each run with mode 0700 and removes it at the end. If the folder is
missing, full or read-only, if its file system has no locks, or if a file belongs to another user, the process continues
with a local memory.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import pathlib
import stat
import struct
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from ansible import constants
from ansible_collections.community.sailpoint.plugins.module_utils._api.deadline import Deadline
from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import LocalMemory

SHORTEST_POLL, MAX_POLL = 0.0001, 0.02
"""Seconds between attempts to take a lock that another process holds: twice as long each time."""

MAX_LOCK = 5.0
"""Seconds to wait for a lock. Its holder may be suspended, and then never releases it."""

MAX_BYTES = 16 * 2**20
"""The longest file that is read."""

STATE = "state"
"""The file that says whether this memory has everything that was added to it."""

WHOLE, NOT_WHOLE = b"1", b"0"

FRAME = struct.Struct("=II")
"""What precedes the bytes of ``update`` in their file: how many they are, and their CRC-32."""

MAX_FRAMED = 2**16
"""The most bytes that are read of such a file."""

Result = TypeVar("Result")


class _BytesFile(NamedTuple):
    """A file of ``update``. The lock of a file is that of its process, so threads need one of their own."""

    descriptor: int
    lock: threading.Lock


class RunMemory:
    """Keeps values in files of a folder that only their owner can read. See ``Memory``."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._own = LocalMemory()
        self._shared: bool | None = None
        self._read: dict[str, tuple[int, list[Any]]] = {}
        self._files: dict[tuple[int, str], _BytesFile] = {}

    @property
    def shared(self) -> bool:
        """Whether the folder works, and has worked for every process of the run so far."""
        if self._shared is None:
            self._shared = True
            try:
                self._check()
            except OSError:
                self._give_up()
        return self._shared

    @contextmanager
    def locked(self, name: str, deadline: Deadline) -> Iterator[None]:
        """One thread of one process at a time. After some seconds it does without: better two tokens than none."""
        with self._own.locked(name, deadline):
            descriptor = self._lock(f"{name}.lock", deadline) if self.shared else None
            try:
                yield
            finally:
                if descriptor is not None:
                    # This frees the lock.
                    os.close(descriptor)

    def read(self, name: str) -> Any:
        """The value that was written last, or None."""
        if self.shared:
            try:
                with open(self._open(name, os.O_RDONLY), encoding="ascii") as file:
                    return json.loads(file.read(MAX_BYTES))
            except FileNotFoundError:
                return None
            except (OSError, ValueError, RecursionError):
                self._give_up()
        return self._own.read(name)

    def write(self, name: str, value: Any) -> None:
        """Write a value, so that others see it whole or not at all."""
        self._own.write(name, value)
        if self.shared:
            try:
                self._replace(name, json.dumps(value))
            except OSError:
                self._give_up()

    def add(self, name: str, entry: Any) -> None:
        """Add an entry to a list."""
        self._own.add(name, entry)
        if self.shared:
            # Each entry is a line. One write to the end of a file is not interleaved with another.
            line = f"\n{json.dumps(entry)}\n".encode("ascii")
            try:
                descriptor = self._open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
                try:
                    written = os.write(descriptor, line)
                finally:
                    os.close(descriptor)
                if written < len(line):
                    self._give_up()
            except OSError:
                self._give_up()

    def entries(self, name: str) -> Sequence[Any]:
        """All entries of a list. Only what is new in the file is read."""
        if self.shared:
            try:
                return self._lines(name)
            except FileNotFoundError:
                return ()
            except (OSError, ValueError, RecursionError):
                self._give_up()
        return self._own.entries(name)

    def update(self, name: str, change: Callable[[bytes], tuple[bytes, Result]]) -> Result:
        """Replace the bytes of that name. Bytes that are not whole, or not ours, count as none."""
        if self.shared:
            try:
                return self._update(name, change)
            except OSError:
                self._give_up()
        return self._own.update(name, change)

    def _update(self, name: str, change: Callable[[bytes], tuple[bytes, Result]]) -> Result:
        # Opened once per process: a forked process would share the lock.
        key = (os.getpid(), name)
        if key not in self._files:
            self._files[key] = _BytesFile(self._open(name, os.O_RDWR | os.O_CREAT), threading.Lock())
        descriptor, lock = self._files[key]
        with lock:
            if not _wait_for_lock(descriptor, Deadline(MAX_LOCK)):
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), name)
            try:
                data, result = change(_framed(os.pread(descriptor, MAX_FRAMED, 0)))
                frame = FRAME.pack(len(data), zlib.crc32(data)) + data
                if os.pwrite(descriptor, frame, 0) < len(frame):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
                return result
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _lines(self, name: str) -> list[Any]:
        offset, found = self._read.get(name, (0, []))
        with open(self._open(name, os.O_RDONLY), "rb") as file:
            file.seek(offset)
            new = file.read(MAX_BYTES)
        # Another process may be writing the last line.
        whole = new[: new.rfind(b"\n") + 1]
        found = found + [json.loads(line) for line in whole.splitlines() if line]
        self._read[name] = offset + len(whole), found
        return found

    def _check(self) -> None:
        """Raise OSError if the file system has no locks or no space, or another process lost something."""
        descriptor = self._open(STATE, os.O_RDWR | os.O_CREAT)
        try:
            _try_lock(descriptor, fcntl.LOCK_SH)
            state = os.pread(descriptor, 1, 0) or WHOLE
            if state != WHOLE:
                raise OSError(errno.EIO, os.strerror(errno.EIO), STATE)
            os.pwrite(descriptor, state, 0)
        finally:
            os.close(descriptor)

    def _give_up(self) -> None:
        """Go on with a memory of its own, and let the other processes know that they miss what is kept there."""
        self._shared = False
        with suppress(OSError):
            descriptor = self._open(STATE, os.O_RDWR)
            try:
                os.pwrite(descriptor, NOT_WHOLE, 0)
            finally:
                os.close(descriptor)

    def _open(self, name: str, flags: int) -> int:
        """The descriptor of a file that this user alone can use. Raises OSError for any other."""
        flags |= os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(self._path(name), flags, 0o600)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            os.close(descriptor)
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), name)
        return descriptor

    def _path(self, name: str) -> pathlib.Path:
        return self._folder / f"sailpoint-{name}"

    def _replace(self, name: str, text: str) -> None:
        # The file is made with mode 0600.
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=f"sailpoint-{name}.")
        try:
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(text)
            os.replace(temporary, self._path(name))
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def _lock(self, name: str, deadline: Deadline) -> int | None:
        descriptor = None
        try:
            descriptor = self._open(name, os.O_RDWR | os.O_CREAT)
            _wait_for_lock(descriptor, Deadline(min(MAX_LOCK, deadline.left)))
        except OSError:
            self._give_up()
        return descriptor


def _try_lock(descriptor: int, kind: int) -> bool:
    """Whether the lock was free. Raises OSError if there are no locks."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_lock(descriptor: int, deadline: Deadline) -> bool:
    """Whether this process has the lock in time. Raises OSError if there are no locks."""
    poll = SHORTEST_POLL
    while not _try_lock(descriptor, fcntl.LOCK_EX):
        if not deadline.allows(poll):
            return False
        time.sleep(poll)
        poll = min(2 * poll, MAX_POLL)
    return True


def _framed(stored: bytes) -> bytes:
    """The bytes in their frame; none if they are not whole."""
    if len(stored) < FRAME.size:
        return b""
    length, checksum = FRAME.unpack_from(stored)
    data = stored[FRAME.size : FRAME.size + length]
    return data if len(data) == length and zlib.crc32(data) == checksum else b""


@lru_cache(maxsize=None)
def run_memory() -> RunMemory:
    """The memory of this run, for all sessions of this process."""
    return RunMemory(pathlib.Path(constants.DEFAULT_LOCAL_TMP))
