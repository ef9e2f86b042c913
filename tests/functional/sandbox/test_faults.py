# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: each kind does what it says, as often as it says, to the operation it names."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry


def create(call, paris, **arguments):
    return call("POST", json={"clusterId": paris["id"]}, **arguments)


def names(answer):
    return [client["name"] for client in answer.json()]


class TestWhen:
    """Which requests a fault strikes, and whether they are processed."""

    @pytest.mark.parametrize(
        ("operation", "statuses"),
        [
            ("cluster.*", [200, 503, 503]),
            ("cluster.log_config.get", [200, 200, 503]),
            ("*", [503, 503, 503]),
        ],
    )
    def test_it_strikes_the_operations_it_names(self, sandbox, call, paris, operation, statuses):
        sandbox.fault(operation, kind="answer", times=9)
        one = f"/managed-clusters/v1/{paris['id']}"

        assert [call("GET", path).status_code for path in ("", one, f"{one}/log-config")] == statuses

    @pytest.mark.parametrize(("times", "statuses"), [(1, [503, 200, 200]), (2, [503, 503, 200]), (None, [503] * 3)])
    def test_as_often_as_it_says(self, sandbox, call, times, statuses):
        sandbox.fault("client.list", kind="answer", times=times)

        assert [call("GET").status_code for _time in range(3)] == statuses

    def test_some_requests_may_pass_before(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", skip=2)

        assert [call("GET").status_code for _time in range(4)] == [200, 200, 503, 200]

    def test_those_to_come_can_be_forgotten(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", times=None)
        sandbox.clear_faults()

        assert call("GET").status_code == 200

    def test_one_fault_after_the_other(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", status=500)
        sandbox.fault("client.*", kind="answer", status=502)

        assert [call("GET").status_code for _time in range(3)] == [500, 502, 200]

    @pytest.mark.parametrize(("after", "left"), [(False, 0), (True, 1)])
    @pytest.mark.parametrize("fault", [{"kind": "answer"}, {"kind": "reset"}, {"kind": "reset", "seconds": 3600}])
    def test_before_or_after_the_request_is_processed(self, sandbox, call, paris, fault, after, left):
        sandbox.fault("client.create", after=after, **fault)

        if fault["kind"] == "answer":
            assert create(call, paris).status_code == (200 if after else 503)
        else:
            expected = requests.ReadTimeout if "seconds" in fault else requests.ConnectionError
            with pytest.raises(expected):
                # Long enough for the sandbox to process it.
                call.session.post(
                    f"{sandbox.base_url}/managed-clients/v1", json={"clusterId": paris["id"]}, timeout=(30, 0.5)
                )
        assert len(sandbox.clients()) == left

    def test_a_reset_forgets_the_requests_that_wait(self, sandbox, call, paris):
        sandbox.fault("client.create", kind="delay", seconds=3600)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(create, call, paris)
            while not sandbox.log():
                pass
            sandbox.reset()
            with pytest.raises(requests.ConnectionError):
                waiting.result()

        assert (sandbox.clients(), sandbox.log()) == ([], [])

    @pytest.mark.parametrize(
        "fault", [{"kind": "reset"}, {"kind": "refuse", "seconds": 3600}, {"kind": "answer", "body": "abc", "sent": 0}]
    )
    def test_behind_tls(self, tls_sandbox, fault):
        tls_sandbox.settings(validate_requests=False)
        tls_sandbox.fault("client.list", **fault)

        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)) as broken:
            requests.get(f"{tls_sandbox.base_url}/managed-clients/v1", verify=tls_sandbox.ca_path, timeout=30)
        assert not isinstance(broken.value, requests.exceptions.SSLError)
        assert [entry["fault"] for entry in tls_sandbox.log()] == [fault["kind"]]

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"operation": "client.lst"}, r"unknown operation client\.lst. Known operations: client\.create"),
            ({"kind": "earthquake"}, "unknown fault earthquake. Known faults: answer"),
            (
                {"kind": "shift"},
                "by is required for shift, and invalid otherwise. Known values: insert, remove, reorder",
            ),
            ({"by": "insert"}, "by is required for shift"),
            ({"sent": 2}, "from 0 to 1, not 2"),
            ({"colour": "red"}, "colour"),
        ],
    )
    def test_one_that_could_never_strike_is_refused(self, sandbox, wrong, reason):
        with pytest.raises(RuntimeError, match=reason):
            sandbox.fault(**{"operation": "client.list", "kind": "answer", **wrong})


