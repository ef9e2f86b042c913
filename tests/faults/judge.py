# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cell of the matrix: do a task while something goes wrong, and judge what came of it."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.community.sailpoint.plugins.module_utils._api import retry
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import Mode, perform

from tests.faults.cases import CASES, LAG, Case
from tests.faults.script import FAULTS, LATER, REFUSED, TIMEOUT, TOO_LATE, Fault
from tests.faults.state import State
from tests.sandbox import Sandbox
from tests.sandbox.switches import Switches

RETRY_TIMEOUT = 2.5
CONSISTENCY_TIMEOUT = LAG + (TOO_LATE - TIMEOUT) + 0.3
"""Longer than it takes to process a write whose sender has gone, and until lists show it."""
CONNECTION = {
    "api_version": "v1",
    "timeout": TIMEOUT,
    "retry_timeout": RETRY_TIMEOUT,
    "consistency_timeout": CONSISTENCY_TIMEOUT,
    "rate_limit": 0,
}

SLACK = 5.0
"""Seconds that a busy machine may add."""

LONGEST = RETRY_TIMEOUT + TIMEOUT + SLACK
"""Seconds that a task may take."""

CONVERGED, FAILED, WRONG = "converged", "failed clearly", "wrong"

NEW_EACH_TIME = {
    *("api", "id", "client_id", "created_at", "updated_at", "timestamp", "expiration", "expires_at"),
    *("access_token", "patch", "attributes", "digest"),
    # Of a lost answer there are none.
    "jobs",
}
"""What differs from one run to the next where all is well, in results and at any depth."""


@dataclass(frozen=True)
class Cell:
    """A combination of the matrix."""

    case: Case
    fault: Fault
    times: str

    def __str__(self) -> str:
        return f"{self.case.name}, {self.fault.name}, {self.times}"


@dataclass(frozen=True)
class Verdict:
    """What came of it: CONVERGED, FAILED or WRONG, and why."""

    cell: Cell
    kind: str
    text: str
    seconds: float


def all_cells() -> list[Cell]:
    """The whole matrix."""
    return [
        Cell(case, fault, times)
        for case in CASES
        for fault in FAULTS
        if fault.is_about(case.operation)
        for times in fault.times
    ]


@contextmanager
def short_waits() -> Iterator[None]:
    """Within the block, requests are repeated after short pauses: they are most of the time that a matrix takes.

    The product has no option for this. What is judged does not depend on it: the bound is ``retry_timeout``.
    """
    former = retry.FIRST_WAIT, retry.MAX_WAIT
    retry.FIRST_WAIT, retry.MAX_WAIT = 0.05, 0.2
    try:
        yield
    finally:
        retry.FIRST_WAIT, retry.MAX_WAIT = former


def judge(cell: Cell, sandbox: Sandbox, expected: dict[str, Any]) -> Verdict:
    """Do the task of the cell and judge it. ``expected`` is the result where nothing goes wrong."""
    case, fault = cell.case, cell.fault
    options = case.seed(sandbox)
    before = State.of(sandbox)
    declared = case.declared(before)
    fault.set_up(sandbox, case.operation, cell.times, case.skip)
    begun = time.monotonic()
    with _ended_by_reset(sandbox):
        result = run(case, sandbox, options)
    seconds = time.monotonic() - begun
    sandbox.clear_faults()
    if fault.switches:
        sandbox.switch(**{name: getattr(Switches(), name) for name in fault.switches})
    complaints = list(_complaints(result, seconds))
    if seconds > LONGEST:
        # Nothing is left to judge.
        return Verdict(cell, WRONG, "; ".join(complaints), seconds)
    if not result.get("failed"):
        complaints += _wrong_success(cell, sandbox, before, declared, result, expected)
    else:
        # What is under way ends, and lists catch up; then the task is run again.
        if case.switches or fault.lasts:
            time.sleep(max(LAG, REFUSED, LATER, TOO_LATE - TIMEOUT))
        now = State.of(sandbox)
        if now.twins() or (not fault.moves and not now.is_between(before, declared)):
            complaints.append(f"it left {now.unlike(before)}")
        again = run(case, sandbox, options)
        complaints += [f"run again: {text}" for text in _wrong_rerun(sandbox, declared, again, moves=fault.moves)]
    kind = WRONG if complaints else FAILED if result.get("failed") else CONVERGED
    return Verdict(cell, kind, "; ".join(complaints) or str(result.get("msg", "")), seconds)


