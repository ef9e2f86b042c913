# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that means harm, or is broken: the module ends in time, in little memory, with one clear error."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import threading
import zlib
from contextlib import closing

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import WORKERS, map_concurrently
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT

from tests.functional.engines import MODULE_PYTHON, clean_environment
from tests.functional.raw_server import RawServer, again_and_again, answer

MAX_MEMORY = 400 * 2**20
"""In bytes. A module takes 50 MB or so, and the longest answer that is read is 16 MB of JSON."""

PAGE = [{"id": "{sequence}", "clusterId": "c", "clientId": "x", "name": "n"}]
TOKEN_QUERY = "s3cret-in-the-query"


@pytest.fixture(name="run")
def fixture_run(sandbox):
    """Run a module against the sandbox: its result, after its memory was looked at."""
    # What is scripted here is not in the specification.
    sandbox.settings(validate=False)

    def run(module="managed_client_info", **options):
        arguments = {
            "api_version": "v1",
            "timeout": 1,
            "retry_timeout": 1,
            "consistency_timeout": 0,
            "rate_limit": 0,
            **options,
        }
        with subprocess.Popen(
            [MODULE_PYTHON, "-m", f"ansible_collections.community.sailpoint.plugins.modules.{module}"],
            env=clean_environment(sandbox.environment()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            json.dump({"ANSIBLE_MODULE_ARGS": arguments}, process.stdin)
            process.stdin.close()
            output, errors = process.stdout.read(), process.stderr.read()
            _pid, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert errors == ""
        assert usage.ru_maxrss * 1024 < MAX_MEMORY
        assert "Traceback" not in output
        assert "internal error" not in output
        return json.loads(output)

    return run


def failure(result):
    """The message of a failure, which is one line of readable length."""
    assert result["failed"] is True
    assert "\n" not in result["msg"]
    assert result["msg"].isprintable()
    assert len(result["msg"]) < 2000
    return result["msg"]


@pytest.mark.parametrize("operation", ["token", "client.list"])
class TestAnswer:
    """One answer that does not end, or is not what it should be."""

    def test_without_end(self, run, sandbox, operation):
        sandbox.fault(operation, kind="answer", status=200, body="[" + "0," * 2**18, endless=True, times=None)

        assert "is longer than 16 MB. Check base_url" in failure(run())

    def test_without_end_and_slow(self, run, sandbox, operation):
        sandbox.fault(operation, kind="answer", status=200, body="[", endless=True, pause=0.05, times=None)

        message = failure(run())

        assert "did not send the whole response within 1 s" in message
        assert "retry_timeout is 1 s" in message

    def test_an_error_without_end(self, run, sandbox, operation):
        sandbox.fault(operation, kind="answer", status=400, body="x" * 2**18, endless=True, times=None)

        assert "is longer than 16 MB. Check base_url" in failure(run())

    @pytest.mark.parametrize("levels", [60, 900, 100000])
    @pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"a":', "}")])
    def test_deeply_nested(self, run, sandbox, operation, levels, left, right):
        body = f'[{{"id": "a", "clusterId": "c", "x": {left * levels}1{right * levels}}}]'
        sandbox.fault(operation, kind="answer", status=200, body=body, content_type="application/json", times=None)

        message = failure(run())

        assert "is not JSON of at most 50 levels" in message or "is not valid JSON" in message

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    @pytest.mark.parametrize("target", ["https://elsewhere.invalid/oauth/token", "http://tenant.invalid/", "/other"])
    def test_a_redirect_is_not_followed(self, run, sandbox, operation, status, target):
        headers = {"Location": f"{target}?access_token={TOKEN_QUERY}"}
        sandbox.fault(operation, kind="answer", status=status, headers=headers, times=None)

        message = failure(run())

        assert f"the server redirects to {target}, and credentials are not sent there" in message
        assert TOKEN_QUERY not in message
        # Clients and clusters are listed at once, and both lists ask for a token where there is none.
        assert [entry["operation"] for entry in sandbox.log()].count(operation) in (1, 2)

    @pytest.mark.parametrize("seconds", ["31536000", "9" * 400])
    def test_a_retry_after_of_a_year_is_not_waited_for(self, run, sandbox, operation, seconds):
        sandbox.fault(operation, kind="answer", status=429, headers={"Retry-After": seconds}, times=None)

        message = failure(run())

        assert "429 Too Many Requests" in message
        # The longest wait that counts is a year.
        assert re.search(
            r"\[rate limit: the tenant asks clients to wait 31\d{6} s \(until \d{4}-[^)]+\)\. "
            r"Run the task again after that\]$",
            message,
        )

    @pytest.mark.parametrize("seconds", ["-1", "0", "soon", "1e9"])
    def test_a_retry_after_that_is_none_does_not_count(self, run, sandbox, operation, seconds):
        sandbox.fault(operation, kind="answer", status=429, headers={"Retry-After": seconds})

        result = run()

        assert result["managed_clients"] == []
        assert result["api"]["retries"] == 1

    def test_an_error_that_floods_the_terminal(self, run, sandbox, operation):
        text = "\x1b[2J\u202e" + "x" * 2**20
        body = {"detailCode": text, "trackingId": text, "messages": [{"text": text}], "error": text}
        sandbox.fault(operation, kind="answer", status=400, body=body, times=None)

        failure(run())


@pytest.mark.parametrize("total", ["25000000", "9" * 5000])
def test_pages_without_end(run, sandbox, total):
    sandbox.fault("client.list", kind="answer", status=200, body=PAGE, headers={"X-Total-Count": total}, times=None)

    message = failure(run())

    assert "the list has more than 2000 pages" in message or "the list changed during every read" in message
    assert len(sandbox.log()) < 100


def test_full_pages_without_end_that_are_not_counted(run, sandbox):
    page = [{**PAGE[0], "id": f"{{sequence}}-{number}"} for number in range(250)]
    sandbox.fault("client.list", kind="answer", status=200, body=page, headers={"X-Total-Count": None}, times=None)

    assert "the list has more than 2000 pages" in failure(run())
    assert [entry["operation"] for entry in sandbox.log()].count("client.list") == 2000


def test_a_page_that_repeats_itself(run, sandbox):
    page = [{**PAGE[0], "id": str(number)} for number in range(250)]
    sandbox.fault("client.list", kind="answer", status=200, body=page, headers={"X-Total-Count": "5000"}, times=None)

    assert "the list changed during every read" in failure(run())
    assert len(sandbox.log()) < 100


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("managed_client", {"name": "a", "cluster": "Paris"}),
        ("managed_client_fleet", {"clients": [{"name": "a", "cluster": "Paris"}]}),
    ],
)
def test_a_list_that_changes_is_read_again_while_lists_may_lag(run, sandbox, module, options):
    sandbox.add_clusters("Paris")
    moving = {"kind": "answer", "status": 200, "body": [{**PAGE[0], "id": "1"}], "headers": {"X-Total-Count": "2"}}
    sandbox.fault("client.list", **moving, times=None)
    assert "the list changed during every read" in failure(run(module, **options))
    needed = [entry["operation"] for entry in sandbox.log()].count("client.list")
    sandbox.clear_faults()

    sandbox.fault("client.list", **moving, times=needed)
    result = run(module, **options, consistency_timeout=60)

    assert result["changed"] is True
    assert [client["name"] for client in sandbox.clients()] == ["a"]


