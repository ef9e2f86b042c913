# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until objects are as they should be. How long and for what is pure; a list answers for many clients at once."""

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
from .._api.pool import at_once, map_concurrently
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
LONGEST_INTERVAL = 15.0
GROWTH = 1.5
LONGEST_WAIT = 7 * 24 * 3600.0
"""Seconds. A job that waits for longer than a week is taken for a typing error."""

FAILED = "FAILED"
"""The status that ends a wait for any other (specification: the client has failed)."""

MOST_MISSING = 8
"""How many clients that no list shows are asked for by their ids in one look."""

FAILED_ADVICE = "Check what its appliance reports (managed_client_info with gather: [status])"
AGAIN_ADVICE = "Run the task again"
GONE = "was deleted during the wait"

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


class Aim(Protocol):
    """What is waited for: whether something that was seen is as it should be, and what is said of it."""

    @property
    def timeout(self) -> float:
        """The seconds after which the wait ends."""

    @property
    def wanted(self) -> str:
        """What is waited for, as a line of progress shows it."""

    @property
    def instead(self) -> str:
        """What ends a sentence of ``still``."""

    @property
    def late_advice(self) -> str:
        """What to do if the time is over."""

    def is_reached(self, seen: Record) -> bool:
        """Whether it is as it should be."""

    def problem_of(self, seen: Record | None) -> Problem | None:
        """Why it is of no use to wait any longer, or None. What does not exist is None."""

    def still(self, seen: Record) -> str:
        """How it is as long as it is waited for."""


class Problem(NamedTuple):
    """Why something is not as it should be: said of it, and what to do."""

    text: str
    advice: str

    def __str__(self) -> str:
        return f"{self.text}. {self.advice}"


def check_timeout(seconds: float) -> None:
    """Raise OptionError if nobody can wait for so many seconds."""
    if not 0 <= seconds <= LONGEST_WAIT:
        raise OptionError(f"wait_timeout is {seconds:g}. Give a number from 0 to {LONGEST_WAIT:g}")


class Goal(NamedTuple):
    """The status that is waited for, and how many seconds for it. No status is waited for where it is None."""

    status: str | None
    timeout: float

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Goal:
        """The goal that the options say. Raises OptionError."""
        check_known("wait_for", [params["wait_for"]], CLIENT.statuses)
        check_timeout(params["wait_timeout"])
        return cls(params["wait_for"] if params["wait"] else None, params["wait_timeout"])

    @property
    def wanted(self) -> str:
        """The status, as a line of progress shows it."""
        return str(self.status)

    @property
    def instead(self) -> str:
        """What ends the sentence that says which status a client still has."""
        return f", not {self.status}"

    @property
    def late_advice(self) -> str:
        """What to do if the time is over."""
        return "Check that the appliance is deployed and connected, or increase wait_timeout"

    def is_reached(self, record: Record) -> bool:
        """Whether the client has the status."""
        return bool(record.get("status") == self.status)

    def problem_of(self, record: Record | None) -> Problem | None:
        """Why it is of no use to wait for this client any longer, or None."""
        if record is None:
            return Problem(GONE, AGAIN_ADVICE)
        if record.get("status") == FAILED != self.status:
            return Problem(f"is {FAILED}, not {self.status}", FAILED_ADVICE)
        return None

    def still(self, record: Record) -> str:
        """What is said of a client that is waited for."""
        status = record.get("status")
        return "still has no status" if status is None else f"is still {shown_name(status)}"

    @property
    def warnings(self) -> list[str]:
        """That the status may be misspelled, if the specification does not have it."""
        return check_known("wait_for", [self.status], CLIENT.statuses) if self.status else []


@dataclass
class Waited:
    """What came of a wait: each object as it was seen last, and the problems with some, by their ids."""

    records: dict[str, Record]
    problems: dict[str, Problem] = field(default_factory=dict)


def intervals() -> Iterator[float]:
    """The seconds between one look and the next: short ones first, for what is there at once."""
    interval = FIRST_INTERVAL
    while True:
        yield interval
        interval = min(LONGEST_INTERVAL, interval * GROWTH)


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
    """Wait until all these clients have the status, see ``wait_for``."""
    watch = Watch(tenant)

    def look(clients: Sequence[Record]) -> Mapping[str, Record | None]:
        return watch.look({client["id"]: client["cluster_id"] for client in clients})

    return wait_for(tenant, records, label, goal, look, stop_on_error=stop_on_error)


def wait_for(
    tenant: Tenant,
    records: Sequence[Record],
    label: str,
    aim: Aim,
    look: Callable[[Sequence[Record]], Mapping[str, Record | None]],
    *,
    stop_on_error: bool,
) -> Waited:
    """Wait until all these objects are as they should be, have a problem, or the time is over.

    ``look`` reads some of them again, by id. With ``stop_on_error`` the first problem ends it. So does what stops the
    tenant, or an object that cannot be read: then the others have the problem that they are waited for still. Raises
    nothing; ``label`` is for the progress.
    """
    waited = Waited({record["id"]: record for record in records})
    begun = time.monotonic()
    occasional, pauses = ThrottledDisplay(tenant.show), intervals()
    pending = _settle(waited, list(waited.records), aim)
    while pending and not (waited.problems and stop_on_error):
        seconds = time.monotonic() - begun
        if seconds >= aim.timeout:
            _leave(waited, pending, aim, f" after {aim.timeout:g} s", aim.late_advice)
            pending = []
            break
        occasional.show(
            f"{label}: {len(records) - len(pending)} of {len(records)} {aim.wanted}, "
            f"waited {seconds:.0f} of {aim.timeout:g} s"
        )
        try:
            tenant.sleep(min(next(pauses), aim.timeout - seconds))
            seen = look([waited.records[object_id] for object_id in pending])
        except SailPointError as error:
            if not tenant.stopped_by:
                _leave(waited, pending, aim, f", and could not be read ({error})", AGAIN_ADVICE, instead=False)
                pending = []
            break
        pending = _settle(waited, pending, aim, seen)
    _leave(waited, pending, aim, "", AGAIN_ADVICE)
    tenant.telemetry.add_waited(time.monotonic() - begun)
    return waited


def _settle(
    waited: Waited, pending: Sequence[str], aim: Aim, seen: Mapping[str, Record | None] | None = None
) -> list[str]:
    """Take in what was seen of those that are waited for. Returns those that are still."""
    left = []
    for object_id in pending:
        record = (seen or {}).get(object_id, waited.records[object_id])
        problem = aim.problem_of(record)
        if record is not None:
            waited.records[object_id] = record
        if problem:
            waited.problems[object_id] = problem
        elif record is not None and not aim.is_reached(record):
            left.append(object_id)
    return left


def _leave(waited: Waited, pending: Sequence[str], aim: Aim, reason: str, advice: str, *, instead: bool = True) -> None:
    for object_id in pending:
        text = f"{aim.still(waited.records[object_id])}{reason}{aim.instead if instead else ''}"
        waited.problems[object_id] = Problem(text, advice)


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
