# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drift: what the role ``fleet`` would do to a tenant as it was read. Pure.

Each declared entry goes through the same ``ensure`` that its module runs, on a snapshot instead of a tenant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._api.collection import Record
from .._api.errors import SailPointError
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._lookup import client_name
from .._options import normalised
from .._outcome import Outcome
from .._resources import managed_client, managed_cluster
from .._snapshot import Snapshot

REFUSED, UNDECLARED = "refused", "undeclared"
"""Actions beside those of a plan: the declaration cannot be carried out; what exists is in no declaration."""


def find_drift(
    clusters: Sequence[Record],
    clients: Sequence[Record],
    declared: Mapping[str, Any] | None,
    log_levels: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]] | None:
    """What differs from the variables of the role ``fleet``; None where nothing is declared.

    ``log_levels`` are the results of the module ``managed_cluster_log_config`` in check mode, each with its ``item``:
    no list of the API shows the levels.
    """
    if not declared:
        return None
    comparison = _Comparison(clusters, clients)
    given_clusters, given_clients = declared.get("fleet_clusters"), declared.get("fleet_clients")
    entries = []
    # Clients come between the clusters that they need and those that must be empty before they go.
    entries += comparison.of_clusters(entry for entry in given_clusters or () if not _is_absent(entry))
    clients_drift = comparison.of_clients(given_clients) if given_clients is not None else []
    entries += comparison.of_clusters(entry for entry in given_clusters or () if _is_absent(entry))
    if given_clusters is not None:
        entries += comparison.undeclared_clusters()
    return [*entries, *clients_drift, *_of_log_levels(log_levels)]


class _Comparison:
    """A snapshot, on which each entry that is compared leaves what it would leave in the tenant."""

    def __init__(self, clusters: Sequence[Record], clients: Sequence[Record]) -> None:
        self._snapshot = Snapshot(clusters, clients)
        self._existing = [(str(record.get("name") or record["id"]), record["id"]) for record in clusters]
        self._names = {record_id: name for name, record_id in self._existing}
        self._covered: set[Any] = set()

    def of_clusters(self, declared: Iterable[Any]) -> list[dict[str, Any]]:
        """The entries of ``fleet_clusters`` that are not as declared."""
        entries = []
        for given in declared:
            outcome = self._planned(managed_cluster.ensure, managed_cluster.ARGUMENTS, given)
            self._covered |= {_name(given), _field(given, "id")}
            if isinstance(outcome, str):
                entries.append(_entry("cluster", _name(given), None, REFUSED, message=outcome))
                continue
            name = str({**outcome.after, **outcome.before}.get("name"))
            self._covered.add(name)
            if outcome.action == "created":
                # It has no id yet; its clients name it by its name.
                self._snapshot.clusters.add({**outcome.after, "id": name})
                self._names[name] = name
            entries += self._differing("cluster", name, None, outcome)
        return entries

    def undeclared_clusters(self) -> list[dict[str, Any]]:
        """The clusters that exist and were not compared."""
        return [
            _entry("cluster", name, None, UNDECLARED)
            for name, cluster_id in self._existing
            if not self._covered & {name, cluster_id}
        ]

    def of_clients(self, declared: Iterable[Any]) -> list[dict[str, Any]]:
        """The entries of ``fleet_clients`` that are not as declared, and the clients that no entry names."""
        entries = []
        existing = list(self._snapshot.clients.records)
        by_place = {_place(record): record for record in existing}
        covered: set[Any] = set()
        for given in declared:
            outcome = self._planned(managed_client.ensure, managed_client.ARGUMENTS, given)
            if isinstance(outcome, str):
                covered |= {_name(given), _field(given, "id")}
                entries.append(_entry("client", _name(given), _field(given, "cluster"), REFUSED, message=outcome))
                continue
            before, after = outcome.before, outcome.after
            place = (str(before.get("name")), before.get("cluster_id"))
            covered.add(place)
            if outcome.action == "deleted":
                self._snapshot.clients.remove(by_place[place])
            cluster = self._names.get({**before, **after}.get("cluster_id"), _field(given, "cluster"))
            entries += self._differing("client", str({**after, **before}.get("name") or _name(given)), cluster, outcome)
        for record in existing:
            name, cluster_id = _place(record)
            if not covered & {(name, cluster_id), name, record["id"]}:
                entries.append(_entry("client", name, self._names.get(cluster_id, cluster_id), UNDECLARED))
        return entries

    def _planned(
        self, ensure: Callable[[Tenant, Mapping[str, Any]], Outcome], arguments: ArgumentSpec, given: Any
    ) -> Outcome | str:
        """What the module would do with these options, or the message with which it would fail."""
        if not isinstance(given, Mapping):
            return "is no mapping of options"
        try:
            validated = _validator(arguments).validate(normalised(arguments, given))
            if validated.error_messages:
                return "; ".join(validated.error_messages)
            return ensure(self._snapshot.as_tenant(), validated.validated_parameters)
        except SailPointError as error:
            return str(error)

    def _differing(self, kind: str, name: str, cluster: str | None, outcome: Outcome) -> list[dict[str, Any]]:
        if not outcome.changed:
            return []
        before, after = outcome.before, outcome.after
        whole = outcome.action in ("created", "deleted")
        fields = [field for field in {**before, **after} if before.get(field) != after.get(field) and not whole]
        return [_entry(kind, name, cluster, outcome.action, [self._change(field, before, after) for field in fields])]

    def _change(self, field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
        values = {"before": before.get(field), "after": after.get(field)}
        if field == "cluster_id":
            return {"field": "cluster", **{when: self._names.get(value) for when, value in values.items()}}
        return {"field": field, **values}


def _of_log_levels(results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    entries = []
    for result in results:
        cluster = _field(result.get("item"), "cluster")
        if result.get("failed"):
            entries.append(_entry("log levels", cluster, cluster, REFUSED, message=str(result.get("msg"))))
        elif result.get("action", "unchanged") != "unchanged":
            # What was before is in the diff alone.
            changes = [
                {"field": operation["path"].lstrip("/"), "after": operation.get("value")}
                for operation in result.get("patch") or ()
            ]
            entries.append(_entry("log levels", cluster, cluster, result["action"], changes))
    return entries


def _entry(
    kind: str,
    name: str | None,
    cluster: str | None,
    action: str,
    changes: Sequence[Mapping[str, Any]] = (),
    message: str = "",
) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "cluster": cluster,
        "action": action,
        "changes": list(changes),
        "message": message,
    }


def _validator(arguments: ArgumentSpec) -> ArgumentSpecValidator:
    own = {name: option for name, option in arguments.options.items() if name not in CONNECTION.options}
    return ArgumentSpecValidator(**{**arguments.as_arguments(), "argument_spec": own})


def _place(record: Record) -> tuple[str, Any]:
    return client_name(record), record["cluster_id"]


def _is_absent(given: Any) -> bool:
    return bool(_field(given, "state") == "absent")


def _field(given: Any, field: str) -> Any:
    return given.get(field) if isinstance(given, Mapping) else None


def _name(given: Any) -> str:
    return str(given.get("name") or given.get("id")) if isinstance(given, Mapping) else str(given)