@pytest.mark.parametrize(
    "token",
    [
        [],
        None,
        "a token",
        {"access_token": None},
        {"access_token": 5},
        {"access_token": {"a": "b"}},
        {"access_token": "two\nlines"},
        {"access_token": "t" * 2**20},
        {"access_token": ""},
        {"token": "a"},
    ],
)
def test_a_token_of_another_shape(run, sandbox, token):
    sandbox.fault("token", kind="answer", status=200, body=json.dumps(token), content_type="application/json")

    assert failure(run()) == "could not get an access token: the response is not a token. Check base_url"


@pytest.mark.parametrize("lifetime", ["1" + "0" * 400, "1e400", "NaN", "-1", '"soon"', "true", "null", "[]"])
def test_a_lifetime_of_another_shape_is_no_lifetime(run, sandbox, lifetime):
    body = f'{{"access_token": "{sandbox.token()}", "expires_in": {lifetime}}}'
    sandbox.fault("token", kind="answer", status=200, body=body, content_type="application/json")

    assert run()["managed_clients"] == []


@pytest.mark.parametrize("record", [{"id": "a"}, {"id": "a", "clusterId": None}, {"id": ["a"], "clusterId": "c"}])
@pytest.mark.parametrize("module", ["managed_client_info", "managed_client"])
def test_a_record_of_another_shape(run, sandbox, record, module):
    sandbox.fault("client.list", kind="answer", status=200, body=[record], times=None)

    assert "the response is not a managed client" in failure(run(module, name="a"))


