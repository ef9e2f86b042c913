# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine of the event source: polls a tenant and puts changes into a queue."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection, secrets_of
from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import (
    ApiError,
    ListError,
    NotFoundError,
    OptionError,
    RequestError,
    SailPointError,
)
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION, ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import (
    deprecation_of,
    named_secrets,
)
from ansible_collections.community.sailpoint.plugins.module_utils._libraries import missing_libraries
from ansible_collections.community.sailpoint.plugins.module_utils._options import normalised, validated
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import find_secret, mask
from ansible_collections.community.sailpoint.plugins.plugin_utils._in_thread import in_thread
from ansible_collections.community.sailpoint.plugins.plugin_utils._inert import exact, inert
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._status_changes import (
    Snapshot,
    changes,
    initial_events,
)

MIN_INTERVAL = 1.0
"""Seconds. A poll sends two requests or more, within the rate limit."""

MAX_INTERVAL = 24 * 3600.0

ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "interval": {"type": "float", "default": 60.0},
        "clusters": {"type": "list", "elements": "str"},
        "initial": {"type": "str", "default": "none", "choices": ["none", "all"]},
    },
)

logger = logging.getLogger("community.sailpoint.managed_client_status")


async def watch(queue: asyncio.Queue[Any], arguments: Mapping[str, Any]) -> None:
    """Put an event into the queue for each change, until cancelled.

    A fault of the tenant is warned of once, until it is over. Raises SailPointError, with one line, if the arguments
    cannot be used.
    """
    options = _validated(arguments)
    session = Session(_connection(options))
    watcher = StatusWatch(session, options)
    try:
        while True:
            for event in await in_thread(watcher.look):
                await queue.put(event)
            await asyncio.sleep(options["interval"])
    finally:
        session.cancellation.stop("the end of the event source")
        session.close()


class StatusWatch:
    """Polls a tenant and keeps the last snapshot."""

    def __init__(self, session: Session, options: Mapping[str, Any]) -> None:
        self._session = session
        self._clusters = options["clusters"] or []
        self._wants_initial = options["initial"] == "all"
        self._options_secrets = named_secrets(options)
        self._last: Snapshot | None = None
        self._failing_since = ""
        self._may_read_clusters = True
        self._knows_of_deprecation = False

    def look(self) -> list[dict[str, Any]]:
        """Poll the tenant once. Returns the events for the changes; none if the tenant cannot be read.

        Raises SailPointError if a cluster to watch does not exist at the first poll.
        """
        try:
            snapshot = self._read()
        except (RequestError, ListError) as error:
            self._report_fault(error)
            return []
        if self._failing_since:
            logger.warning("the tenant can be read again, after failures since %s", self._failing_since)
            self._failing_since = ""
        last, self._last = self._last, snapshot
        if last:
            return list(self._handed_on(changes(last, snapshot)))
        return list(self._handed_on(initial_events(snapshot))) if self._wants_initial else []

    def _read(self) -> Snapshot:
        # A tenant counts requests for one task; this one has no end.
        tenant = Tenant(self._session, read_only=True)
        clusters = self._read_clusters(tenant)
        names = {cluster_id: record.get("name") for cluster_id, record in clusters.items()}
        if not self._last:
            self._check_clusters(names)
        clients = {
            record["id"]: record
            for record in tenant.endpoint(CLIENT.service).find_all()
            if not self._clusters
            or {record.get("cluster_id"), names.get(str(record.get("cluster_id")))} & {*self._clusters}
        }
        if tenant.telemetry.deprecated and not self._knows_of_deprecation:
            logger.warning("%s", deprecation_of(tenant.api_version)["msg"])
            self._knows_of_deprecation = True
        watched = {
            cluster_id: record
            for cluster_id, record in clusters.items()
            if not self._clusters or {cluster_id, names[cluster_id]} & {*self._clusters}
        }
        return Snapshot(_now(), clients, names, watched)

    def _read_clusters(self, tenant: Tenant) -> dict[str, Record]:
        """The clusters by id. An API client may not read them, which only matters to choose among them."""
        if not self._may_read_clusters:
            return {}
        try:
            return {record["id"]: record for record in tenant.endpoint(CLUSTER.service).find_all()}
        except ApiError as error:
            if error.status != 403 or self._clusters:
                raise
            self._may_read_clusters = False
            logger.warning("events lack the names and releases of clusters: %s", self._masked(str(error)))
            return {}

    def _check_clusters(self, names: Mapping[str, str | None]) -> None:
        for reference in self._clusters:
            if reference not in names and reference not in names.values():
                raise NotFoundError(f'cluster "{reference}" not found. Give its exact name (case-sensitive) or its id')

    def _report_fault(self, error: SailPointError) -> None:
        if not self._failing_since:
            self._failing_since = _now()
            logger.warning("cannot read the tenant, retrying: %s", self._masked(str(error)))

    def _handed_on(self, events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The events as rulebooks get them. Each text in them stays one, and what they were is in ``exact``."""
        for event in events:
            held = find_secret(event, self._secrets)
            if held:
                logger.warning("an event is skipped: %s contains the value of %s. Remove it there", *held)
            else:
                yield {**inert(event), "exact": exact(event)}

    @property
    def _secrets(self) -> dict[str, str]:
        return {**self._options_secrets, **dict.fromkeys(self._session.secrets, "the access token")}

    def _masked(self, text: str) -> str:
        return mask(text, self._secrets)


def _validated(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the source with their defaults. Raises OptionError."""
    if missing_libraries():
        raise OptionError(missing_libraries())
    # ansible-rulebook may add an argument of its own.
    given = {name: value for name, value in arguments.items() if not name.startswith("eda_")}
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    try:
        options = validated(ARGUMENTS, normalised(ARGUMENTS, plain(given)))
    except OptionError as error:
        raise OptionError(mask(str(error), secrets_of(texts))) from None
    if not MIN_INTERVAL <= options["interval"] <= MAX_INTERVAL:
        raise OptionError(
            f"interval is {options['interval']:g}. Give a number from {MIN_INTERVAL:g} to {MAX_INTERVAL:g}"
        )
    return options


def _connection(options: Mapping[str, Any]) -> Connection:
    try:
        return Connection.from_options(options)
    except OptionError as error:
        raise OptionError(mask(str(error), secrets_of(options))) from None


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
