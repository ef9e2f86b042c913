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
from tests.sandbox.mint import Mint
from tests.sandbox.ratelimit import RateLimit
from tests.sandbox.switches import Switches
from tests.sandbox.table import Record, Table

CLIENT_FILTERS = ("id", "name", "clientId", "clusterId")
CLUSTER_FILTERS = ("operational", "name", "type", "status")
CLUSTER_TYPE_FILTERS = ("type", "pod", "org")


@dataclass(frozen=True)
class Settings:
    """How the tenant is served.

    Milliseconds before each answer, and up to how many more by chance; seconds a token lives, and by which the
    tenant's clock is ahead; the rate limit; whether a sandbox that validates holds answers, and requests, to the
    statement of the API; and whether each client that is created has an appliance, which connects as soon as the answer
    is out: then its status is NORMAL.
    """

    latency_ms: float = 0.0
    jitter_ms: float = 0.0
    token_lifetime: float = 749.0
    rate_limit: int = 100
    rate_window: float = 10.0
    clock_skew: float = 0.0
    validate: bool = True
    validate_requests: bool = True
    appliances_connect: bool = False


TIMER_ROUNDING = 0.0005
"""Seconds by which a timer of the loop is late on the average: it is rounded up to a millisecond."""


class Forgotten(Exception):
    """A reset came while a request waited: it has nothing to do in the tenant any more."""


class Tenant:
    """All that a reset forgets, and the settings that it goes back to."""

    def __init__(self, settings: Settings, on_request: Callable[[Entry], None] | None = None) -> None:
        self._initial = settings
        self.on_request = on_request
        self._waiting: set[asyncio.Future[None]] = set()
        self.reset()

    def reset(self) -> None:
        """Be as at the start: empty, with default switches and the initial settings."""
        for over in self._waiting:
            if not over.done():
                over.set_exception(Forgotten)
        self.settings = self._initial
        self.clients = Table(CLIENT_FILTERS)
        self.clusters = Table(CLUSTER_FILTERS)
        self.cluster_types = Table(CLUSTER_TYPE_FILTERS)
        self.log_configurations: dict[str, dict[str, Any]] = {}
        # By the id of the cluster: how many reads still show the former release, and fields of the record before.
        self.upgrades: dict[str, tuple[int, Record]] = {}
        self.mint = Mint()
        self.mint.clock_skew = self.settings.clock_skew
        self.switches = Switches()
        self.tokens = Tokens()
        self.faults = Faults()
        self.journal = Journal()
        self.rate_limit = RateLimit(self.settings.rate_limit, self.settings.rate_window)
        self._random = random.Random(0)  # the same shuffles and jitter in each run

    def in_order(self, records: list[Record]) -> list[Record]:
        """The records in the order in which a list gives them now (switch ``page_order``)."""
        if self.switches.page_order == "shuffled":
            return self._random.sample(records, len(records))
        return records

    def change_settings(self, **values: Any) -> None:
        """Change settings by name. Raises TypeError for one that does not exist."""
        self.settings = replace(self.settings, **values)
        self.mint.clock_skew = self.settings.clock_skew
        if values.keys() & {"rate_limit", "rate_window"}:
            self.rate_limit = RateLimit(self.settings.rate_limit, self.settings.rate_window)

    async def delay(self, arrived: float) -> None:
        """Wait until the latency after the moment (of the loop) at which a request arrived. Raises Forgotten."""
        latency_ms = self.settings.latency_ms + self._random.uniform(0, self.settings.jitter_ms)
        if latency_ms:
            passed = asyncio.get_running_loop().time() - arrived
            await self.wait(max(0.0, latency_ms / 1000 - passed - TIMER_ROUNDING))

    async def wait(self, seconds: float) -> None:
        """Wait so many seconds. Raises Forgotten as soon as a reset comes."""
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        timer = loop.call_later(seconds, _end, over)
        self._waiting.add(over)
        try:
            await over
        finally:
            timer.cancel()
            self._waiting.discard(over)

    def write(self, table: Table, record: Record) -> None:
        """Put a record as a request does: lists may lag behind it, and not behind what is seeded."""
        self._lag(table, record["id"])
        table.put(record)

    def erase(self, table: Table, record_id: str) -> None:
        """Remove a record as a request does: lists may lag behind it. Raises KeyError where there is none."""
        self._lag(table, record_id)
        table.remove(record_id)

    def _lag(self, table: Table, record_id: str) -> None:
        lists, seconds = self.switches.list_lag, self.switches.list_lag_seconds
        if lists or seconds:
            table.lag.wrote(record_id, table.get(record_id), lists, seconds)

    def seed_cluster(self, **given: Any) -> dict[str, Any]:
        """Put a cluster in place, whatever its fields."""
        cluster = records.new_cluster(self.mint, **given)
        self.clusters.put(cluster)
        return cluster

    def seed_cluster_type(self, **given: Any) -> dict[str, Any]:
        """Put a cluster type in place, whatever its fields."""
        record = records.new_cluster_type(self.mint, **given)
        self.cluster_types.put(record)
        return record

    def seed_client(self, **given: Any) -> dict[str, Any]:
        """Put a client in place, whatever its fields. Its cluster need not exist."""
        cluster = self.clusters.get(given.get("clusterId", "")) or {"id": "", "type": "idn"}
        client = records.new_client(self.mint, cluster, **given)
        self.clients.put(client)
        return client


def _end(over: asyncio.Future[None]) -> None:
    if not over.done():
        over.set_result(None)
