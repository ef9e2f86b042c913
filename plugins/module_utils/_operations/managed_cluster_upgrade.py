# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upgrade one managed cluster, or many in rings. A ring starts when the previous one is healthy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._api.cancellation import stopped_by
from .._api.endpoint import Record
from .._api.errors import NotFoundError, OptionError, SailPointError, StoppedError
from .._api.paths import UPGRADE_VERSIONS
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._plan.difference import UNCHANGED
from .._plan.identity import Directory
from .._plan.kinds import CLUSTER
from .._plan.upgrade import upgrade_state
from .._secrets import without_secrets
from .._shown import one_line, shown_name
from .outcome import Outcome, Resource, Result
from .read import refuse_empty, require_referenced
from .upgrade import CLIENTS, UPGRADED, Upgrade, UpgradeTarget, begin, gone, look
from .wait import WAIT, check_timeout, wait_for

MAX_AT_ONCE = 64


@dataclass
class RingsOutcome:
    """The outcome for the clusters of all rings or, in check mode, the plan."""

    upgrades: Sequence[Upgrade]
    stopped_by: str = ""

    @property
    def warnings(self) -> Sequence[str]:
        """Warnings for the user."""
        return [text for upgrade in self.upgrades for text in upgrade.warnings]

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What the module returns: an entry for each cluster, in the order of the rings."""
        upgraded = [upgrade for upgrade in self.upgrades if upgrade.action == UPGRADED]
        result: dict[str, Any] = {
            "changed": bool(upgraded),
            "results": [
                {
                    "ring": upgrade.ring,
                    "name": upgrade.name,
                    "id": upgrade.id,
                    **upgrade.as_result(),
                    "status": upgrade.now.get("status"),
                    "health": upgrade_state(upgrade.now)["health"],
                    "error": upgrade.error or None,
                    "is_started": upgrade.is_started,
                    "step": upgrade.step,
                }
                for upgrade in self.upgrades
            ],
            "msg": self._message(),
        }
        if diff:
            result["diff"] = [upgrade.diff() for upgrade in upgraded]
        if any(upgrade.error or not upgrade.is_started for upgrade in self.upgrades):
            result["failed"] = True
        return result

    def _message(self) -> str:
        """One line: the clusters that were upgraded, those that were not, and why."""
        begun = [upgrade for upgrade in self.upgrades if upgrade.is_started]
        listed = (
            (UPGRADED, [upgrade.step for upgrade in begun if upgrade.action == UPGRADED]),
            (
                UNCHANGED,
                [shown_name(upgrade.name) for upgrade in begun if upgrade.action == UNCHANGED and not upgrade.error],
            ),
            ("not started", [shown_name(upgrade.name) for upgrade in self.upgrades if not upgrade.is_started]),
        )
        parts = [f"{what} {len(names)}: {', '.join(names)}" for what, names in listed if names]
        errors = [upgrade.error for upgrade in self.upgrades if upgrade.error]
        if not errors and len(begun) == len(self.upgrades):
            return one_line("; ".join(parts))
        stopped = [stopped_by(self.stopped_by)] if self.stopped_by else []
        return one_line("; ".join([*stopped, *errors, *parts, "run the task again to continue"]))


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Result:
    """Upgrade the clusters that the options of ``managed_cluster_upgrade`` name, if an update is available.

    On a read-only tenant nothing is sent, and the outcome is the plan. Raises SailPointError if no upgrade started;
    later errors are in the outcome.
    """
    refuse_empty(params, "name", "id")
    check_timeout(params["wait_timeout"])
    if not 1 <= params["concurrency"] <= MAX_AT_ONCE:
        raise OptionError(f"concurrency is {params['concurrency']}. Give a number from 1 to {MAX_AT_ONCE}")
    if tenant.api_version not in UPGRADE_VERSIONS:
        raise OptionError(
            f"clusters cannot be upgraded with api_version {tenant.api_version}. Set it to one of "
            + ", ".join(UPGRADE_VERSIONS)
        )
    rings = params["rings"]
    upgrades = _in_rings(tenant, rings) if rings is not None else [_single(tenant, params)]
    refusals = [text for upgrade in upgrades for text in [upgrade.refusal(force=params["force"])] if text]
    if refusals:
        raise SailPointError("; ".join(refusals))
    if rings is not None:
        _warn_of_obstacles(upgrades, force=params["force"])
    # Without a wait, it is unknown whether the next ring may start.
    waits = params["wait"] or rings is not None
    _carry_out(tenant, upgrades, params, waits=waits and not tenant.read_only)
    return (
        RingsOutcome(upgrades, tenant.stopped_by) if rings is not None else _outcome(tenant, upgrades[0], waits=waits)
    )


def _single(tenant: Tenant, params: Mapping[str, Any]) -> Upgrade:
    if params["id"]:
        found = look(tenant, [{"id": params["id"]}])[params["id"]]
        if found is None:
            raise NotFoundError(f'managed cluster "{shown_name(params["id"])}" (id) not found')
        return Upgrade(found)
    record = require_referenced(tenant, CLUSTER, params["name"])
    if CLUSTER.name_of(record) != params["name"]:
        raise NotFoundError(f"{CLUSTER.label(params['name'])} not found, but a cluster has this id. Use the option id")
    return _seen(tenant, [record], [""])[0]


def _in_rings(tenant: Tenant, rings: Sequence[Mapping[str, Any]]) -> list[Upgrade]:
    """All clusters in the order of the rings. Raises SailPointError if one does not exist or is named twice."""
    known = tenant.endpoint(CLUSTER.service).find_all()
    directory = Directory.of(CLUSTER, known)
    records = {record["id"]: record for record in known}
    names: dict[str, str] = {}
    for number, ring in enumerate(rings, 1):
        for reference in ring["clusters"]:
            found = str(directory.find(reference).id)
            if found in names:
                raise OptionError(f"{CLUSTER.label(reference)} is listed twice in rings. List it once")
            names[found] = ring["name"] or str(number)
    if not names:
        raise OptionError("rings lists no clusters. List the clusters to upgrade")
    return _seen(tenant, [records[found] for found in names], list(names.values()))


def _seen(tenant: Tenant, records: Sequence[Record], rings: Sequence[str]) -> list[Upgrade]:
    seen = look(tenant, records)
    for record in records:
        if seen[record["id"]] is None:
            raise gone(record)
    return [Upgrade(seen[record["id"]] or {}, ring) for record, ring in zip(records, rings)]


def _warn_of_obstacles(upgrades: Sequence[Upgrade], *, force: bool) -> None:
    """Warn of unhealthy clusters without an update: the run ends there unless they become healthy."""
    target = UpgradeTarget(upgrades, 0.0, force=force)
    for upgrade in upgrades:
        missing = [] if upgrade.to_release else target.missing(upgrade.now)
        if missing:
            text = (
                f"has no update and is unhealthy ({', '.join(missing)}). No later cluster is upgraded "
                "until it is healthy"
            )
            upgrade.warnings = [f"{upgrade.label} {text}"]


def _carry_out(tenant: Tenant, upgrades: Sequence[Upgrade], params: Mapping[str, Any], *, waits: bool) -> None:
    """Upgrade batch by batch. Stops at the first cluster that cannot be upgraded or is unhealthy."""
    for number, batch in enumerate(_batches(upgrades, params["concurrency"])):
        # The first batch has just been read.
        fresh = waits and number > 0
        for upgrade in batch:
            try:
                _begin(tenant, upgrade, force=params["force"], fresh=fresh)
            except StoppedError:
                upgrade.is_started = False
                break
            except SailPointError as error:
                if len(upgrades) == 1:
                    raise
                upgrade.error = str(error)
                break
        if waits:
            _wait(tenant, [upgrade for upgrade in batch if upgrade.is_started and not upgrade.error], params)
        if tenant.stopped_by or any(upgrade.error for upgrade in batch):
            break


def _begin(tenant: Tenant, upgrade: Upgrade, *, force: bool, fresh: bool) -> None:
    if fresh:
        # The cluster was read before the previous rings, perhaps hours ago.
        found = look(tenant, [upgrade.before])[upgrade.id]
        if found is None:
            raise gone(upgrade.before)
        upgrade.before = upgrade.now = found
        refusal = upgrade.refusal(force=force)
        if refusal:
            raise SailPointError(refusal)
    begin(tenant, upgrade, force=force)


def _wait(tenant: Tenant, batch: Sequence[Upgrade], params: Mapping[str, Any]) -> None:
    if not batch:
        return
    label = ", ".join(shown_name(upgrade.name) for upgrade in batch)
    target = UpgradeTarget(batch, params["wait_timeout"], force=params["force"])
    waited = wait_for(
        tenant, [upgrade.before for upgrade in batch], label, target, partial(look, tenant), stop_on_error=False
    )
    for upgrade in batch:
        upgrade.now = waited.records[upgrade.id]
        problem = waited.problems.get(upgrade.id)
        if problem:
            done = ": the upgrade was started, but the cluster" if upgrade.action == UPGRADED else ""
            upgrade.error = f"{upgrade.label}{done} {problem}"


def _batches(upgrades: Sequence[Upgrade], size: int) -> Iterator[Sequence[Upgrade]]:
    """Batches of up to ``size`` clusters, each within one ring."""
    batch: list[Upgrade] = []
    for upgrade in upgrades:
        if batch and (len(batch) == size or batch[0].ring != upgrade.ring):
            yield batch
            batch = []
        batch.append(upgrade)
    yield batch


def _outcome(tenant: Tenant, upgrade: Upgrade, *, waits: bool) -> Outcome:
    if not upgrade.is_started:
        raise StoppedError("stopped before the next request")
    shown = without_secrets({key: value for key, value in upgrade.now.items() if key != CLIENTS})
    if tenant.read_only and upgrade.action == UPGRADED:
        shown.update(current_installed_release_version=upgrade.to_release, update_package=None)
    is_over = waits or upgrade.action == UNCHANGED
    stopped = f"{stopped_by(tenant.stopped_by)}: " if tenant.stopped_by and upgrade.error else ""
    return Outcome(
        shown,
        upgrade.action,
        upgrade.diff(),
        warnings=upgrade.warnings,
        more={key: value for key, value in upgrade.as_result().items() if key != "action"},
        message=f"{upgrade.action if is_over else 'upgrade started'}: {upgrade.step}",
        error=f"{stopped}{upgrade.error}" if upgrade.error else "",
    )


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "name": {"type": "str"},
        "id": {"type": "str"},
        "rings": {
            "type": "list",
            "elements": "dict",
            "options": {
                "name": {"type": "str"},
                "clusters": {"type": "list", "elements": "str", "required": True},
            },
        },
        "concurrency": {"type": "int", "default": 1},
        "force": {"type": "bool", "default": False},
        "wait": WAIT.options["wait"],
        "wait_timeout": {**WAIT.options["wait_timeout"], "default": 3600.0},
    },
    required_one_of=[("name", "id", "rings")],
    mutually_exclusive=[("name", "id", "rings")],
)

MANAGED_CLUSTER_UPGRADE = Resource("managed_cluster", ARGUMENTS, ensure)