class TestAnswers:
    """Another answer, or the true one with something else in it."""

    def test_instead_of_the_true_one(self, sandbox, call):
        page = {"body": "<html></html>", "content_type": "text/html"}
        sandbox.fault("client.list", kind="answer", status=502, headers={"Retry-After": "7"}, **page)

        answer = call("GET")

        assert (answer.status_code, answer.text) == (502, "<html></html>")
        assert (answer.headers["Content-Type"], answer.headers["Retry-After"]) == ("text/html", "7")

    @pytest.mark.parametrize("count", ["25000000", None])
    def test_what_is_not_given_is_as_in_the_true_one(self, sandbox, call, paris, count):
        sandbox.fault("client.list", kind="answer", after=True, headers={"X-Total-Count": count})
        sandbox.add_clients({"name": "a", "clusterId": paris["id"]})

        answer = call("GET", "?count=true")

        assert (answer.status_code, names(answer), answer.headers.get("X-Total-Count")) == (200, ["a"], count)
        assert answer.headers["Content-Type"].startswith("application/json")

    @pytest.mark.parametrize("body", [{}, [], None, 5])
    def test_json_of_another_type(self, sandbox, call, body):
        text = "null" if body is None else body
        sandbox.fault("client.list", kind="answer", after=True, body=text)

        assert call("GET").json() == body

    def test_json_that_ends_too_early_in_a_whole_answer(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", status=200, body='[{"id": "1', content_type="application/json")

        assert call("GET").content == b'[{"id": "1'

    @pytest.mark.parametrize("headers", [{}, {"Transfer-Encoding": "chunked"}])
    def test_an_answer_that_breaks_off(self, sandbox, call, paris, headers):
        sandbox.add_clients({"name": "a", "clusterId": paris["id"]})
        sandbox.fault("client.list", kind="answer", after=True, sent=0.5, headers=headers)

        answer = call("GET", stream=True)

        assert answer.status_code == 200
        assert ("Content-Length" in answer.headers) == (not headers)
        received = []
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            received.extend(answer.iter_content(1))
        assert b"".join(received).startswith(b'[{"id": ')
        assert received[-1] != b"]"

    def test_a_whole_answer_in_chunks(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", after=True, headers={"Transfer-Encoding": "chunked"})

        answer = call("GET")

        assert (answer.headers.get("Content-Length"), answer.json()) == (None, [])

    def test_an_encoding_that_is_none(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", status=400, headers={"Content-Encoding": "UTF-8"}, body={"a": 1})

        answer = call("GET")

        assert (answer.headers["Content-Encoding"], answer.json()) == ("UTF-8", {"a": 1})

    def test_a_header_and_a_number_within_the_text(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", body="{authorization} {sequence}")
        sandbox.fault("client.list", kind="answer", body=[{"id": "{sequence}"}])

        assert call("GET").text == f"{call.session.headers['Authorization']} 1"
        assert call("GET").json() == [{"id": "2"}]

    def test_one_without_end(self, sandbox, call):
        sandbox.fault("client.list", kind="answer", status=200, body='{"id": "1"}, ', endless=True)

        with call("GET", stream=True) as answer:
            pieces = answer.iter_content(13)
            assert {next(pieces) for _time in range(100_000)} == {b'{"id": "1"}, '}

    def test_a_redirect(self, sandbox, call):
        sandbox.fault("token", kind="answer", status=302, headers={"Location": "http://elsewhere.invalid/"})

        answer = call("POST", "/oauth/token", allow_redirects=False)

        assert (answer.status_code, answer.headers["Location"]) == (302, "http://elsewhere.invalid/")

    def test_a_token_that_is_none(self, sandbox, call):
        sandbox.fault("token", kind="answer", after=True, body={"access_token": ["a"]})

        assert call.token("sandbox-pat", "sandbox-pat-secret").json() == {"access_token": ["a"]}


class TestRetryAfter:
    """When to come back, as seconds and as a date, by whatever clock."""

    @pytest.mark.parametrize("skew", [0, 86400, -86400])
    def test_a_date_is_one_of_the_clock_of_the_tenant(self, sandbox, call, skew):
        sandbox.switch(retry_after="date")
        sandbox.settings(clock_skew=skew)
        sandbox.fault("client.list", kind="answer", status=429, headers={"Retry-After": "7"})

        headers = call("GET").headers

        moments = [parsedate_to_datetime(headers[name]) for name in ("Date", "Retry-After")]
        assert (moments[1] - moments[0]).total_seconds() == 7
        ours = parsedate_to_datetime(requests.get(sandbox.base_url, timeout=30).headers["Date"]).timestamp()
        assert abs(moments[0].timestamp() - ours) < 3600

    def test_the_tenant_gives_a_date_too(self, sandbox, call):
        sandbox.switch(retry_after="date")
        sandbox.settings(rate_limit=1)

        headers = [call("GET").headers for _time in range(2)][1]

        assert parsedate_to_datetime(headers["Retry-After"]) > parsedate_to_datetime(headers["Date"])

    @pytest.mark.parametrize("value", ["-1", "31536000", "Wed, 21 Oct 2015 07:28:00 GMT"])
    def test_whatever_is_wanted(self, sandbox, call, value):
        sandbox.fault("client.list", kind="answer", status=429, headers={"Retry-After": value})

        assert call("GET").headers["Retry-After"] == value


class TestTime:
    """Delays, refusals, and tokens that end."""

    def test_a_delay(self, sandbox, call):
        sandbox.fault("client.list", kind="delay", seconds=0.3)

        slow, quick = call("GET"), call("GET")

        assert (slow.status_code, quick.status_code) == (200, 200)
        assert slow.elapsed.total_seconds() >= 0.3
        assert [entry["fault"] for entry in sandbox.log()] == ["delay", ""]

    @pytest.mark.parametrize(("after", "statuses"), [(False, [401, 401]), (True, [200, 401])])
    def test_tokens_that_end(self, sandbox, call, after, statuses):
        sandbox.fault("client.list", kind="expire_token", after=after)

        assert [call("GET").status_code for _time in range(2)] == statuses

    def test_connections_that_are_refused_for_a_while(self, sandbox, call):
        sandbox.fault("client.list", kind="refuse", seconds=0.2)
        retry = HTTPAdapter(max_retries=Retry(total=300, backoff_factor=0.1, backoff_max=0.1))
        call.session.mount(sandbox.base_url, retry)

        assert [call("GET").status_code for _time in range(2)] == [200, 200]

    @pytest.mark.parametrize(("after", "status"), [(False, 0), (True, 200)])
    def test_connections_that_are_refused_until_the_tenant_is_reset(self, sandbox, call, after, status):
        sandbox.fault("client.list", kind="refuse", seconds=3600, after=after)

        if after:
            assert call("GET").status_code == status
        else:
            with pytest.raises(requests.ConnectionError):
                call("GET")
        with pytest.raises(requests.ConnectionError, match="refused"):
            call("GET")
        assert [(entry["status"], entry["fault"]) for entry in sandbox.log()] == [(status, "refuse")]
        sandbox.reset()
        assert call("GET").status_code == 401

    def test_a_latency_with_jitter(self, sandbox, call):
        sandbox.settings(latency_ms=20, jitter_ms=30)

        assert min(call("GET").elapsed.total_seconds() for _time in range(5)) >= 0.02


class TestLists:
    """Lists that change while they are read, and lists that lag behind."""

    @pytest.fixture(autouse=True)
    def _four(self, sandbox, paris):
        sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in "abcd"))

    @pytest.mark.parametrize(
        ("shift", "second"),
        [
            ({"by": "insert", "body": {"name": "new"}}, ["b", "c"]),
            ({"by": "remove"}, ["d"]),
            ({"by": "reorder"}, ["d", "a"]),
        ],
    )
    def test_pages_that_shift(self, sandbox, call, shift, second):
        sandbox.fault("client.list", kind="shift", after=True, **shift)

        assert [names(call("GET", f"?limit=2&offset={offset}")) for offset in (0, 2)] == [["a", "b"], second]

    def test_a_filter_sees_a_shift(self, sandbox, call, paris):
        sandbox.fault("client.list", kind="shift", by="reorder")

        assert names(call("GET", f'?filters=clusterId eq "{paris["id"]}"')) == ["b", "c", "d", "a"]

    def test_clusters_shift_too(self, sandbox, call):
        sandbox.fault("cluster.list", kind="shift", by="insert", body={"name": "Austin"})

        assert names(call("GET", "/managed-clusters/v1")) == ["Austin", "Paris"]

    @pytest.mark.parametrize("switch", [{"list_lag": 2}, {"list_lag_seconds": 3600}])
    def test_a_list_that_lags_behind(self, sandbox, call, paris, switch):
        ids = {client["name"]: client["id"] for client in sandbox.clients()}
        sandbox.switch(**switch)
        created = create(call, paris).json()
        operations = [{"op": "replace", "path": "/name", "value": "z"}]
        call("PATCH", ids["b"], json=operations, headers={"Content-Type": "application/json-patch+json"})
        call("DELETE", ids["c"])

        old = call("GET", "?count=true")
        assert (sorted(names(old)), old.headers["X-Total-Count"]) == (["a", "b", "c", "d"], "4")
        assert names(call("GET", '?filters=name eq "b"')) == ["b"]
        assert call("GET", ids["b"]).json()["name"] == "z"
        assert call("GET", ids["c"]).status_code == 404
        assert call("GET", created["id"]).status_code == 200
        if "list_lag" in switch:
            assert names(call("GET", '?filters=name eq "b"')) == []
            assert names(call("GET")) == ["a", "z", "d", None]

    def test_a_filter_does_not_see_what_is_not_there_yet(self, sandbox, call, paris):
        sandbox.switch(list_lag=1)
        call("POST", json={"clusterId": paris["id"], "name": "new"})

        answers = [names(call("GET", '?filters=name eq "new"')) for _time in range(2)]

        assert answers == [[], ["new"]]
