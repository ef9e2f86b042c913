# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a tenant as a task can declare it, without what only the tenant gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.sandbox import Sandbox


@dataclass(frozen=True)
class Client:
    """A managed client; ``cluster`` is the name of its cluster. One that another writer put there may have no name."""

    name: str | None
    cluster: str
    description: str = ""
    type: str = "VA"


@dataclass(frozen=True)
class Cluster:
    """A managed cluster."""

    name: str
    description: str = ""
    configuration: tuple[tuple[str, str], ...] = ()
    release: str | None = None


@dataclass(frozen=True)
class ClusterType:
    """A managed cluster type."""

    type: str
    pod: str = "sandbox"
    org: str = "sandbox"
    process_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What there is: a list keeps twins apart. ``levels`` are the root levels by the name of the cluster."""

    clients: tuple[Client, ...]
    clusters: tuple[Cluster, ...]
    levels: tuple[tuple[str, str], ...]
    cluster_types: tuple[ClusterType, ...] = ()

    @classmethod
    def of(cls, sandbox: Sandbox) -> State:
        """The state that the tenant is in."""
        clusters = sandbox.clusters()
        names = {cluster["id"]: cluster["name"] for cluster in clusters}
        clients = [
            Client(client["name"], names.get(client["clusterId"], ""), client["description"], client["type"])
            for client in sandbox.clients()
        ]
        levels = {names[key]: value["rootLevel"] for key, value in sandbox.log_configurations().items() if key in names}
        return cls((), (), ()).replaced(
            clients=clients,
            clusters=[
                Cluster(
                    cluster["name"],
                    cluster["description"],
                    tuple(sorted(cluster["configuration"].items())),
                    cluster.get("currentInstalledReleaseVersion"),
                )
                for cluster in clusters
            ],
            levels=levels,
            cluster_types=[
                ClusterType(one["type"], one["pod"], one["org"], tuple(one["managedProcessIds"]))
                for one in sandbox.cluster_types()
            ],
        )

    def replaced(
        self,
        clients: Iterable[Client] | None = None,
        clusters: Iterable[Cluster] | None = None,
        levels: Mapping[str, str] | None = None,
        cluster_types: Iterable[ClusterType] | None = None,
    ) -> State:
        """The same with other parts, each in order."""
        parts: dict[str, Any] = {}
        if clients is not None:
            parts["clients"] = tuple(sorted(clients, key=repr))
        if clusters is not None:
            parts["clusters"] = tuple(sorted(clusters, key=repr))
        if levels is not None:
            parts["levels"] = tuple(sorted(levels.items()))
        if cluster_types is not None:
            parts["cluster_types"] = tuple(sorted(cluster_types, key=repr))
        return replace(self, **parts)

    def unlike(self, other: State) -> str:
        """What it has that the other has not, and what it lacks."""
        own, others = map(_everything, (self, other))
        return f"with {list((own - others).elements())}, without {list((others - own).elements())}"

    def twins(self) -> list[str]:
        """The names that are there twice in one place.

        Without what another writer does: it adds clusters without a name, and removes clusters that have clients.
        """
        named = [client for client in self.clients if client.name is not None and client.cluster]
        places = [(client.name, client.cluster) for client in named]
        names = [*filter(None, (cluster.name for cluster in self.clusters)), *(one.type for one in self.cluster_types)]
        return sorted(
            {str(place) for place in places if places.count(place) > 1} | {n for n in names if names.count(n) > 1}
        )

    def is_between(self, before: State, after: State) -> bool:
        """Whether it is on the way: all that is in both is there, and nothing that is in neither."""
        return all(
            set(former) & set(declared) <= set(now) <= set(former) | set(declared)
            for now, former, declared in (
                (self.clients, before.clients, after.clients),
                (self.clusters, before.clusters, after.clusters),
                (self.levels, before.levels, after.levels),
                (self.cluster_types, before.cluster_types, after.cluster_types),
            )
        )


def _everything(state: State) -> Counter[Any]:
    return Counter((*state.clients, *state.clusters, *state.levels, *state.cluster_types))
