# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One token for a whole run of Ansible: its tasks, hosts and forks share it in the run's own private folder.

The folder (``local_tmp``) is made for each run with mode 0700, and removed by Ansible at its end.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pathlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple

from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.retry import Deadline
from ansible_collections.community.sailpoint.plugins.module_utils._api.token import IssuedToken

POLL_INTERVAL = 0.02
"""Seconds between looks at a lock that another process holds."""


class RunTokenStore:
    """Keeps the token of one connection in a folder. ``time.monotonic`` is the same for all processes of a machine."""

    def __init__(self, folder: pathlib.Path, connection: Connection) -> None:
        # Other credentials, or another way to the tenant, have another file.
        described = json.dumps(astuple(connection)).encode()
        self._path = folder / f"sailpoint-token-{hashlib.sha256(described).hexdigest()}"

    @contextmanager
    def locked(self, deadline: Deadline) -> Iterator[None]:
        """One process at a time. After the deadline it does without: better two tokens than none."""
        descriptor = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not _lock(descriptor) and deadline.allows(POLL_INTERVAL):
                time.sleep(POLL_INTERVAL)
            yield
        finally:
            # Closing it frees the lock.
            os.close(descriptor)

    def read(self) -> IssuedToken | None:
        """The token that was written last, or None."""
        try:
            value, renew_at = json.loads(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None
        return IssuedToken(value, renew_at)

    def write(self, token: IssuedToken) -> None:
        """Write a token, so that others see it whole or not at all. Only its owner can read it."""
        # The file is made with mode 0600.
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f"{self._path.name}.")
        with open(descriptor, "w", encoding="ascii") as file:
            json.dump([token.value, token.renew_at], file)
        os.replace(name, self._path)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
