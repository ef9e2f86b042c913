# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done while something goes wrong: every operation of every module, as a column of the matrix."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from importlib import import_module
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._operations.access_token import ACCESS_TOKEN
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet_info import (
    MANAGED_CLIENT_FLEET_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_log_config import (
    MANAGED_CLUSTER_LOG_CONFIG,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.outcome import Resource
from ansible_collections.community.sailpoint.plugins.plugin_utils._client_inventory import CLIENT_INVENTORY
from ansible_collections.community.sailpoint.plugins.plugin_utils._client_lookup import CLIENT_LOOKUP

from tests.faults.state import Client, Cluster, State
from tests.sandbox import Sandbox

LAG = 0.3
"""Seconds by which lists lag in some cases; less than the ``consistency_timeout`` that the tasks are given."""

ROME = (("debug", "true"), ("gmtOffset", "-6"))
"""The configuration of the cluster Rome."""


@dataclass(frozen=True)
class Case:
    """A task, the operation that the fault strikes, and the state that the task declares.

    ``declared`` makes the declared state out of the one before. ``many`` clients more are in Austin: 300 make the list
    longer than a page. ``berlin`` is a cluster more, without clients, ``kyiv`` one that has an update. Ids in the
    options are written as what has them: ``a`` (in Paris), ``Paris``, ``Rome``, ``harbour`` (a cluster type).
    """

    module: str
    resource: Resource
    operation: str
    options: dict[str, Any]
    declared: Callable[[State], State] = lambda before: before
    title: str = ""
    skip: int = 0
    many: int = 0
    berlin: bool = False
    kyiv: bool = False
    switches: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return f"{self.module}: {self.operation}{' ' if self.title else ''}{self.title}"

    def seed(self, sandbox: Sandbox) -> dict[str, Any]:
        """Put the tenant in the state before. Returns the options of the task there."""
        sandbox.reset()
        # What is scripted is not in the specification.
        sandbox.settings(validate=False)
        paris, austin, rome = sandbox.add_clusters("Paris", "Austin", {"name": "Rome", "configuration": dict(ROME)})
        client, *_others = sandbox.add_clients(
            *(
                {"name": name, "clusterId": paris["id"], "description": "old", "status": "NORMAL"}
                for name in ("a", "b", "c")
            ),
            {"name": "a", "clusterId": austin["id"]},
            *({"name": f"n{number}", "clusterId": austin["id"]} for number in range(self.many)),
        )
        if self.berlin:
            sandbox.add_clusters("Berlin")
        if self.kyiv:
            update = {"currentInstalledReleaseVersion": "1", "updatePackage": "2", "status": "NORMAL"}
            (kyiv,) = sandbox.add_clusters({"name": "Kyiv", **update})
            sandbox.add_clients({"name": "kyiv-1", "clusterId": kyiv["id"], "status": "NORMAL"})
        end = (datetime.now(timezone.utc) + timedelta(hours=10)).isoformat(timespec="milliseconds")
        (harbour,) = sandbox.add_cluster_types({"type": "harbour", "managedProcessIds": ["ccg"]})
        sandbox.set_log_configuration(paris["id"], rootLevel="DEBUG", logLevels={}, durationMinutes=600, expiration=end)
        if self.switches:
            sandbox.switch(**self.switches)
        ids = {"a": client["id"], "Paris": paris["id"], "Rome": rome["id"], "harbour": harbour["id"]}
        options = dict(self.options)
        if "id" in options:
            options["id"] = ids[options["id"]]
        if options.get("by") == "id":
            options["terms"] = [ids[term] for term in options["terms"]]
        return options


def _with(*clients: Client, without: tuple[str, ...] = ()) -> Callable[[State], State]:
    """The clients of Paris changed so."""

    def declared(before: State) -> State:
        changed = {*without, *(client.name for client in clients)}
        kept = [client for client in before.clients if client.cluster != "Paris" or client.name not in changed]
        return before.replaced(clients=[*kept, *clients])

    return declared


def _with_cluster(*clusters: Cluster, without: str = "") -> Callable[[State], State]:
    def declared(before: State) -> State:
        changed = {without, *(cluster.name for cluster in clusters)}
        kept = [cluster for cluster in before.clusters if cluster.name not in changed]
        clients = [client for client in before.clients if client.cluster != without]
        return before.replaced(clusters=[*kept, *clusters], clients=clients)

    return declared


def _with_level(cluster: str, level: str) -> Callable[[State], State]:
    return lambda before: before.replaced(levels={**dict(before.levels), cluster: level})


NEW = {"name": "new", "cluster": "Paris"}
LAGGING = {"title": "lagging", "switches": {"list_lag_seconds": LAG}}
FLEET = {
    "clients": [
        {"name": "new", "cluster": "Paris"},
        {"name": "newer", "cluster": "Paris"},
        {"name": "a", "cluster": "Paris", "description": "new"},
        {"name": "b", "cluster": "Paris", "state": "absent"},
    ],
    "on_error": "continue",
}
PURGE = {
    "clients": [{"name": "a", "cluster": "Austin"}],
    "purge": True,
    "purge_clusters": ["Austin"],
    "on_error": "continue",
}
WHOLE = {
    "clusters": [
        {"name": "Lyon"},
        {"name": "Paris", "description": "new"},
        {"name": "Oslo", "previous_name": "Rome"},
        {"name": "Berlin", "state": "absent"},
    ],
    "clients": [
        {"name": "new", "cluster": "Lyon"},
        {"name": "newer", "previous_name": "a", "cluster": "Paris"},
        {"name": "b", "cluster": "Paris", "state": "absent"},
    ],
    "log_levels": [{"cluster": "Lyon", "root_level": "DEBUG"}, {"cluster": "Paris", "root_level": "ERROR"}],
    "on_error": "continue",
}
"""A fleet of all kinds, which creates, changes, renames and deletes."""

CREATED = _with(Client("new", "Paris"))
FLEET_STATE = _with(Client("new", "Paris"), Client("newer", "Paris"), Client("a", "Paris", "new"), without=("b",))

RENAMED = _with(Client("renamed", "Paris", "old"), without=("a",))


def _purged(before: State) -> State:
    return before.replaced(clients=[client for client in before.clients if not str(client.name).startswith("n")])


def _whole(before: State) -> State:
    clients = [
        client for client in before.clients if (client.name, client.cluster) not in {("a", "Paris"), ("b", "Paris")}
    ]
    clusters = [cluster for cluster in before.clusters if cluster.name == "Austin"]
    return before.replaced(
        clients=[*clients, Client("new", "Lyon"), Client("newer", "Paris", "old")],
        clusters=[*clusters, Cluster("Lyon"), Cluster("Paris", "new"), Cluster("Oslo", "", ROME)],
        levels={"Lyon": "DEBUG", "Paris": "ERROR"},
    )


def _client(operation: str, options: dict[str, Any], *more: Any, **fields: Any) -> Case:
    return Case("managed_client", MANAGED_CLIENT, operation, options, *more, **fields)


def _client_info(operation: str, options: dict[str, Any], **fields: Any) -> Case:
    return Case("managed_client_info", MANAGED_CLIENT_INFO, operation, options, **fields)


def _cluster(operation: str, options: dict[str, Any], *more: Any, **fields: Any) -> Case:
    return Case("managed_cluster", MANAGED_CLUSTER, operation, options, *more, **fields)


def _fleet(operation: str, **fields: Any) -> Case:
    fields = {"options": FLEET, "declared": FLEET_STATE, **fields}
    return Case("managed_client_fleet", MANAGED_CLIENT_FLEET, operation, **fields)


def _fleet_info(operation: str, **fields: Any) -> Case:
    return Case("managed_client_fleet_info", MANAGED_CLIENT_FLEET_INFO, operation, {}, **fields)


def _lookup(operation: str, **options: Any) -> Case:
    return Case("managed_client (lookup)", CLIENT_LOOKUP, operation, options, title=options.get("by", ""))


def _inventory(operation: str, **options: Any) -> Case:
    return Case("managed_clients (inventory)", CLIENT_INVENTORY, operation, options)


def _log_config(operation: str, level: str, cluster: str = "Paris", **fields: Any) -> Case:
    options = {"cluster": cluster, **({"root_level": level} if level else {"state": "absent"})}
    declared = _with_level(cluster, level or "INFO")
    return Case("managed_cluster_log_config", MANAGED_CLUSTER_LOG_CONFIG, operation, options, declared, **fields)


OWN = (
    Case("access_token", ACCESS_TOKEN, "token", {}),
    _client("token", NEW, CREATED),
    _client("cluster.list", NEW, CREATED),
    _client("client.list", NEW, CREATED),
    _client("client.create", NEW, CREATED),
    _client("client.create", NEW, CREATED, **LAGGING),
    _client(
        "client.patch", {"name": "a", "cluster": "Paris", "description": "new"}, _with(Client("a", "Paris", "new"))
    ),
    _client("client.delete", {"name": "a", "cluster": "Paris", "state": "absent"}, _with(without=("a",))),
    *(
        _client(
            operation,
            {"id": "a", "name": "renamed"},
            RENAMED,
            title=f"rename by id{lagging and ', lagging'}",
            switches=switches,
        )
        for operation, lagging, switches in (
            ("client.get", "", {}),
            ("client.list", "", {}),
            ("client.patch", "", {}),
            ("client.patch", "lagging", LAGGING["switches"]),
        )
    ),
    *(
        _client(operation, {"id": "a", "state": "absent"}, _with(without=("a",)), title="absent by id")
        for operation in ("client.get", "client.delete")
    ),
    *(
        _client(
            operation,
            # What a task does not name is lost where it fails between deleting and creating.
            {"name": "a", "cluster": "Paris", "description": "old", "type": "CCG", "recreate": True},
            _with(Client("a", "Paris", "old", "CCG")),
            title=title,
            switches=switches,
        )
        for operation in ("client.delete", "client.create")
        for title, switches in (("recreate", {}), ("recreate, lagging", {"list_lag_seconds": LAG}))
    ),
    _client("client.list", {"name": "b", "cluster": "Paris", "wait": True, "wait_timeout": 5}, title="wait"),
    _client("client.get", {"id": "a", "wait": True, "wait_timeout": 5}, title="wait"),
    _client_info("token", {}),
    _client_info("client.list", {}, title="page 1", many=300),
    _client_info("client.list", {}, title="page 2", many=300, skip=1),
    _client_info("client.get", {"id": "a"}),
    _client_info("cluster.list", {"cluster": "Paris"}),
    _client_info("client.status", {"name": "b", "gather": ["status"]}),
    _client_info("client.health", {"name": "b", "gather": ["health"]}),
    _cluster("cluster.list", {"name": "Lyon"}, _with_cluster(Cluster("Lyon"))),
    _cluster("cluster.create", {"name": "Lyon"}, _with_cluster(Cluster("Lyon"))),
    _cluster("cluster.create", {"name": "Lyon"}, _with_cluster(Cluster("Lyon")), **LAGGING),
    _cluster("cluster.patch", {"name": "Rome", "description": "new"}, _with_cluster(Cluster("Rome", "new", ROME))),
    _cluster(
        "cluster.patch",
        {"name": "Rome", "configuration": {"debug": None}},
        _with_cluster(Cluster("Rome", "", ROME[1:])),
        title="a key removed",
    ),
    *(
        _cluster(
            operation,
            {"id": "Rome", "name": "Oslo"},
            _with_cluster(Cluster("Oslo", "", ROME), without="Rome"),
            title="rename by id",
        )
        for operation in ("cluster.get", "cluster.patch")
    ),
    *(
        _cluster(operation, {"id": "Rome", "state": "absent"}, _with_cluster(without="Rome"), title="absent by id")
        for operation in ("cluster.get", "cluster.delete")
    ),
    _cluster(
        "cluster.delete",
        {"name": "Austin", "state": "absent", "remove_clients": True},
        _with_cluster(without="Austin"),
    ),
    _cluster("client.list", {"name": "Rome", "state": "absent"}, _with_cluster(without="Rome")),
    Case("managed_cluster_info", MANAGED_CLUSTER_INFO, "cluster.list", {}),
    Case("managed_cluster_info", MANAGED_CLUSTER_INFO, "cluster.get", {"id": "Paris"}),
    *(
        _log_config(f"cluster.log_config.{method}", level, cluster, title=title)
        for method in ("get", "put")
        for level, cluster, title in (("ERROR", "Paris", ""), ("ERROR", "Rome", "none before"), ("", "Paris", "absent"))
    ),
    *(_fleet(operation) for operation in ("token", "cluster.list", "client.list")),
    *(_fleet(operation) for operation in ("client.create", "client.patch", "client.delete")),
    _fleet("client.create", **LAGGING),
    *(
        _fleet(operation, options=PURGE, declared=_purged, title="purge", many=8)
        for operation in ("client.list", "client.delete")
    ),
    *(
        _fleet(operation, options=WHOLE, declared=_whole, title="all kinds", berlin=True)
        for operation in (
            *("cluster.list", "cluster.create", "cluster.patch", "cluster.delete"),
            *("cluster.log_config.get", "cluster.log_config.put"),
            *("client.list", "client.create", "client.patch", "client.delete"),
        )
    ),
    _fleet("cluster.create", **{**LAGGING, "title": "all kinds, lagging"}, options=WHOLE, declared=_whole, berlin=True),
    *(
        _cluster(
            operation,
            {"name": "Oslo", "previous_name": "Rome"},
            _with_cluster(Cluster("Oslo", "", ROME), without="Rome"),
            title="previous_name",
        )
        for operation in ("cluster.list", "cluster.patch")
    ),
    *(
        _client(
            operation, {"name": "renamed", "previous_name": "a", "cluster": "Paris"}, RENAMED, title="previous_name"
        )
        for operation in ("client.list", "client.patch")
    ),
    *(_fleet_info(operation) for operation in ("token", "cluster.list", "cluster.log_config.get")),
    _fleet_info("client.list", title="page 2", many=300, skip=1),
    _lookup("client.list", terms=["b", "c"]),
    _lookup("client.get", terms=["a"], by="id"),
    _lookup("cluster.list", terms=["b"], cluster="Paris"),
    _inventory("cluster.list", cluster_names=True),
    _inventory("client.list", status=True),
    _inventory("client.status", status=True),
    Case("managed_clients (inventory)", CLIENT_INVENTORY, "client.list", {}, title="page 2", many=300, skip=1),
)

CASES: tuple[Case, ...] = (
    *OWN,
    *(
        case
        for path in sorted(pathlib.Path(__file__).parent.glob("*_cases.py"))
        for case in import_module(f"tests.faults.{path.stem}").CASES
    ),
)
"""All cases: those above, and those of the files that end in ``_cases.py``."""

MODULES = frozenset(path.stem for path in (pathlib.Path(__file__).parents[2] / "plugins/modules").glob("[a-z]*.py"))
"""All modules there are."""
