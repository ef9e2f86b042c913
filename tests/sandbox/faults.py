# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request: what a network, a gateway or another writer does to a request, scripted by operation and count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

KINDS = {
    "answer": "replace the response; omitted parts come from a 503 or, with after, from the real response",
    "another": "respond 200 with another record of the same kind",
    "interim": "send a 1xx response first (status, default 103), or endless ones",
    "reset": "reset the connection instead of responding",
    "refuse": "close all connections and refuse new ones for so many seconds; with after, respond first",
    "delay": "wait for so many seconds",
    "expire_token": "expire all tokens",
    "shift": "change the list as another client would: insert, remove or reorder",
}
SHIFTS = {
    "insert": "a new record comes first",
    "remove": "the first record goes",
    "reorder": "the first record comes last",
}


@dataclass
class Fault:
    """One fault of an operation (or of several: ``cluster.*``, ``*``), for the next ``times`` requests (None: for all).

    It strikes before the request is processed, and with ``after`` when it was.
    """

    operation: str
    kind: str
    times: int | None = 1
    skip: int = 0
    """So many requests pass before."""
    after: bool = False
    seconds: float = 0.0
    """How long a delay or a refusal lasts; all others hold the request for so long first."""
    status: int | None = None
    headers: dict[str, str | None] = field(default_factory=dict)
    """None takes a header away."""
    body: Any = None
    """A text as it is, anything else as JSON. For an insert: the fields of the record.

    In it, ``{authorization}`` is what the request had there, and ``{sequence}`` its number in the log.
    """
    fields: dict[str, Any] = field(default_factory=dict)
    """For an answer after the request was processed: what its record, or its first one, has instead."""
    content_type: str | None = None
    sent: float = 1.0
    """The part of the body that is sent before the connection ends, though all of it was announced."""
    endless: bool = False
    """Send the body, or the interim answer, again and again, without end."""
    pause: float = 0.0
    """So many seconds after each repetition, and after an interim answer."""
    by: str = ""
    """Which shift."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind}. Known faults: {', '.join(KINDS)}")
        if (self.kind == "shift") != (self.by in SHIFTS):
            raise ValueError(f"by is required for shift, and invalid otherwise. Known values: {', '.join(SHIFTS)}")
        if self.fields and not (self.kind == "answer" and self.after):
            raise ValueError("fields requires the kind answer with after")
        if self.kind == "interim" and self.status is not None and not 100 <= self.status < 200:
            raise ValueError(f"the status of an interim response is 1xx, not {self.status}")
        if not 0 <= self.sent <= 1:
            raise ValueError(f"sent is a part from 0 to 1, not {self.sent}")

    def meets(self, operation: str) -> bool:
        """Whether it is one of that operation."""
        return fnmatchcase(operation, self.operation)


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault, operations: Collection[str]) -> None:
        """Script a fault. Raises ValueError where none of the operations there are could meet it."""
        if not any(fault.meets(operation) for operation in operations):
            raise ValueError(f"unknown operation {fault.operation}. Known operations: {', '.join(sorted(operations))}")
        self._waiting.append(fault)

    def clear(self) -> None:
        """Forget them."""
        self._waiting.clear()

    def next(self, operation: str) -> Fault | None:
        """The fault of this request, if there is one: it is used up by that."""
        for fault in self._waiting:
            if fault.meets(operation):
                if fault.skip:
                    fault.skip -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                return fault
        return None


def describe() -> str:
    """A line for each kind of fault."""
    return "\n".join(f"  {kind}: {what}" for kind, what in KINDS.items())
