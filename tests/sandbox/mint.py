# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant makes up for a new object: its ids, its key and the moment at which it came."""

from __future__ import annotations

import random
import time
import uuid
from datetime import datetime, timedelta, timezone


class Mint:
    """The same ids and keys, in the same order, after each reset; moments by the tenant's clock.

    A key so made is no secret to anybody: the sandbox keeps nothing that needs one.
    """

    def __init__(self) -> None:
        self._random = random.Random(0)
        self._last = 0
        self.clock_skew = 0.0
        """Seconds by which the tenant's clock is ahead of ours."""

    def hexadecimal(self, size: int) -> str:
        """So many bytes in hexadecimal."""
        return self._random.randbytes(size).hex()

    def uuid(self) -> str:
        """A random UUID (version 4)."""
        return str(uuid.UUID(bytes=self._random.randbytes(16), version=4))

    def time(self) -> float:
        """Seconds since 1970 by the tenant's clock."""
        return time.time() + self.clock_skew

    def moment(self) -> str:
        """The time as the API writes it, in microseconds: no two of a tenant are the same, and none is before another.

        Where two came at once, the second is a microsecond later.
        """
        self._last = max(self._last + 1, int(self.time() * 1_000_000))
        return _written(datetime.fromtimestamp(0, timezone.utc) + timedelta(microseconds=self._last))

    def ahead(self, minutes: int) -> str:
        """The time in so many minutes."""
        return _written(datetime.fromtimestamp(self.time() + 60 * minutes, timezone.utc))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
