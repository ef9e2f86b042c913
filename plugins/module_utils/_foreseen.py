# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant in check mode as the tasks before would have left it.

In check mode a task that needs a cluster does not find the one that a task before would have created. The role
``fleet`` tells it, so that its check mode shows what its real run does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._api.collection import Collection, Record
from ._api.retry import Deadline
from ._api.tenant import MANAGED_CLIENTS, MANAGED_CLUSTERS, Tenant

FORESEEN: dict[str, Any] = {
    "type": "dict",
    "options": {
        "clusters": {"type": "list", "elements": "dict", "default": []},
        "deleted_clients": {"type": "list", "elements": "str", "default": []},
    },
}
"""The option: what tasks before would have done. The doc fragment ``foreseen`` documents it."""


def foresee(tenant: Tenant, foreseen: Mapping[str, Any] | None) -> None:
    """Have a tenant that is only read show what ``foreseen`` says, too. Others are left as they are."""
    if foreseen and tenant.read_only:
        tenant.clusters = _Clusters(tenant, foreseen["clusters"], foreseen["deleted_clients"])
        tenant.clients = _Clients(tenant, foreseen["deleted_clients"])


class _Clusters(Collection):
    """The clusters, with those that would have been created or changed. One that has no id yet is known by its name."""

    def __init__(self, tenant: Tenant, changed: Iterable[Record], deleted_clients: Iterable[str]) -> None:
        super().__init__(MANAGED_CLUSTERS, tenant.api_version, tenant.request)
        self._new = {record["name"]: {**record, "id": record["name"]} for record in changed if "id" not in record}
        self._changed = {record["id"]: record for record in changed if "id" in record}
        self._deleted = frozenset(deleted_clients)

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All clusters, whatever the filter: whoever asks for a name compares it once more."""
        return [*map(self._as_changed, super().find_all(None, deadline)), *self._new.values()]

    def get(self, object_id: str) -> Record | None:
        """The cluster of that id, or None."""
        if object_id in self._new:
            return self._new[object_id]
        found = super().get(object_id)
        return self._as_changed(found) if found else None

    def get_part(self, object_id: str, part: str, **options: Any) -> Any:
        """A part of a cluster: a new one has none."""
        return None if object_id in self._new else super().get_part(object_id, part, **options)

    def _as_changed(self, record: Record) -> Record:
        left = [client_id for client_id in record.get("client_ids") or () if client_id not in self._deleted]
        return {**record, **self._changed.get(record["id"], {}), "client_ids": left}


class _Clients(Collection):
    """The clients, without those that would have been deleted."""

    def __init__(self, tenant: Tenant, deleted: Iterable[str]) -> None:
        super().__init__(MANAGED_CLIENTS, tenant.api_version, tenant.request)
        self._deleted = frozenset(deleted)

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All clients that match the filter and would be left."""
        return [record for record in super().find_all(filters, deadline) if record["id"] not in self._deleted]
