# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate limit of a tenant: so many requests with one token within a sliding window."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque


class RateLimit:
    """``limit`` requests in ``window`` seconds; a limit of 0 is none. The vendor's is 100 in 10 s."""

    def __init__(self, limit: int, window: float = 10.0) -> None:
        self.limit = limit
        self.window = window
        self._seen: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait(self, token: str) -> int:
        """Count a request: 0 where it is allowed, else the whole seconds after which one will be."""
        if not self.limit:
            return 0
        now = time.monotonic()
        seen = self._seen[token]
        while seen and seen[0] <= now - self.window:
            seen.popleft()
        if len(seen) >= self.limit:
            return max(1, math.ceil(seen[0] + self.window - now))
        seen.append(now)
        return 0
