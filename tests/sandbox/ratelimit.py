# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rate limit of a tenant: so many requests of one client id to one version of the API within a sliding window."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

ESCALATION = (6, 30, 60, 120)
"""``Retry-After`` of the escalating gateway, in windows: 60, 300, 600 and 1,200 s with the vendor's 10 s."""

EXCEEDED_INTERVALS = 3
"""So many intervals of one window each, exceeded within ``ESCALATES_WITHIN`` windows, begin the escalation."""

ESCALATES_WITHIN = 12
"""Windows: 120 s with the vendor's 10 s."""

REMEMBERED = 360
"""Windows for which the step is remembered: an hour with the vendor's 10 s."""


@dataclass
class _Client:
    """What the gateway knows of one client id and version."""

    seen: deque[float] = field(default_factory=deque)
    exceeded: dict[int, float] = field(default_factory=dict)
    step: int = 0
    closed_until: float = -math.inf
    forgotten_at: float = -math.inf


class RateLimit:
    """``limit`` requests in ``window`` seconds; a limit of 0 is none. The vendor's is 100 in 10 s."""

    def __init__(self, limit: int, window: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self.window = window
        self._clock = clock
        self._clients: defaultdict[tuple[str, str], _Client] = defaultdict(_Client)

    def wait(self, client_id: str, version: str, *, escalates: bool = False, counts_refused: bool = False) -> int:
        """Count a request: 0 where it is allowed, else the whole seconds after which one will be.

        ``escalates`` and ``counts_refused`` are the switches ``rate_escalation`` and ``rate_counts_refused``.
        """
        if not self.limit:
            return 0
        now = self._clock()
        client = self._clients[client_id, version]
        seen = client.seen
        while seen and seen[0] <= now - self.window:
            seen.popleft()
        is_closed, is_exceeded = now < client.closed_until, len(seen) >= self.limit
        if counts_refused or not (is_closed or is_exceeded):
            seen.append(now)
        if is_exceeded and not is_closed and escalates:
            self._exceed(client, now)
        if not is_closed and not is_exceeded:
            return 0
        # The request before which there is room again.
        room_at = seen[-self.limit] + self.window if len(seen) >= self.limit else now
        return max(1, math.ceil(max(room_at, client.closed_until) - now))

    def _exceed(self, client: _Client, now: float) -> None:
        """Another interval is exceeded. From the third within 120 s on, each closes the API for a longer time."""
        interval = math.floor(now / self.window)
        is_new = interval not in client.exceeded
        client.exceeded[interval] = now
        client.exceeded = {
            number: moment
            for number, moment in client.exceeded.items()
            if moment > now - ESCALATES_WITHIN * self.window
        }
        if now >= client.forgotten_at:
            client.step = 0
        if is_new and (client.step or len(client.exceeded) >= EXCEEDED_INTERVALS):
            client.closed_until = now + ESCALATION[min(client.step, len(ESCALATION) - 1)] * self.window
            client.step += 1
            client.forgotten_at = client.closed_until + REMEMBERED * self.window