@contextmanager
def _ended_by_reset(sandbox: Sandbox) -> Iterator[None]:
    """A task that waits for longer than any may is ended by that: connections break, and nothing is left."""
    timer = threading.Timer(LONGEST + 1, sandbox.reset)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def run(case: Case, sandbox: Sandbox, options: dict[str, Any]) -> dict[str, Any]:
    """Do the task of a case, as a module does, with the options that ``Case.seed`` returned. Returns its result."""
    credentials = sandbox.environment()
    given = {
        **CONNECTION,
        "base_url": credentials["SAIL_BASE_URL"],
        "auth_client_id": credentials["SAIL_CLIENT_ID"],
        "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
        **copy.deepcopy(options),
    }
    validation = ArgumentSpecValidator(**case.resource.arguments.as_arguments()).validate(given)
    assert not validation.error_messages, validation.error_messages
    result, _warnings = perform(
        case.resource,
        validation.validated_parameters,
        Mode(check=False, diff=True),
        lambda connection: closing(Session(connection)),
    )
    return result


def result_without_faults(case: Case, sandbox: Sandbox) -> dict[str, Any]:
    """The result of a case where nothing goes wrong. Raises AssertionError where it is not as declared."""
    options = case.seed(sandbox)
    declared = case.declared(State.of(sandbox))
    result = run(case, sandbox, options)
    assert not result.get("failed"), result
    assert State.of(sandbox) == declared, case.name
    return result


def comparable(value: Any) -> Any:
    """A result without what differs each time."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items() if key not in NEW_EACH_TIME}
    return [comparable(item) for item in value] if isinstance(value, list) else value


def _complaints(result: dict[str, Any], seconds: float) -> Iterator[str]:
    """What no task may do."""
    if "exception" in result or "internal error" in str(result.get("msg")) or "Traceback" in str(result):
        yield f"a traceback: {result.get('exception') or result}"
    if result.get("failed") and (not result.get("msg") or "\n" in result["msg"]):
        yield f"its message is not one line: {result.get('msg')!r}"
    if seconds > LONGEST:
        yield f"it took {seconds:.1f} s"


def _wrong_success(
    cell: Cell, sandbox: Sandbox, before: State, declared: State, result: dict[str, Any], expected: dict[str, Any]
) -> Iterator[str]:
    now = State.of(sandbox)
    if now.twins():
        yield f"twins: {now.twins()}"
    if cell.fault.moves:
        # Another one writes. What stayed must be there, and what was declared.
        return
    if now != declared:
        yield f"it is done, it says, and left {now.unlike(declared)}"
    for key, found, wanted in _differences(comparable(result), comparable(expected)):
        yield f"its {key} is {found!r} and not {wanted!r}"


def _differences(found: Any, wanted: Any, key: str = "result") -> Iterator[tuple[str, Any, Any]]:
    """Where two values differ, and what stands there."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in sorted({*found, *wanted}):
            yield from _differences(found.get(name), wanted.get(name), name)
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for pair in zip(found, wanted, strict=True):
            yield from _differences(*pair, key)
    elif found != wanted:
        yield key, found, wanted


def _wrong_rerun(sandbox: Sandbox, declared: State, again: dict[str, Any], *, moves: bool) -> Iterator[str]:
    now = State.of(sandbox)
    if again.get("failed") and not moves:
        yield f"it fails: {again.get('msg')}"
    if now.twins() or (not moves and now != declared):
        yield f"it left {now.unlike(declared)}"
