# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until objects reach a target, such as a status of clients. One list request reads many clients."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Dict, NamedTuple, Protocol

from .._api.cancellation import stopped_by
from .._api.endpoint import PAGE_SIZE, Record
from .._api.errors import OptionError, SailPointError
from .._api.filters import equals
from .._api.pool import in_parallel, map_concurrently
from .._api.tenant import Tenant
from .._argspec import ArgumentSpec
from .._options import check_known
from .._plan.difference import DELETED
from .._plan.kinds import CLIENT
from .._secrets import without_secrets
from .._shown import shown_name
from .outcome import Outcome
from .progress import ThrottledDisplay

FIRST_INTERVAL = 0.5
MAX_INTERVAL = 15.0
GROWTH = 1.5
MAX_WAIT = 7 * 24 * 3600.0
"""Seconds (a week). A longer wait is probably a typing error."""

FAILED = "FAILED"
"""A status that ends the wait for any other status (specification: the client has failed)."""

MAX_MISSING = 8
"""How many clients that no list shows are read by id in one poll."""

FAILED_ADVICE = "Check what its appliance reports (managed_client_info with gather: [status])"
AGAIN_ADVICE = "Run the task again"
GONE = "was deleted during the wait"

Places = Dict[str, str]
"""Client id -> cluster id."""

WAIT = ArgumentSpec(
    options={
        "wait": {"type": "bool", "default": False},
        "wait_for": {"type": "str", "default": "NORMAL"},
        "wait_timeout": {"type": "float", "default": 600.0},
    },
)
"""The options of a module that can wait. The doc fragment ``wait`` documents them."""


class Target(Protocol):
    """What a wait is for: when it is reached, when it fails, and the texts for both."""

    @property
    def timeout(self) -> float:
        """The longest wait, in seconds."""

    @property
    def wanted(self) -> str:
        """The target, for progress lines."""

    @property
    def suffix(self) -> str:
        """The end of a sentence that begins with ``describe``."""

    @property
    def timeout_advice(self) -> str:
        """The advice after a timeout."""

    def is_reached(self, seen: Record) -> bool:
        """Whether the object has reached the target."""

    def problem_of(self, seen: Record | None) -> Problem | None:
        """Why the target cannot be reached, or None. ``seen`` is None if the object was deleted."""

    def describe(self, seen: Record) -> str:
        """The current state of the object, as the predicate of a sentence."""


class Problem(NamedTuple):
    """Why an object did not reach the target, and what to do."""

    text: str
    advice: str

    def __str__(self) -> str:
        return f"{self.text}. {self.advice}"


def check_timeout(seconds: float) -> None:
    """Raise OptionError if the number of seconds is out of range."""
    if not 0 <= seconds <= MAX_WAIT:
        raise OptionError(f"wait_timeout is {seconds:g}. Give a number from 0 to {MAX_WAIT:g}")


class StatusTarget(NamedTuple):
    """The status to wait for, and the longest wait in seconds. With the status None there is no wait."""

    status: str | None
    timeout: float

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> StatusTarget:
        """The target from the options of a module. Raises OptionError."""
        check_known("wait_for", [params["wait_for"]], CLIENT.statuses)
        check_timeout(params["wait_timeout"])
        return cls(params["wait_for"] if params["wait"] else None, params["wait_timeout"])

    @property
    def wanted(self) -> str:
        """The status, for progress lines."""
        return str(self.status)

    @property
    def suffix(self) -> str:
        """The end of the sentence about the current status."""
        return f", not {self.status}"

    @property
    def timeout_advice(self) -> str:
        """The advice after a timeout."""
        return "Check that the appliance is deployed and connected, or increase wait_timeout"

    def is_reached(self, record: Record) -> bool:
        """Whether the client has the status."""
        return bool(record.get("status") == self.status)

    def problem_of(self, record: Record | None) -> Problem | None:
        """Why the client cannot reach the status, or None."""
        if record is None:
            return Problem(GONE, AGAIN_ADVICE)
        if record.get("status") == FAILED != self.status:
            return Problem(f"is {FAILED}, not {self.status}", FAILED_ADVICE)
        return None

    def describe(self, record: Record) -> str:
        """The current status of the client, as the predicate of a sentence."""
        status = record.get("status")
        return "still has no status" if status is None else f"is still {shown_name(status)}"

    @property
    def warnings(self) -> list[str]:
        """A warning if the status is not in the specification: it may be misspelled."""
        return check_known("wait_for", [self.status], CLIENT.statuses) if self.status else []


@dataclass
class WaitResult:
    """The result of a wait: the last record and the problem, if any, of each object, by id."""

    records: dict[str, Record]
    problems: dict[str, Problem] = field(default_factory=dict)


def intervals() -> Iterator[float]:
    """The seconds between polls: short at first, then growing."""
    interval = FIRST_INTERVAL
    while True:
        yield interval
        interval = min(MAX_INTERVAL, interval * GROWTH)


