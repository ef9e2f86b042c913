# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the tenant that the sandbox imitates, and its settings."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.sandbox import records
from tests.sandbox.credentials import Tokens
from tests.sandbox.faults import Faults
from tests.sandbox.journal import Entry, Journal
from tests.sandbox.ratelimit import RateLimit
from tests.sandbox.switches import Switches
from tests.sandbox.table import Record, Table

CLIENT_FILTERS = ("id", "name", "clientId", "clusterId")
CLUSTER_FILTERS = ("operational", "name", "type", "status")


@dataclass(frozen=True)
class Settings:
    """How the tenant is served: milliseconds before each answer, seconds a token lives, and the rate limit."""

    latency_ms: float = 0.0
    token_lifetime: float = 749.0
    rate_limit: int = 100
    rate_window: float = 10.0
    validate: bool = True


class Tenant:
    """All that a reset forgets, and the settings that it goes back to."""

    def __init__(self, settings: Settings, on_request: Callable[[Entry], None] | None = None) -> None:
        self._initial = settings
        self.on_request = on_request
        self.reset()

    def reset(self) -> None:
        """Be as at the start: empty, with default switches and the initial settings."""
        self.settings = self._initial
        self.clients = Table(CLIENT_FILTERS)
        self.clusters = Table(CLUSTER_FILTERS)
        self.log_configurations: dict[str, dict[str, Any]] = {}
        self.switches = Switches()
        self.tokens = Tokens()
        self.faults = Faults()
        self.journal = Journal()
        self.rate_limit = RateLimit(self.settings.rate_limit, self.settings.rate_window)
        self._random = random.Random(0)  # the same shuffles in each run

    def in_order(self, records: list[Record]) -> list[Record]:
        """The records in the order in which a list gives them now (switch ``page_order``)."""
        if self.switches.page_order == "shuffled":
            return self._random.sample(records, len(records))
        return records

    def change_settings(self, **values: Any) -> None:
        """Change settings by name. Raises TypeError for one that does not exist."""
        self.settings = replace(self.settings, **values)
        if values.keys() & {"rate_limit", "rate_window"}:
            self.rate_limit = RateLimit(self.settings.rate_limit, self.settings.rate_window)

    async def delay(self) -> None:
        """Wait for the latency."""
        if self.settings.latency_ms:
            await asyncio.sleep(self.settings.latency_ms / 1000)

    def seed_cluster(self, **given: Any) -> dict[str, Any]:
        """Put a cluster in place, whatever its fields."""
        cluster = records.new_cluster(**given)
        self.clusters.put(cluster)
        return cluster

    def seed_client(self, **given: Any) -> dict[str, Any]:
        """Put a client in place, whatever its fields. Its cluster need not exist."""
        cluster = self.clusters.get(given.get("clusterId", "")) or {"id": "", "type": "idn"}
        client = records.new_client(cluster, **given)
        self.clients.put(client)
        return client
