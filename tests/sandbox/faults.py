# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request: what a network or a gateway does to a request, scripted by operation and count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

KINDS = {
    "status": "answer so, and do not process the request",
    "status_after": "process the request, and answer so instead",
    "reset_before": "break the connection, and do not process the request",
    "reset_after": "process the request, and break the connection instead of answering",
    "delay": "wait so many seconds, and then process the request",
    "expire_token": "all tokens end just before the request",
    "echo_token": "answer with an error that repeats the token, as a careless gateway does",
}


@dataclass
class Fault:
    """One fault of an operation (or of several: ``cluster.*``, ``*``), for the next ``times`` requests."""

    operation: str
    kind: str
    times: int = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = ""
    content_type: str = "text/plain"
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind}; there are {', '.join(KINDS)}")

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
            raise ValueError(f"there is no operation {fault.operation}; there are {', '.join(sorted(operations))}")
        self._waiting.append(fault)

    def next(self, operation: str) -> Fault | None:
        """The fault of this request, if there is one: it is used up by that."""
        for fault in self._waiting:
            if fault.meets(operation):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
