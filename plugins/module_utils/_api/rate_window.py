# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The send times of the requests of one credential, as bytes that processes can share. Pure."""

from __future__ import annotations

import os
from array import array
from typing import NamedTuple

USUAL_LIMIT = 100
"""The minimum number of stored requests: the vendor's limit (developer documentation, April 2026)."""

MAX_REQUESTS = 1000
"""The maximum number of stored requests: the highest ``rate_limit``."""

CALM_WINDOWS = 12
"""Rate windows without a 429 after which the full limit counts again: 120 of the vendor's 10 s, the time in which its
gateway escalates ``Retry-After`` (developer documentation, April 2026)."""

MAX_LEFT = 4
MIN_SHARE = 20
"""Requests of a window left free for other runs, but at most one in so many. After a 429, a run uses only these."""

HEADER = 8
UNDER_WAY = 3
"""Numbers of the header, and of a request under way, in the bytes."""


class Quota(NamedTuple):
    """``limit`` requests within any ``window`` seconds; a limit of 0 is none."""

    limit: int
    window: float


class Sent(NamedTuple):
    """A request in progress: its process, its number there, and the time at which it ends at the latest."""

    process: float
    number: float
    expires: float


class RateWindow:
    """The requests within the window, and the last 429. Times are ``time.monotonic`` in seconds.

    Each ``Quota`` is checked against the same requests, so tasks with different limits share one window.
    """

    def __init__(self) -> None:
        self.closed_until = 0.0
        self.announced = False
        self._calm_from = 0.0
        self._slow_from = 0.0
        self._collisions = 0
        self._remembered = USUAL_LIMIT
        self._under_way: list[Sent] = []
        self._ended = array("d")

    @classmethod
    def load(cls, data: bytes, now: float) -> RateWindow:
        """The window of these bytes. One without bytes, or from the future (the clock was set back), is empty."""
        window = cls()
        if not data:
            return window
        values = array("d", data)
        written, window.closed_until, announced, window._slow_from, window._calm_from = values[:5]
        if written > now:
            return cls()
        window._collisions, window._remembered, sent = map(int, values[5:HEADER])
        window.announced = bool(announced)
        ended = HEADER + UNDER_WAY * sent
        window._under_way = [Sent(*values[at : at + UNDER_WAY]) for at in range(HEADER, ended, UNDER_WAY)]
        window._ended = values[ended:]
        return window

    def dump(self, now: float) -> bytes:
        """The window as bytes."""
        moments = (now, self.closed_until, self.announced, self._slow_from, self._calm_from)
        values = array("d", (*moments, self._collisions, self._remembered, len(self._under_way)))
        for sent in self._under_way:
            values.extend(sent)
        return (values + self._ended).tobytes()

    def enter(self, sent: Sent, quota: Quota, now: float) -> float:
        """Count a request that is about to be sent. Returns 0, or the seconds to wait before the next attempt."""
        if now < self.closed_until:
            return self.closed_until - now
        if quota.limit:
            wait = self._wait(quota, now)
            if wait > 0:
                self._end_lost(now)
                return wait
            self._remembered = max(self._remembered, min(quota.limit, MAX_REQUESTS))
        if len(self._under_way) < MAX_REQUESTS:
            self._under_way.append(sent)
        return 0.0

    def leave(self, process: float, number: float, now: float) -> None:
        """A request has ended: from now on, it counts for one more window."""
        for index, sent in enumerate(self._under_way):
            if sent.number == number and sent.process == process:
                del self._under_way[index]
                self._end(now)
                return

    def close(self, seconds: float, quota: Quota, now: float) -> bool:
        """Block requests for so many seconds after a 429. Returns whether to warn, as for the first one.

        This run stays within its limit, so other clients use the credential, too. The limit is reduced until there was
        no 429 for a while.
        """
        # Several concurrent requests may get 429 for the same reason: only the first closes the window.
        is_another = now >= self.closed_until
        self.closed_until = max(self.closed_until, now + seconds)
        if not quota.limit:
            return False
        if is_another:
            self._collisions = 1 + (self._collisions if now < self._calm_from else 0)
            # Until then, the requests that collided count here.
            self._slow_from = max(self.closed_until, now + quota.window)
        self._calm_from = self.closed_until + CALM_WINDOWS * quota.window
        is_first, self.announced = not self.announced, True
        return is_first

    def is_contended(self, now: float) -> bool:
        """Whether a wait is due to others who use the credential."""
        return self.announced and now < self._calm_from

    def _wait(self, quota: Quota, now: float) -> float:
        """Seconds until a request may be possible, no more: 0 if one is now."""
        room = self._limit(quota, now) - len(self._under_way)
        if room <= 0:
            # Each of them counts for a window after its response.
            return quota.window
        return max(0.0, self._ended[-room] + quota.window - now) if len(self._ended) >= room else 0.0

    def _limit(self, quota: Quota, now: float) -> int:
        """The number of requests allowed in the window now.

        A small share is left free, so that a run that starts gets responses at once. After a 429, only that share is
        used, then twice as much in each window, up to half of the limit, so that two runs share it. After another 429
        it stays, to avoid a third one while the vendor's gateway escalates its penalties.
        """
        share = min(MAX_LEFT, quota.limit // MIN_SHARE)
        if now >= self._calm_from:
            return quota.limit - share
        windows = 0 if self._collisions > 1 else max(0, int((now - self._slow_from) / quota.window))
        return max(1, min(quota.limit // 2, max(1, share) << min(windows, CALM_WINDOWS)))

    def _end_lost(self, now: float) -> None:
        """A request ends with its process, and at the latest when its own time is over (a suspended process)."""
        lost = [sent for sent in self._under_way if sent.expires <= now or not _is_alive(int(sent.process))]
        for sent in lost:
            self._under_way.remove(sent)
            self._end(now)

    def _end(self, now: float) -> None:
        self._ended.append(now)
        del self._ended[: -self._remembered]


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        # It belongs to another user.
        pass
    return True