@pytest.mark.parametrize("part", ["status", "health"])
@pytest.mark.parametrize("body", ["[]", "5", '"x"', "true"])
def test_a_status_of_another_shape(run, sandbox, part, body):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients({"name": "a", "clusterId": paris["id"]})
    sandbox.fault(f"client.{part}", kind="answer", status=200, body=body, content_type="application/json")

    assert "the response is not a JSON object" in failure(run(gather=[part]))


def test_a_log_configuration_of_another_shape_is_not_none(run, sandbox):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.set_log_configuration(paris["id"], rootLevel="DEBUG")
    sandbox.fault("cluster.log_config.get", kind="answer", status=200, body=[])

    result = run("managed_cluster_log_config", cluster="Paris", state="absent")

    assert "the response is not a JSON object" in failure(result)


def test_the_page_of_a_gateway_is_no_word_about_a_client(run, sandbox):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients({"name": "a", "clusterId": paris["id"]})
    sandbox.fault("client.delete", kind="answer", status=404, body="<html>", content_type="text/html")

    assert "the response is an HTML page, not JSON" in failure(run("managed_client", name="a", state="absent"))
    assert len(sandbox.clients()) == 1


def test_connections_are_kept_open(run, sandbox):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": paris["id"]} for number in range(5)))

    run(name="n0", cluster="Paris")

    # Two lists are read at once, one of them on the connection that the token came by.
    assert len(sandbox.log()) == 3
    assert len({entry["connection"] for entry in sandbox.log()}) == 2


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = 16 + zlib.MAX_WBITS


def bomb(form):
    """Blanks that are more than MAX_MEMORY, and made in less."""
    compressor = zlib.compressobj(1, wbits=form)
    parts = [compressor.compress(b" " * 2**20) for _megabyte in range(500)]
    return b"".join([*parts, compressor.flush()])


@pytest.fixture(name="list_at")
def fixture_list_at(run):
    """List the clusters at a server, with a token that is given: each request is for the list."""

    def list_at(server, **options):
        return run("managed_cluster_info", base_url=server.url, access_token="given-token", **options)

    return list_at


@pytest.mark.parametrize("status", ["100 Continue", "102 Processing", "103 Early Hints", "199 Unknown"])
def test_an_interim_answer_ends_the_connection(list_at, status):
    interim = f"HTTP/1.1 {status}\r\nLink: </style.css>\r\n\r\n".encode()
    with RawServer.start(interim + answer(b'[{"id": "1", "clusterId": "c"}]')) as server:
        message = failure(list_at(server, name="a"))

    assert f"its status {status[:3]} is not a final one" in message
    assert set(server.served) == {1}


def test_two_answers_to_one_request_end_the_connection(list_at):
    with RawServer.start(answer() + answer(b'[{"id": "1", "clusterId": "c"}]')) as server:
        message = failure(list_at(server))

    assert "more bytes follow the response" in message
    assert set(server.served) == {1}


def test_an_answer_that_was_out_of_step_is_asked_for_again(list_at):
    with RawServer.start(answer() + answer(), answer()) as server:
        result = list_at(server)

    assert result["managed_clusters"] == []
    assert server.served == [1, 1]


