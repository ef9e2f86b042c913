# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By name or by id: exact, and never a guess between two."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ._api.collection import Collection, Record
from ._api.errors import AmbiguousError, ApiError, NotFoundError, RacingError
from ._api.filters import equals
from ._api.retry import Deadline
from ._api.tenant import Tenant

ID_PATTERN = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""What the ids in the specification's examples look like. It only decides what is asked, never what matches."""

RACE = timedelta(seconds=60)
"""Objects of one name that were created within this time may be the work of runs that do not know of each other yet."""


def client_name(record: Record) -> str:
    """The name of a managed client: one without a name is called ``VA-`` and its client id (specification)."""
    return str(record["name"]) if record.get("name") is not None else f"VA-{record.get('client_id')}"


def clients_named(tenant: Tenant, name: str, deadline: Deadline | None = None) -> list[Record]:
    """All managed clients of exactly that name, in any cluster. The API compares without regard to case."""
    records = tenant.clients.find_all(equals("name", name), deadline)
    prefix, _dash, client_id = name.partition("-")
    if prefix == "VA" and ID_PATTERN.fullmatch(client_id):
        # The name of one without a name may be unknown to the filter.
        known = {record["id"] for record in records}
        unnamed = tenant.clients.find_all(equals("clientId", client_id), deadline)
        records += [record for record in unnamed if record["id"] not in known]
    return [record for record in records if client_name(record) == name]


def cluster_name(record: Record) -> str:
    """The name of a managed cluster: empty where it has none, which the specification does not rule out."""
    return str(record["name"]) if record.get("name") is not None else ""


def clusters_named(clusters: Collection, name: str, deadline: Deadline | None = None) -> list[Record]:
    """All managed clusters of exactly that name. The API compares without regard to case."""
    return [record for record in clusters.find_all(equals("name", name), deadline) if record.get("name") == name]


def find_cluster(tenant: Tenant, reference: str) -> Record:
    """The cluster of that name or id, in one request where the reference is what it looks like, else in two.

    Raises NotFoundError or AmbiguousError.
    """
    searches: list[Callable[[Collection, str], Record | None]] = [_cluster_by_name, _cluster_by_id]
    if ID_PATTERN.fullmatch(reference):
        searches.reverse()
    for search in searches:
        cluster = search(tenant.clusters, reference)
        if cluster is not None:
            return cluster
    raise NotFoundError(f'cluster "{reference}" does not exist, neither by name (exact, with its case) nor by id')


def the_only(records: Sequence[Record], label: str, advice: str) -> Record | None:
    """The record, or None where there is none. Raises AmbiguousError where there are more, with their ids."""
    if len(records) > 1:
        ids = ", ".join(sorted(str(record["id"]) for record in records))
        kind = RacingError if _created_at_once(records) else AmbiguousError
        raise kind(f"{label} exists {len(records)} times, with the ids {ids}: {advice}")
    return records[0] if records else None


def _created_at_once(records: Sequence[Record]) -> bool:
    try:
        moments = [datetime.fromisoformat(str(record.get("created_at")).replace("Z", "+00:00")) for record in records]
        return max(moments) - min(moments) <= RACE
    except (TypeError, ValueError):
        # Without dates they may be.
        return True


def _cluster_by_name(clusters: Collection, name: str) -> Record | None:
    return the_only(clusters_named(clusters, name), f'cluster "{name}"', "give the id of the one you mean as cluster")


def _cluster_by_id(clusters: Collection, cluster_id: str) -> Record | None:
    if cluster_id in (".", ".."):
        return None
    try:
        return clusters.get(cluster_id)
    except ApiError as error:
        # Whether text that is no id is answered by 400 or by 404 is not documented.
        if error.own and error.status == 400:
            return None
        raise