def cheapest_reads(places: Places, pages: Mapping[str | None, int]) -> tuple[list[str], list[str | None]]:
    """The clients to read by id, and the clusters whose lists to read. None stands for the list of all clients.

    ``pages`` is the number of pages of lists that were read before, by cluster id. Others count as one page.
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
    """Polls clients with as few requests as possible."""

    def __init__(self, tenant: Tenant) -> None:
        self._clients = tenant.endpoint(CLIENT.service)
        self._pages: dict[str | None, int] = {}

    def look(self, places: Places) -> dict[str, Record | None]:
        """The current records by id; None for a deleted client. Some may be missing. Raises SailPointError."""
        single, lists = cheapest_reads(places, self._pages)
        found: dict[str, Record | None] = {}
        listed, one_by_one = in_parallel(lambda: map_concurrently(self._list, lists), lambda: self._get(single))
        for cluster_id, records in zip(lists, listed):
            self._pages[cluster_id] = max(1, -(-len(records) // PAGE_SIZE))
            found.update((record["id"], record) for record in records if record["id"] in places)
        found.update(one_by_one)
        # A list may not show a new client yet. Only a GET by id proves that it does not exist. Few are read at a time:
        # otherwise a new fleet would cost a request for each client.
        missing = [] if single else [client_id for client_id in places if client_id not in found][:MAX_MISSING]
        found.update(self._get(missing))
        return found

    def _get(self, client_ids: Sequence[str]) -> dict[str, Record | None]:
        return dict(zip(client_ids, map_concurrently(self._clients.get, client_ids)))

    def _list(self, cluster_id: str | None) -> list[Record]:
        return self._clients.find_all(equals("clusterId", cluster_id) if cluster_id is not None else None)


def wait_for_status(
    tenant: Tenant, records: Sequence[Record], label: str, goal: StatusTarget, *, stop_on_error: bool
) -> WaitResult:
    """Wait until all these clients have the status, see ``wait_for``."""
    watch = Watch(tenant)

    def look(clients: Sequence[Record]) -> Mapping[str, Record | None]:
        return watch.look({client["id"]: client["cluster_id"] for client in clients})

    return wait_for(tenant, records, label, goal, look, stop_on_error=stop_on_error)


def wait_for(
    tenant: Tenant,
    records: Sequence[Record],
    label: str,
    target: Target,
    look: Callable[[Sequence[Record]], Mapping[str, Record | None]],
    *,
    stop_on_error: bool,
) -> WaitResult:
    """Wait until each object has reached the target or has a problem, or until the timeout.

    ``look`` reads the given objects again and returns them by id. The wait ends at the first problem with
    ``stop_on_error``, when the task is stopped, or if an object cannot be read; the other objects then have a problem,
    too. Raises nothing. ``label`` begins the progress lines.
    """
    waited = WaitResult({record["id"]: record for record in records})
    begun = time.monotonic()
    throttled, pauses = ThrottledDisplay(tenant.show), intervals()
    pending = _update(waited, list(waited.records), target)
    while pending and not (waited.problems and stop_on_error):
        seconds = time.monotonic() - begun
        if seconds >= target.timeout:
            _give_up_on(waited, pending, target, f" after {target.timeout:g} s", target.timeout_advice)
            pending = []
            break
        throttled.show(
            f"{label}: {len(records) - len(pending)} of {len(records)} {target.wanted}, "
            f"waited {seconds:.0f} of {target.timeout:g} s"
        )
        try:
            tenant.sleep(min(next(pauses), target.timeout - seconds))
            seen = look([waited.records[object_id] for object_id in pending])
        except SailPointError as error:
            if not tenant.stopped_by:
                _give_up_on(waited, pending, target, f", and could not be read ({error})", AGAIN_ADVICE, suffix=False)
                pending = []
            break
        pending = _update(waited, pending, target, seen)
    _give_up_on(waited, pending, target, "", AGAIN_ADVICE)
    tenant.telemetry.add_waited(time.monotonic() - begun)
    return waited


def _update(
    waited: WaitResult, pending: Sequence[str], target: Target, seen: Mapping[str, Record | None] | None = None
) -> list[str]:
    """Store the records that were read. Returns the ids that are still pending."""
    left = []
    for object_id in pending:
        record = (seen or {}).get(object_id, waited.records[object_id])
        problem = target.problem_of(record)
        if record is not None:
            waited.records[object_id] = record
        if problem:
            waited.problems[object_id] = problem
        elif record is not None and not target.is_reached(record):
            left.append(object_id)
    return left


def _give_up_on(
    waited: WaitResult, pending: Sequence[str], target: Target, reason: str, advice: str, *, suffix: bool = True
) -> None:
    for object_id in pending:
        text = f"{target.describe(waited.records[object_id])}{reason}{target.suffix if suffix else ''}"
        waited.problems[object_id] = Problem(text, advice)


def after_wait(tenant: Tenant, outcome: Outcome, label: str, goal: StatusTarget) -> Outcome:
    """Wait for one client if the options ask for it. Returns the outcome with the new record and any error."""
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
