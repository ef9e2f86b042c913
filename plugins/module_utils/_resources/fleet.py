# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a whole fleet of managed clients: one snapshot, one plan, and only the requests that it takes."""

from __future__ import annotations

import math
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from .._api.collection import PAGE_SIZE, Record
from .._api.errors import OptionError, SailPointError, StoppedError, unforeseen
from .._api.filters import equals
from .._api.pool import each_concurrently, map_concurrently
from .._api.tenant import Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._foreseen import FORESEEN
from .._outcome import Resource, diff_block
from .._progress import Progress
from .._shown import one_line
from .._stopping import stopped_by
from .client_plan import ENTRY_OPTIONS
from .client_write import Written, carry_out, settle
from .fleet_plan import Clusters, FleetPlan, Step, named, plan_fleet, refuse_deletions
from .settle import once_settled
from .wait import WAIT, Goal, Waited, wait_for_status

MOST_CONCURRENT = 64
MOST_SUSPECTS = 50
"""How many listed clients are looked up by id, at most: a run does not delete more and then declare them at once."""

NOT_BEGUN = "not begun: the fleet was stopped before"


@dataclass
class FleetOutcome:
    """What was done or, on a read-only tenant, would be done to a fleet.

    ``errors`` has a text for each step that failed or was not begun, ``records`` what the API answered for those that
    were carried out; both by the step's number in the plan. ``waited`` is what came of waiting for ``goal`` after that,
    ``stopped_by`` what stopped it, if anything did, and ``exception`` the traceback of an error that no one foresaw.
    """

    plan: FleetPlan
    goal: Goal
    errors: dict[int, str] = field(default_factory=dict)
    records: dict[int, Record | None] = field(default_factory=dict)
    waited: Waited = field(default_factory=lambda: Waited({}))
    stopped_by: str = ""
    exception: str = ""
    warnings: Sequence[str] = ()

    def take(self, written: Mapping[int, Written]) -> None:
        """Take in what was done. It may be more than was planned: a client that was to be patched was gone."""
        self.records = {number: one.record for number, one in written.items()}
        steps = [
            step._replace(plan=written[number].plan) if number in written else step
            for number, step in enumerate(self.plan.steps)
        ]
        declared = len(self.plan.entries)
        self.plan = self.plan._replace(entries=steps[:declared], purged=steps[declared:])

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What the module returns: one entry in ``returns`` for each entry of the task."""
        steps = self.plan.steps
        entries = [self._entry(number, step) for number, step in enumerate(steps)]
        declared = len(self.plan.entries)
        done = [step for number, step in enumerate(steps) if number not in self.errors]
        result: dict[str, Any] = {
            "changed": any(step.plan.changed for step in done),
            returns: entries[:declared],
            "purged": entries[declared:],
            "summary": self._summary(done),
        }
        if diff:
            result["diff"] = [
                diff_block(step.label, step.plan.before, step.plan.after) for step in done if step.plan.changed
            ]
        if self.errors or self.waited.problems:
            result.update(failed=True, msg=self._message(result["summary"]))
        if self.exception:
            result["exception"] = self.exception
        return result

    def text_of(self, error: Exception) -> str:
        """What is said of the error of a step."""
        if isinstance(error, SailPointError):
            return str(error)
        self.exception = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return unforeseen(error)

    def _message(self, summary: Mapping[str, int]) -> str:
        """One line: what was not done, and why."""
        undone = []
        if summary["failed"]:
            first = min(number for number, error in self.errors.items() if error != NOT_BEGUN)
            undone.append(f"{summary['failed']} failed, the first of them: {self.errors[first]}")
        if summary["not_begun"]:
            undone.append(f"{summary['not_begun']} were not begun")
        undone += self._unsettled()
        reason = "not all could be done" if self.errors else f"not all are {self.goal.status}"
        if self.stopped_by:
            reason = stopped_by(self.stopped_by)
        done = ", ".join(
            f"{count} {action}" for action, count in summary.items() if action not in ("failed", "not_begun")
        )
        rest = ["run again to do the rest"] if self.errors or self.stopped_by else []
        return one_line(f"{reason}: of {len(self.plan.steps)} managed clients " + "; ".join([done, *undone, *rest]))

    def _unsettled(self) -> list[str]:
        """Which clients do not have the status that was waited for, and what to do, if there are any."""
        problems = self.waited.problems
        steps = {self._record(number, step).get("id"): step for number, step in enumerate(self.plan.entries)}
        texts = [f"{step.label} {problems[key].text}" for key, step in steps.items() if key in problems]
        advice = " or ".join(dict.fromkeys(problem.advice for problem in problems.values()))
        return [f"{len(texts)} are not {self.goal.status}: {named(texts)}: {advice}"] if texts else []

    def _record(self, number: int, step: Step) -> Record:
        """The client of a step as it was seen last; empty where there was none."""
        record = self.records.get(number) or step.current or {}
        return self.waited.records.get(record.get("id", ""), record)

    def _entry(self, number: int, step: Step) -> dict[str, Any]:
        state = step.plan.after or step.plan.before
        record = self._record(number, step)
        error = self.errors.get(number) or self.waited.problems.get(record.get("id", ""))
        return {
            "name": state.get("name") or step.entry.get("name"),
            "id": record.get("id") or step.entry.get("id"),
            "cluster_id": state.get("cluster_id"),
            "action": step.plan.action,
            "patch": step.plan.patch if step.plan.action == "patched" else [],
            "status": record.get("status") if step.plan.after else None,
            "error": str(error) if error else None,
        }

    def _summary(self, done: Sequence[Step]) -> dict[str, int]:
        counts = Counter(step.plan.action for step in done)
        not_begun = sum(error == NOT_BEGUN for error in self.errors.values())
        return {
            **{action: counts[action] for action in ("created", "patched", "deleted", "recreated", "unchanged")},
            "failed": len(self.errors) - not_begun,
            "not_begun": not_begun,
        }


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> FleetOutcome:
    """Make all managed clients be as the options of the module ``managed_client_fleet`` say.

    Nothing is sent before all is planned. Raises SailPointError where it cannot be planned or read; what fails after
    that is in the outcome.
    """
    if not 1 <= params["concurrency"] <= MOST_CONCURRENT:
        raise OptionError(f"concurrency is {params['concurrency']}: give a number from 1 to {MOST_CONCURRENT}")
    entries, purge_clusters = params["clients"], (params["purge_clusters"] or []) if params["purge"] else []
    if params["max_deletions"] < 0:
        raise OptionError(f"max_deletions is {params['max_deletions']}: give 0 or more")
    goal = Goal.of(params)
    plan = once_settled(
        tenant, lambda: plan_fleet(entries, *_snapshot(tenant, entries, purge_clusters), purge_clusters)
    )
    refuse_deletions(plan, params["max_deletions"], purge_all=params["purge_all"])
    outcome = FleetOutcome(plan, goal, warnings=goal.warnings)
    if not tenant.read_only:
        stop_on_error = params["on_error"] == "stop"
        _carry_out(tenant, outcome, params["concurrency"], stop_on_error=stop_on_error)
        if goal.status is not None and not (outcome.errors and stop_on_error):
            _wait(tenant, outcome, stop_on_error=stop_on_error)
        outcome.stopped_by = tenant.stopped_by
    return outcome


def _snapshot(
    tenant: Tenant, entries: Sequence[Mapping[str, Any]], purge_clusters: Sequence[str]
) -> tuple[Clusters, list[Record]]:
    """All clusters, and the clients that the entries may speak of, in the fewest requests."""
    records = tenant.clusters.find_all()
    clusters = Clusters(records)
    references = {entry["cluster"] for entry in entries} | set(purge_clusters)
    wanted = None
    if None not in references and not any(entry["id"] for entry in entries):
        # Where one is not found, the plan will say what is wrong, and of which entry; a client may be absent with its
        # cluster, too.
        with suppress(SailPointError):
            wanted = {clusters.find(reference)["id"] for reference in references}
    return clusters, _without_leftovers(tenant, records, _clients(tenant, records, wanted))


def _clients(tenant: Tenant, clusters: Sequence[Record], wanted: set[str] | None) -> list[Record]:
    """The clients of the wanted clusters, and others if that takes fewer requests; all clients for None."""
    # How many clients a cluster has only decides how they are asked for: each list is whole either way.
    sizes = {record["id"]: len(record.get("client_ids") or ()) for record in clusters}
    if wanted is None or sum(_pages(sizes[cluster_id]) for cluster_id in wanted) >= _pages(sum(sizes.values())):
        return tenant.clients.find_all()
    return _clients_in(tenant, wanted)


def _without_leftovers(tenant: Tenant, clusters: Sequence[Record], clients: list[Record]) -> list[Record]:
    """The clients without those that the run has deleted and lists still show.

    Suspicious is one that its cluster does not name. Many are not: then the tenant does not keep that field.
    """
    named = {client_id for cluster in clusters for client_id in cluster.get("client_ids") or ()}
    suspects = [record for record in clients if named.isdisjoint((record["id"], record.get("client_id")))]
    if len(suspects) > MOST_SUSPECTS:
        return clients
    gone = {
        record["id"]
        for record, is_leftover in zip(suspects, map_concurrently(tenant.clients.is_leftover, suspects))
        if is_leftover
    }
    return [record for record in clients if record["id"] not in gone]


def _clients_in(tenant: Tenant, cluster_ids: Iterable[str]) -> list[Record]:
    filters = [equals("clusterId", cluster_id) for cluster_id in sorted(cluster_ids)]
    return [record for found in map_concurrently(tenant.clients.find_all, filters) for record in found]


def _pages(records: int) -> int:
    return max(1, math.ceil(records / PAGE_SIZE))


def _carry_out(tenant: Tenant, outcome: FleetOutcome, concurrency: int, *, stop_on_error: bool) -> None:
    """Do what the plan says, several steps at a time: creates and patches first, deletes last."""
    pending = [number for number, step in enumerate(outcome.plan.steps) if step.plan.changed]
    progress = Progress(tenant.show, "managed clients", len(pending))
    outcome.errors = dict.fromkeys(pending, NOT_BEGUN)
    written: dict[int, Written] = {}
    fatal = Exception if stop_on_error else StoppedError
    steps = outcome.plan.steps

    def do(number: int) -> Written:
        step = steps[number]
        return carry_out(tenant, step.entry, step.entry.get("cluster"), step.plan, step.current)

    for deletes in (False, True):
        numbers = [number for number in pending if steps[number].deletes == deletes]
        for ended in each_concurrently(do, numbers, concurrency, fatal=fatal):
            number = numbers[ended.number]
            if isinstance(ended.error, StoppedError):
                continue
            if ended.error is None:
                written[number] = ended.value
                del outcome.errors[number]
            else:
                outcome.errors[number] = outcome.text_of(ended.error)
            progress.advance()
        if stop_on_error and outcome.errors.keys() & numbers:
            break
    outcome.take(written)
    _settle(tenant, outcome, written)


def _settle(tenant: Tenant, outcome: FleetOutcome, written: Mapping[int, Written]) -> None:
    """Leave one client in each place, if other runs write, too: one more list for all that was created or renamed."""
    numbers = [number for number, one in written.items() if one.placed]
    placed = [one.placed for one in written.values() if one.placed]
    if not placed:
        return
    cluster_ids = {one.record["cluster_id"] for one in placed}
    try:
        settled = settle(tenant, placed, lambda: _clients_in(tenant, cluster_ids))
    except Exception as error:  # pylint: disable=broad-except
        # Whatever it is, what was done before is still to be said.
        settled = [SailPointError(outcome.text_of(error))] * len(placed)
    for number, one in zip(numbers, settled):
        if isinstance(one, SailPointError):
            outcome.errors[number] = str(one)
        else:
            outcome.records[number] = one


def _wait(tenant: Tenant, outcome: FleetOutcome, *, stop_on_error: bool) -> None:
    """Wait for all clients that are to be there, and are."""
    records = [
        outcome.records.get(number) or step.current
        for number, step in enumerate(outcome.plan.entries)
        if step.plan.after and number not in outcome.errors
    ]
    present = [record for record in records if record]
    outcome.waited = wait_for_status(tenant, present, "managed clients", outcome.goal, stop_on_error=stop_on_error)


ARGUMENTS = (
    CONNECTION
    + WAIT
    + ArgumentSpec(
        options={
            "foreseen": FORESEEN,
            "clients": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": ENTRY_OPTIONS,
                "required_one_of": [("name", "id")],
            },
            "purge": {"type": "bool", "default": False},
            "purge_clusters": {"type": "list", "elements": "str"},
            "purge_all": {"type": "bool", "default": False},
            "max_deletions": {"type": "int", "default": 10},
            "concurrency": {"type": "int", "default": 8},
            "on_error": {"type": "str", "default": "stop", "choices": ["stop", "continue"]},
        },
        required_if=[("purge", True, ("purge_clusters",))],
    )
)

MANAGED_CLIENT_FLEET = Resource("results", ARGUMENTS, ensure)
