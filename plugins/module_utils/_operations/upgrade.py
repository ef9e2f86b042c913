# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upgrade one managed cluster: read it, start the upgrade once, and tell when it is complete.

An upgrade is not a declared object: a task cannot choose a release, only install the available one, and the request
has no body to plan. So it bypasses the planner, but shares everything else: the read-only tenant of check mode,
retries, rate limit, stopping, the memory and planned changes of a run, and the wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .._api.endpoint import Record
from .._api.errors import GoneError, RequestError, SailPointError
from .._api.fields import to_snake_case
from .._api.filters import equals
from .._api.pool import map_concurrently
from .._api.tenant import Tenant
from .._plan.difference import UNCHANGED
from .._plan.kinds import CLIENT, CLUSTER
from .._plan.upgrade import (
    CONFIGURING,
    available_release,
    disconnected,
    health_problems,
    installed_release,
    named_with_status,
)
from .._shown import shown_name
from .duplicates import poll_until
from .wait import AGAIN_ADVICE, GONE, Problem

UPGRADED = "upgraded"
SCOPE = "idn:managed-cluster-upgrade:manage"
UNDER_WAY = "an upgrade seems to be in progress, so none was started"

CLIENTS = "(clients)"
"""The key of a cluster's client records. No field of the API has that name."""


@dataclass
class Upgrade:
    """The upgrade of one cluster: how it was ``before`` and is ``now``, each with its clients, and what was done.

    ``ring`` is the name of its ring. ``is_started`` is false until the run has reached it.
    """

    before: Record
    ring: str = ""
    now: Record = field(default_factory=dict)
    action: str = UNCHANGED
    jobs: Sequence[Record] = ()
    warnings: Sequence[str] = ()
    error: str = ""
    is_started: bool = False

    def __post_init__(self) -> None:
        self.now = self.now or self.before

    @property
    def id(self) -> str:
        """The id of the cluster."""
        return str(self.before["id"])

    @property
    def name(self) -> str:
        """The name of the cluster."""
        return CLUSTER.name_of(self.before)

    @property
    def label(self) -> str:
        """What messages call the cluster."""
        return CLUSTER.label(self.name)

    @property
    def from_release(self) -> str | None:
        """The release that the cluster had."""
        return installed_release(self.before)

    @property
    def to_release(self) -> str | None:
        """The release that was available, or None."""
        return available_release(self.before)

    @property
    def step(self) -> str:
        """The cluster and its releases, such as ``Paris 1.0 -> 1.1``."""
        if not self.to_release:
            return " ".join(map(shown_name, filter(None, (self.name, self.from_release))))
        return f"{shown_name(self.name)} {shown_name(self.from_release or 'unknown')} -> {shown_name(self.to_release)}"

    def refusal(self, *, force: bool) -> str:
        """Why the upgrade must not start, or an empty string."""
        missing = disconnected(self.before[CLIENTS])
        if self.to_release is None or force or not missing:
            return ""
        return (
            f"{self.label} cannot be upgraded: not connected: {named_with_status(missing)}. SailPoint updates a "
            "cluster only if all its clients are connected. Deploy, repair or delete these clients, or set force: true"
        )

    def as_result(self) -> dict[str, Any]:
        """What the module returns of it."""
        return {
            "action": self.action,
            "from_release": self.from_release,
            "to_release": self.to_release,
            "jobs": list(self.jobs),
        }

    def diff(self) -> dict[str, Any]:
        """The upgrade as Ansible shows it with ``--diff``."""
        after = self.to_release if self.action == UPGRADED else self.from_release
        header = {"before_header": self.label, "after_header": self.label}
        return {"before": {"release": self.from_release}, "after": {"release": after}, **header}


class UpgradeTarget:
    """Wait until the release is installed and the clusters are healthy.

    The record of a failed upgrade may never change; then the timeout ends the wait.
    """

    wanted = "up to date and healthy"
    suffix = ""
    timeout_advice = "Check the cluster and its appliances in the tenant, or increase wait_timeout"

    def __init__(self, upgrades: Sequence[Upgrade], timeout: float, *, force: bool) -> None:
        self.timeout = timeout
        self._force = force
        self._upgrades = {upgrade.id: upgrade for upgrade in upgrades}

    def is_reached(self, seen: Record) -> bool:
        """Whether the cluster is up to date and healthy."""
        return not self.missing(seen)

    def problem_of(self, seen: Record | None) -> Problem | None:
        """A problem if the cluster was deleted. All other faults may be temporary."""
        return Problem(GONE, AGAIN_ADVICE) if seen is None else None

    def describe(self, seen: Record) -> str:
        """What is missing."""
        return f"is not {self.wanted}: {', '.join(self.missing(seen)) or 'it could not be read'}"

    def missing(self, seen: Record) -> list[str]:
        """The reasons why the cluster is not up to date and healthy."""
        upgrade = self._upgrades[seen["id"]]
        installed = installed_release(seen)
        found = []
        # The field may be null during the installation, so the release must have changed, too.
        is_done = available_release(seen) is None and (not upgrade.to_release or installed != upgrade.from_release)
        if not is_done and installed != (upgrade.to_release or installed):
            found.append(f"release {shown_name(installed or 'unknown')}, not {shown_name(upgrade.to_release)}")
        found += health_problems(seen, upgrade.before)
        # With force, clients that were not connected before do not count.
        known = {client["id"] for client in disconnected(upgrade.before[CLIENTS])} if self._force else set()
        missing = [client for client in disconnected(seen[CLIENTS]) if client["id"] not in known]
        return [*found, f"not connected: {named_with_status(missing)}"] if missing else found


