# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until managed clients have a status. How long and for what is pure; a list answers for many clients at once."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Dict, NamedTuple

from .._api.cancellation import stopped_by
from .._api.collection import PAGE_SIZE, Record
from .._api.errors import OptionError, SailPointError
from .._api.filters import equals
from .._api.pool import at_once, map_concurrently
from .._api.tenant import Tenant
from .._argspec import ArgumentSpec
from .._options import check_known
from .._plan.difference import DELETED
from .._plan.kinds import CLIENT
from .._secrets import without_secrets
from .._shown import shown_name
from .outcome import Outcome
from .progress import Occasional

FIRST_INTERVAL = 0.5
LONGEST_INTERVAL = 15.0
GROWTH = 1.5
LONGEST_WAIT = 7 * 24 * 3600.0
"""Seconds. A job that waits for longer than a week is taken for a typing error."""

FAILED = "FAILED"
"""The status that ends a wait for any other (specification: the client has failed)."""

MOST_MISSING = 8
"""How many clients that no list shows are asked for by their ids in one look."""

LATE_ADVICE = "see whether the appliance is deployed and connected, or give a longer wait_timeout"
FAILED_ADVICE = "see what its appliance reports (managed_client_info with gather: [status])"
AGAIN_ADVICE = "run the task again"

Places = Dict[str, str]
"""The ids of clients, each with the id of its cluster."""

WAIT = ArgumentSpec(
    options={
        "wait": {"type": "bool", "default": False},
        "wait_for": {"type": "str", "default": "NORMAL"},
        "wait_timeout": {"type": "float", "default": 600.0},
    },
)
"""The options of a module that can wait. The doc fragment ``wait`` documents them."""


class Goal(NamedTuple):
    """The status that is waited for, and how many seconds for it. No status is waited for where it is None."""

    status: str | None
    timeout: float

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Goal:
        """The goal that the options say. Raises OptionError."""
        check_known("wait_for", [params["wait_for"]], CLIENT.statuses)
        if not 0 <= params["wait_timeout"] <= LONGEST_WAIT:
            raise OptionError(f"wait_timeout is {params['wait_timeout']:g}: give a number from 0 to {LONGEST_WAIT:g}")
        return cls(params["wait_for"] if params["wait"] else None, params["wait_timeout"])

    @property
    def warnings(self) -> list[str]:
        """That the status may be misspelt, if the specification does not have it."""
        return check_known("wait_for", [self.status], CLIENT.statuses) if self.status else []


class Problem(NamedTuple):
    """Why a client does not have the status: said of it, and what to do."""

    text: str
    advice: str

    def __str__(self) -> str:
        return f"{self.text}: {self.advice}"


@dataclass
class Waited:
    """What came of a wait: each client as it was seen last, and the problems with some, by their ids."""

    records: dict[str, Record]
    problems: dict[str, Problem] = field(default_factory=dict)


def intervals() -> Iterator[float]:
    """The seconds between one look and the next: short ones first, for what is there at once."""
    interval = FIRST_INTERVAL
    while True:
        yield interval
        interval = min(LONGEST_INTERVAL, interval * GROWTH)


def problem_of(record: Record | None, goal: Goal) -> Problem | None:
    """Why it is of no use to wait for this client any longer, or None."""
    if record is None:
        return Problem("was deleted by another meanwhile", AGAIN_ADVICE)
    if record.get("status") == FAILED != goal.status:
        return Problem(f"is {FAILED}, not {goal.status}", FAILED_ADVICE)
    return None


def still(record: Record) -> str:
    """What is said of a client that is waited for."""
    status = record.get("status")
    return "still has no status" if status is None else f"is still {shown_name(status)}"


def cheapest_looks(places: Places, pages: Mapping[str | None, int]) -> tuple[list[str], list[str | None]]:
    """The ids of clients to ask for one by one, and the clusters whose lists to read; None is that of all clients.

    ``pages`` has the pages of the lists that were read before, by cluster. One that was not is taken for one page.
    """
    by_cluster: defaultdict[str, list[str]] = defaultdict(list)
    for client_id, cluster_id in places.items():
        by_cluster[cluster_id].append(client_id)
    single: list[str] = []
    lists: list[str | None] = []
    requests = 0
    for cluster_id, client_ids in by_cluster.items():
        size = pages.get(cluster_id, 1)
        requests += min(size, len(client_ids))
        if len(client_ids) <= size:
            single += client_ids
        else:
            lists.append(cluster_id)
    return ([], [None]) if requests > pages.get(None, 1) else (single, lists)


