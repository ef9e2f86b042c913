# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong: every fault that the sandbox can script, as a row of the matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TIMEOUT = 1.0
"""Seconds: the least that the option ``timeout`` takes."""

TOO_LATE = TIMEOUT + 0.3
"""Seconds after which an answer comes that nobody waits for any more."""

REFUSED = 0.3
"""Seconds for which no connection is accepted."""

HTML: dict[str, Any] = {"body": "<html><body>Gateway</body></html>", "content_type": "text/html"}
RETRY_DATE = {"Retry-After": "Wed, 21 Oct 2026 07:28:01 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}


@dataclass(frozen=True)
class Fault:
    """A fault: the arguments of ``Sandbox.fault``.

    ``but_not`` are the operations for which it would be a lie that no client can tell from the truth (an empty answer
    to a DELETE that was not done), ``only`` those that it is about.
    """

    name: str
    script: dict[str, Any]
    but_not: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)

    def is_about(self, operation: str) -> bool:
        """Whether it can strike that operation."""
        return operation not in self.but_not and (not self.only or operation in self.only)

    def arguments(self, operation: str) -> dict[str, Any]:
        """What the sandbox is told: a wrong type is another one than the operation's answer has."""
        wrong = {} if operation.endswith(".list") else ["x"]
        return {key: wrong if value == "{wrong}" else value for key, value in self.script.items()}


DELETES = ("client.delete", "cluster.delete")
LISTS = ("client.list", "cluster.list")
PARTS = ("client.status", "client.health", "cluster.log_config.get", "cluster.log_config.put")


def _answer(name: str, **script: Any) -> Fault:
    return Fault(name, {"kind": "answer", **script})


def _before_and_after(name: str, **script: Any) -> list[Fault]:
    return [
        Fault(f"{name}, {when}", {"after": when == "processed", **script}) for when in ("not processed", "processed")
    ]


FAULTS = (
    _answer("429 with seconds", status=429, headers={"Retry-After": "1"}),
    _answer("429 with a date", status=429, headers=RETRY_DATE),
    Fault(
        "429 with a date of a clock that is ahead",
        {"kind": "answer", "status": 429, "headers": {"Retry-After": "1"}},
        settings={"clock_skew": 3600},
        switches={"retry_after": "date"},
    ),
    _answer("429 with a year", status=429, headers={"Retry-After": "31536000"}),
    _answer("429 with -1", status=429, headers={"Retry-After": "-1"}),
    _answer("400", status=400, body={"messages": [{"text": "no"}]}),
    _answer(
        "400 with Content-Encoding: UTF-8", status=400, body={"error": "no"}, headers={"Content-Encoding": "UTF-8"}
    ),
    _answer("403", status=403, body={"messages": [{"text": "no"}]}),
    _answer("404 of a gateway", status=404, **HTML),
    _answer("a redirect", status=302, headers={"Location": "https://elsewhere.invalid/"}),
    _answer("401", status=401, body={"error": "JWT validation failed: JWT is expired"}),
    Fault("the tokens end", {"kind": "expire_token"}),
    *_before_and_after("500", kind="answer", status=500, body={"messages": [{"text": "oh"}]}),
    *_before_and_after("502 with HTML", kind="answer", status=502, **HTML),
    *_before_and_after("503", kind="answer", status=503, body=""),
    *_before_and_after("504", kind="answer", status=504, body=""),
    *_before_and_after("connections are refused", kind="refuse", seconds=REFUSED),
    *_before_and_after("reset", kind="reset"),
    *_before_and_after("read timeout", kind="reset", seconds=TOO_LATE),
    Fault("read timeout, processed later", {"kind": "delay", "seconds": TOO_LATE}),
    _answer("the answer breaks off", after=True, sent=0.5),
    _answer("the answer breaks off, chunked", after=True, sent=0.5, headers={"Transfer-Encoding": "chunked"}),
    *_before_and_after(
        "JSON that is cut", kind="answer", status=200, body='[{"id": "a', content_type="application/json"
    ),
    *_before_and_after("JSON of another type", kind="answer", status=200, body="{wrong}"),
    *_before_and_after("a page of HTML", kind="answer", status=200, **HTML),
    Fault("an empty answer", {"kind": "answer", "status": 200, "body": ""}, but_not=DELETES),
    Fault("no content", {"kind": "answer", "status": 204}, but_not=(*DELETES, *PARTS)),
    _answer("Content-Encoding: UTF-8", after=True, headers={"Content-Encoding": "UTF-8"}),
    _answer("another content type", after=True, content_type="text/plain"),
    _answer("an answer without end", status=200, body="[" + "0," * 2**18, endless=True),
    _answer("an answer without end, slow", status=200, body="[", endless=True, pause=0.05),
    Fault("latency with jitter", {"kind": "delay", "seconds": 0.01}, settings={"latency_ms": 5, "jitter_ms": 30}),
    *(
        Fault(f"the list moves: {by}", {"kind": "shift", "by": by, "after": True}, only=LISTS)
        for by in ("insert", "remove", "reorder")
    ),
)