def test_no_content_with_content_is_believed_and_ends_the_connection(run, sandbox):
    record = b'{"id": "1", "clusterId": "c", "clientId": "x", "name": "a"}'
    with RawServer.start(answer(record), answer(b"{}", status="204 No Content"), answer(b"[]")) as server:
        result = run("managed_client", base_url=server.url, access_token="given-token", id="1", state="absent")

    assert result["action"] == "deleted", result
    # Without the connection that had it, no other answer could be taken for it.
    assert server.served[0] == 2


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (again_and_again(b"HTTP/1.1 100 Continue\r\n\r\n"), "its status 100 is not a final one"),
        (again_and_again(b"X-A: b\r\n", 0.05, HEAD), "did not respond within 1 s"),
        (again_and_again(b"X-A: b\r\n" * 100, start=HEAD), "got more than 100 headers"),
        (again_and_again(b"x" * 2**10, start=HEAD + b"X-A: "), "got more than 65536 bytes when reading header line"),
        (again_and_again(b"1" * 2**10, start=CHUNKED), "got more than 65536 bytes when reading chunk size"),
        (
            again_and_again(b"a: b\r\n", 0.01, CHUNKED + b"2\r\n[]\r\n0\r\n"),
            "did not send the whole response within 1 s",
        ),
        (
            again_and_again(b" ", 0.05, HEAD + b"Content-Length: 99999\r\n\r\n["),
            "did not send the whole response within 1 s",
        ),
        (b"\x15\x03\x01\x00\x02\x02F\r\n", "is not HTTP. Check base_url"),
    ],
)
def test_an_answer_is_bounded_in_all_its_parts(list_at, script, text):
    with RawServer.start(script) as server:
        assert text in failure(list_at(server, retry_timeout=0))


def test_first_failures_at_once_are_the_first_try_of_each():
    together = threading.Barrier(WORKERS)

    def hang_up(connection):
        together.wait()
        connection.close()

    with RawServer.start(*[hang_up] * WORKERS, answer()) as server:
        connection = Connection(server.url, "v1", None, None, "given-token", retry_timeout=30)
        with closing(Session(connection)) as session:
            tenant = Tenant(session)
            lists = map_concurrently(lambda _number: tenant.endpoint(CLIENT.service).find_all(), range(WORKERS))

    assert lists == [[]] * WORKERS


@pytest.mark.parametrize(
    ("coding", "make", "text"),
    [
        ("gzip", lambda: bomb(GZIP), "the response is longer than 16 MB. Check base_url"),
        ("deflate", lambda: bomb(zlib.MAX_WBITS), "the response is longer than 16 MB. Check base_url"),
        ("gzip, gzip", lambda: gzip.compress(bomb(GZIP)), "has the Content-Encoding gzip, gzip, and only gzip was"),
        ("br", lambda: b"x", "has the Content-Encoding br, and only gzip was requested"),
        ("zstd", lambda: b"x", "has the Content-Encoding zstd, and only gzip was requested"),
        ("gzip", lambda: gzip.compress(b"[]", mtime=0)[:-4], "the response is not valid gzip"),
        ("gzip", lambda: b"[]", "the response is not valid gzip"),
    ],
)
def test_what_is_compressed_is_bounded_too(list_at, coding, make, text):
    with RawServer.start(answer(make(), f"Content-Encoding: {coding}")) as server:
        assert text in failure(list_at(server, retry_timeout=0, timeout=5))


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"[]", mtime=0)),
        ("X-GZIP", gzip.compress(b"[]", mtime=0)),
        ("deflate", zlib.compress(b"[]")),
    ]
    + [(coding, b"[]") for coding in ("UTF-8", "identity", "none", "")],
)
def test_usual_codings_and_what_is_none_are_read(list_at, coding, body):
    with RawServer.start(answer(body, f"Content-Encoding: {coding}")) as server:
        assert list_at(server)["managed_clusters"] == []
