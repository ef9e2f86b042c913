# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: each kind does what it says, as often as it says, to the operation it names."""

from __future__ import annotations

import pytest


def test_an_answer_instead_of_the_request(sandbox, call, paris):
    sandbox.fault("client.create", kind="status", times=2, status=503, headers={"Retry-After": "7"}, body="busy")

    answers = [call("POST", json={"clusterId": paris["id"]}) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert (answers[0].headers["Retry-After"], answers[0].text) == ("7", "busy")
    assert len(sandbox.clients()) == 1


def test_an_answer_after_the_request(sandbox, call, paris):
    page = {"kind": "status_after", "status": 504, "body": "<html></html>", "content_type": "text/html"}
    sandbox.fault("client.create", **page)

    answer = call("POST", json={"clusterId": paris["id"]})

    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (504, "text/html")
    assert len(sandbox.clients()) == 1


def test_a_delay(sandbox, call):
    sandbox.fault("client.list", kind="delay", seconds=0.3)

    slow, quick = call("GET"), call("GET")

    assert (slow.status_code, quick.status_code) == (200, 200)
    assert slow.elapsed.total_seconds() >= 0.3
    assert [entry["fault"] for entry in sandbox.log()] == ["delay", ""]


def test_tokens_that_end_just_before_the_request(sandbox, call):
    sandbox.fault("client.list", kind="expire_token")

    assert call("GET").status_code == 401


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("cluster.*", [200, 503, 503]),
        ("cluster.log_config.get", [200, 200, 503]),
        ("*", [503, 503, 503]),
    ],
)
def test_it_strikes_the_operations_it_names(sandbox, call, paris, operation, statuses):
    sandbox.fault(operation, kind="status", times=9)
    one = f"/managed-clusters/v1/{paris['id']}"

    assert [call("GET", path).status_code for path in ("", one, f"{one}/log-config")] == statuses


def test_one_that_could_never_strike_is_refused(sandbox):
    with pytest.raises(RuntimeError, match=r"there is no operation client\.lst; there are client\.create"):
        sandbox.fault("client.lst", kind="status")
