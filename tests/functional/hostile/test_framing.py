# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where one response ends: interim and extra responses, lengths, and compressed bodies."""

from __future__ import annotations

import gzip
import threading
import zlib
from contextlib import closing

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import WORKERS, map_concurrently
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._api.tenant import Tenant
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT

from tests.functional.hostile.failure import failure
from tests.functional.raw_server import RawServer, again_and_again, answer

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = 16 + zlib.MAX_WBITS


def bomb(form):
    """Blanks that are more than a module may take, and made in less."""
    compressor = zlib.compressobj(1, wbits=form)
    parts = [compressor.compress(b" " * 2**20) for _megabyte in range(500)]
    return b"".join([*parts, compressor.flush()])


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