def gone(cluster: Record) -> GoneError:
    """The error of a deleted cluster."""
    return GoneError(f"{CLUSTER.label(CLUSTER.name_of(cluster))} no longer exists. {AGAIN_ADVICE}")


def look(tenant: Tenant, records: Sequence[Record]) -> dict[str, Record | None]:
    """The current clusters with their clients, by id; None for a deleted one. Raises RequestError."""
    clusters, clients = tenant.endpoint(CLUSTER.service), tenant.endpoint(CLIENT.service)

    def look_at(record: Record) -> Record | None:
        # Read by id, because lists may lag.
        cluster = clusters.get(record["id"])
        if cluster is None:
            return None
        found = clients.find_all(equals("clusterId", cluster["id"]))
        members = sorted((one for one in found if one["cluster_id"] == cluster["id"]), key=CLIENT.name_of)
        return {**cluster, CLIENTS: members}

    return dict(zip([record["id"] for record in records], map_concurrently(look_at, records)))


def begin(tenant: Tenant, upgrade: Upgrade, *, force: bool) -> None:
    """Start the upgrade, unless there is no update or one is in progress. On a read-only tenant, store the plan.

    Raises SailPointError.
    """
    upgrade.is_started = True
    release = upgrade.to_release
    if release is None:
        return
    with tenant.upgrades.locked():
        # The record does not show an upgrade. CONFIGURING may be one (assumption), of
        # another run, so nothing is sent, as for an upgrade that this run has started.
        is_under_way = tenant.upgrades.has_begun(upgrade.id, release) or upgrade.before.get("status") == CONFIGURING
        if is_under_way and not force:
            upgrade.warnings = [f"{upgrade.label}: {UNDER_WAY}. Set force: true to start one anyway"]
            return
        if tenant.read_only:
            upgrade.action = UPGRADED
            planned = {key: value for key, value in upgrade.before.items() if key != CLIENTS}
            planned.update(current_installed_release_version=release, update_package=None)
            if tenant.shares_planned:
                tenant.planned_changes.note(CLUSTER.service.path, upgrade.id, planned)
            return
        upgrade.jobs = _trigger(tenant, upgrade, release)
    upgrade.action = UPGRADED
    tenant.planned_changes.forget(CLUSTER.service.path, upgrade.id)


def _trigger(tenant: Tenant, upgrade: Upgrade, release: str) -> Sequence[Record]:
    """Send the request once. Returns the jobs in the response, or none if it was lost and the upgrade has started."""
    endpoint = tenant.endpoint(CLUSTER.service)
    try:
        answer = endpoint.trigger(upgrade.id, "manualUpgrade", scope=SCOPE, action=f"upgrade {upgrade.label}")
    except RequestError as error:
        if not error.processed:
            raise
        tenant.upgrades.add(upgrade.id, release)
        if not _is_seen(tenant, upgrade):
            raise SailPointError(
                f"{error} [checked: the cluster shows no upgrade, but one may still be in "
                "progress. Check the cluster before you run the task again]",
                **error.details,
            ) from None
        upgrade.warnings = [
            f"{upgrade.label}: the response was lost, but the cluster shows that the upgrade has started"
        ]
        return ()
    tenant.upgrades.add(upgrade.id, release)
    jobs = answer.get("jobs")
    return [to_snake_case(job) for job in jobs if isinstance(job, Mapping)] if isinstance(jobs, list) else ()


def _is_seen(tenant: Tenant, upgrade: Upgrade) -> bool:
    """Whether the cluster shows that the upgrade has started: another release, no update, or CONFIGURING."""
    before = upgrade.before
    fields = ("current_installed_release_version", "update_package")

    def see() -> bool:
        cluster = tenant.endpoint(CLUSTER.service).get(upgrade.id)
        if cluster is None:
            raise gone(before)
        is_configured = cluster.get("status") == CONFIGURING != before.get("status")
        return is_configured or any(cluster.get(name) != before.get(name) for name in fields)

    # If the cluster cannot be read, the upgrade does not show.
    with suppress(RequestError):
        return poll_until(tenant, tenant.consistency_timeout, see, bool)
    return False
