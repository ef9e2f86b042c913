# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task cost: counted while it talks to the tenant, returned as ``api`` in every result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Telemetry:
    """Counters of one tenant.

    ``requests`` counts every request that was sent, the token's included; ``retries`` those that repeat another;
    ``throttled_seconds`` is the time spent waiting because of 429; ``deprecated`` whether any answer said so.
    """

    requests: int = 0
    retries: int = 0
    throttled_seconds: float = 0.0
    request_ids: list[str] = field(default_factory=list)
    deprecated: bool = False

    def as_result(self) -> dict[str, Any]:
        """The counters as a module returns them."""
        return {
            "requests": self.requests,
            "retries": self.retries,
            "throttled_seconds": round(self.throttled_seconds, 3),
            "request_ids": list(self.request_ids),
        }