class Watch:
    """Looks at clients again and again, each time in as few requests as it takes."""

    def __init__(self, tenant: Tenant) -> None:
        self._clients = tenant.endpoint(CLIENT.service)
        self._pages: dict[str | None, int] = {}

    def look(self, places: Places) -> dict[str, Record | None]:
        """These clients as they are, None for one that does not exist; some may be left out. Raises SailPointError."""
        single, lists = cheapest_looks(places, self._pages)
        found: dict[str, Record | None] = {}
        listed, one_by_one = at_once(lambda: map_concurrently(self._list, lists), lambda: self._get(single))
        for cluster_id, records in zip(lists, listed):
            self._pages[cluster_id] = max(1, -(-len(records) // PAGE_SIZE))
            found.update((record["id"], record) for record in records if record["id"] in places)
        found.update(one_by_one)
        # A list may lag behind, and not show a client that is new: only its own path says that there is none. Not all
        # are asked for at once, or there would be a request for each of a new fleet.
        missing = [] if single else [client_id for client_id in places if client_id not in found][:MOST_MISSING]
        found.update(self._get(missing))
        return found

    def _get(self, client_ids: Sequence[str]) -> dict[str, Record | None]:
        return dict(zip(client_ids, map_concurrently(self._clients.get, client_ids)))

    def _list(self, cluster_id: str | None) -> list[Record]:
        return self._clients.find_all(equals("clusterId", cluster_id) if cluster_id is not None else None)


def wait_for_status(
    tenant: Tenant, records: Sequence[Record], label: str, goal: Goal, *, stop_on_error: bool
) -> Waited:
    """Wait until all these clients have the status, have a problem, or the time is over.

    With ``stop_on_error`` the first problem ends it. So does what stops the tenant, or a client that cannot be read:
    then the others have the problem that they are waited for still. Raises nothing; ``label`` is for the progress.
    """
    waited = Waited({record["id"]: record for record in records})
    begun = time.monotonic()
    watch, occasional, pauses = Watch(tenant), Occasional(tenant.show), intervals()
    pending = _settle(waited, list(waited.records), goal)
    while pending and not (waited.problems and stop_on_error):
        seconds = time.monotonic() - begun
        if seconds >= goal.timeout:
            _leave(waited, pending, f" after {goal.timeout:g} s, not {goal.status}", LATE_ADVICE)
            pending = []
            break
        occasional.show(
            f"{label}: {len(records) - len(pending)} of {len(records)} {goal.status}, "
            f"waited {seconds:.0f} of {goal.timeout:g} s"
        )
        try:
            tenant.sleep(min(next(pauses), goal.timeout - seconds))
            seen = watch.look({client_id: waited.records[client_id]["cluster_id"] for client_id in pending})
        except SailPointError as error:
            if not tenant.stopped_by:
                _leave(waited, pending, f", and could not be read ({error})", AGAIN_ADVICE)
                pending = []
            break
        pending = _settle(waited, pending, goal, seen)
    _leave(waited, pending, f", not {goal.status}", AGAIN_ADVICE)
    tenant.telemetry.add_waited(time.monotonic() - begun)
    return waited


def _settle(
    waited: Waited, pending: Sequence[str], goal: Goal, seen: Mapping[str, Record | None] | None = None
) -> list[str]:
    """Take in what was seen of those that are waited for. Returns those that are still."""
    left = []
    for client_id in pending:
        record = (seen or {}).get(client_id, waited.records[client_id])
        problem = problem_of(record, goal)
        if record is not None:
            waited.records[client_id] = record
        if problem:
            waited.problems[client_id] = problem
        elif record is not None and record.get("status") != goal.status:
            left.append(client_id)
    return left


def _leave(waited: Waited, pending: Sequence[str], reason: str, advice: str) -> None:
    for client_id in pending:
        waited.problems[client_id] = Problem(f"{still(waited.records[client_id])}{reason}", advice)


def after_wait(tenant: Tenant, outcome: Outcome, label: str, goal: Goal) -> Outcome:
    """The outcome of one client after waiting for it, where it is to be waited for. What was done is in it still."""
    if goal.status is None or tenant.read_only or not outcome.record or outcome.action == DELETED:
        return outcome
    waited = wait_for_status(tenant, [outcome.record], label, goal, stop_on_error=True)
    (record,) = waited.records.values()
    outcome = replace(outcome, record=without_secrets(record))
    for problem in waited.problems.values():
        done = f"was {outcome.action}, but" if outcome.changed else "is as declared, but"
        stopped = f"{stopped_by(tenant.stopped_by)}: " if tenant.stopped_by else ""
        error = SailPointError(f"{stopped}{label} {done} {problem}")
        outcome = replace(outcome, error=str(error))
    return outcome
