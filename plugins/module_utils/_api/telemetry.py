# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Count requests, retries and waits of a task; returned as ``api`` in every result."""

from __future__ import annotations

import threading
from typing import Any

from .round_trips import round_trips


class Telemetry:
    """Counters of one task, for several threads. The one that makes it asks for the result."""

    def __init__(self) -> None:
        self._round_trips_before = round_trips()
        self._lock = threading.Lock()
        self._requests = 0
        self._retries = 0
        self._throttled_seconds = 0.0
        self._contended_seconds = 0.0
        self._waited_seconds: float | None = None
        self._request_ids: list[str] = []
        self.deprecated = False
        """Whether any response said that the version of the API is deprecated."""
        self.written = False
        """Whether a request changed the tenant, or may have: its response was lost."""
        self.announces_contention = False
        """Whether this task is the first of the run to find that others use the same credential."""

    def count_request(self) -> None:
        """A request is sent, the token's or another."""
        with self._lock:
            self._requests += 1

    def count_retry(self) -> None:
        """A request is about to be repeated."""
        with self._lock:
            self._retries += 1

    def add_throttled(self, seconds: float, *, contended: bool) -> None:
        """A request had to wait because of the rate limit. ``contended``: because others use the same credential."""
        with self._lock:
            self._throttled_seconds += seconds
            self._contended_seconds += seconds if contended else 0.0

    def add_waited(self, seconds: float) -> None:
        """The task waited for a status."""
        with self._lock:
            self._waited_seconds = (self._waited_seconds or 0.0) + seconds

    def add_request_id(self, identifier: str) -> None:
        """A response named its request."""
        with self._lock:
            self._request_ids.append(identifier)

    def as_result(self) -> dict[str, Any]:
        """The counters as a module returns them."""
        waited = {} if self._waited_seconds is None else {"waited_seconds": round(self._waited_seconds, 3)}
        return {
            "requests": self._requests,
            "round_trips": round_trips() - self._round_trips_before,
            "retries": self._retries,
            "throttled_seconds": round(self._throttled_seconds, 3),
            "contended_seconds": round(self._contended_seconds, 3),
            "request_ids": list(self._request_ids),
            **waited,
        }
