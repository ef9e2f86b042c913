# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong: every fault that the sandbox can script, as a row of the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.sandbox import Sandbox

TIMES = {"once": 1, "twice": 2, "always": None}

TIMEOUT = 1.0
"""Seconds: the least that the option ``timeout`` takes."""

TOO_LATE = TIMEOUT + 0.3
"""Seconds after which an answer comes that nobody waits for any more."""

REFUSED = 0.3
"""Seconds for which no connection is accepted."""

LATER = 0.2
"""Seconds between an interim answer and the answer: longer than the first pause before a repetition."""

HTML: dict[str, Any] = {"body": "<html><body>Gateway</body></html>", "content_type": "text/html"}
RETRY_DATE = {"Retry-After": "Wed, 21 Oct 2026 07:28:01 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}


ERROR: dict[str, Any] = {
    "detailCode": "400.1 Bad Request Content",
    "trackingId": "0",
    "messages": [{"locale": "en-US", "localeOrigin": "DEFAULT", "text": "no"}],
    "causes": [],
}
NO_ROUTE = {"message": "no Route matched with those values"}
ALL_BUT_TOKENS = "c*"

DELETES = ("client.delete", "cluster.delete", "cluster_type.delete")
LISTS = ("client.list", "cluster.list")
CREATES = ("client.create", "cluster.create")
ONE_CLIENT = ("client.create", "client.get", "client.patch")
ONE_CLUSTER = ("cluster.create", "cluster.get", "cluster.patch")
OF_CLUSTERS = (*ONE_CLUSTER, "cluster.list")
RECORDS = (*ONE_CLIENT, "client.list", *OF_CLUSTERS)


@dataclass(frozen=True)
class Fault:
    """A fault: the arguments of ``Sandbox.fault``, or None where switches do it all.

    ``but_not`` are the operations for which it would be a lie that no client can tell from the truth (no content after
    a DELETE that was not done), ``only`` those that it is about. It strikes the operation of the case, or ``strikes``.
    """

    name: str
    script: dict[str, Any] | None
    but_not: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    strikes: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)

    @property
    def times(self) -> Mapping[str, int | None]:
        """How often it strikes, by what that is called."""
        return TIMES if self.script and not self.strikes else {"always": None}

    @property
    def moves(self) -> bool:
        """Whether another writer changes the tenant."""
        return self.script is not None and self.script["kind"] == "shift"

    @property
    def lasts(self) -> bool:
        """Whether it may still be under way when the task has ended."""
        return self.script is not None and bool(self.script.keys() & {"seconds", "pause"})

    def is_about(self, operation: str) -> bool:
        """Whether it can strike that operation."""
        return operation not in self.but_not and (not self.only or operation in self.only)

    def set_up(self, sandbox: Sandbox, operation: str, times: str, skip: int) -> None:
        """Have the sandbox do it. A wrong type is another one than the operation's answer has."""
        if self.settings:
            sandbox.settings(**self.settings)
        if self.switches:
            sandbox.switch(**self.switches)
        if self.script:
            wrong = {} if operation.endswith(".list") else ["x"]
            details = {key: wrong if value == "{wrong}" else value for key, value in self.script.items()}
            sandbox.fault(self.strikes or operation, times=self.times[times], skip=skip, **details)


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
    Fault("an empty answer", {"kind": "answer", "status": 200, "body": ""}),
    Fault("no content", {"kind": "answer", "status": 204}, but_not=(*DELETES, "cluster.log_config.get")),
    _answer("Content-Encoding: UTF-8", after=True, headers={"Content-Encoding": "UTF-8"}),
    _answer("another content type", after=True, content_type="text/plain"),
    _answer("an answer without end", status=200, body="[" + "0," * 2**18, endless=True),
    _answer("an answer without end, slow", status=200, body="[", endless=True, pause=0.05),
    Fault("latency with jitter", {"kind": "delay", "seconds": 0.01}, settings={"latency_ms": 5, "jitter_ms": 30}),
    *(
        Fault(f"the list moves: {by}", {"kind": "shift", "by": by, "after": True}, only=LISTS)
        for by in ("insert", "remove", "reorder")
    ),
    _answer("accepted and not done", status=202, body=""),
    *(
        fault
        for status in (200, 202, 207)
        for fault in _before_and_after(f"{status} with an error", kind="answer", status=status, body=ERROR)
    ),
    *_before_and_after("no route", kind="answer", status=404, body=NO_ROUTE),
    Fault("no route to anything", {"kind": "answer", "status": 404, "body": NO_ROUTE}, strikes=ALL_BUT_TOKENS),
    *(
        Fault(f"another record, {when}", {"kind": "another", "after": after}, only=(*ONE_CLIENT, *ONE_CLUSTER))
        for when, after in (("not processed", False), ("processed", True))
    ),
    Fault("early hints", {"kind": "interim", "headers": {"Link": "</style.css>; rel=preload"}}),
    Fault("early hints, the answer later", {"kind": "interim", "pause": LATER}),
    Fault("early hints, processed, the answer later", {"kind": "interim", "pause": LATER, "after": True}),
    Fault("100 Continue", {"kind": "interim", "status": 100}),
    Fault("100 Continue without end", {"kind": "interim", "status": 100, "pause": 0.02, "endless": True}),
    *(
        Fault(f"pages of 2, {counted}", None, only=LISTS, switches={"page_cap": 2, "count_header": count})
        for counted, count in (("counted", True), ("not counted", False))
    ),
    *(
        Fault(f"no moment, {where}", None, only=CREATES, switches={"null_created_at": where})
        for where in ("create", "everywhere")
    ),
    *(
        Fault(f"odd {next(iter(fields))}", {"kind": "answer", "after": True, "fields": fields}, only=only)
        for fields, only in (
            ({"id": 5}, RECORDS),
            ({"name": ["x"]}, RECORDS),
            ({"clusterId": None}, (*ONE_CLIENT, "client.list")),
            ({"clientIds": 5}, OF_CLUSTERS),
        )
    ),
)
