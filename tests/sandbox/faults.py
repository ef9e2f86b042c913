# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on request: what a network or a gateway does to a request, scripted by operation and count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "status": "answer so, and do not process the request",
    "status_after": "process the request, and answer so instead",
    "reset_before": "break the connection, and do not process the request",
    "reset_after": "process the request, and break the connection instead of answering",
    "expire_token": "all tokens end just before the request",
}


@dataclass
class Fault:
    """One fault of an operation (``*`` for any), for the next ``times`` requests."""

    operation: str
    kind: str
    times: int = 1
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = ""
    content_type: str = "text/plain"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind}; there are {', '.join(KINDS)}")


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Script a fault."""
        self._waiting.append(fault)

    def next(self, operation: str) -> Fault | None:
        """The fault of this request, if there is one: it is used up by that."""
        for fault in self._waiting:
            if fault.operation in ("*", operation):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
