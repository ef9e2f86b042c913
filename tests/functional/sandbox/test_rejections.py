# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is malformed gets the API's own error body: never a server error, and it changes nothing."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from tests.sandbox.handle import ROOT

JSON = {"Content-Type": "application/json"}
JSON_PATCH = {"Content-Type": "application/json-patch+json"}
FORM = "application/x-www-form-urlencoded"
MALFORMED = (
    "GET /managed-clients/v1 HTTP/1.1|Host: x|No Colon||",
    "GET /managed-clients/v1 HTTP/1.1|Host: x|Nul: a\0b||",
    "GET /managed-clients/v1?\xff HTTP/1.1|Host: x||",
    "GET /managed-clients/v1 HTTP/1.1|Host: x|Content-Length: many||",
    "GET /managed-clients/v1 HTTP/1.1|Host: x|Transfer-Encoding: chunked||many|",
    "GET /managed-clients/v1 HTTP/1.1|Host: x|Content-Encoding: gzip|Content-Length: 2||{}",
    f"GET /managed-clients/v1 HTTP/1.1|Host: x|Long: {'x' * 100_000}||",
    "POST /oauth/token HTTP/1.1|Host: x|Content-Type: multipart/form-data|Content-Length: 2||{}",
    "POST /oauth/token HTTP/1.1|Host: x|Content-Type: multipart/form-data; boundary=\xff|Content-Length: 2||{}",
)
"""Requests whose lines end with ``|``."""


def text(answer):
    return answer.json()["messages"][0]["text"]


@pytest.mark.parametrize("query", ["offset=" + "9" * 5000, "limit=" + "9" * 5000, "offset=²"])
def test_numbers_that_are_none(call, query):
    answer = call("GET", f"/managed-clients/v1?{query}")

    assert (answer.status_code, "must be a whole number" in text(answer)) == (400, True)


@pytest.mark.parametrize("value", ["true", "false", "5"])
def test_a_text_without_quotes_in_a_filter(call, value):
    answer = call("GET", f"/managed-clients/v1?filters=name eq {value}")

    assert (answer.status_code, text(answer)) == (400, "the value of name must be in double quotes")


def test_json_that_is_nested_too_deeply(call, sandbox):
    assert text(call("POST", data="[" * 100_000, headers=JSON)) == "The request was not valid JSON."
    assert sandbox.log()[0]["status"] == 400


@pytest.mark.parametrize(
    ("data", "content_type", "error"),
    [
        (b"grant_type=\xff", FORM, "unsupported_grant_type"),
        (b"grant_type=client_credentials&client_id=%ff&client_secret=%ff", FORM, "invalid_client"),
        (b"grant_type=client_credentials", f"{FORM}; charset=nonsense", "invalid_client"),
        (b'{"client_secret": "hidden"}', "application/json", "invalid_request"),
    ],
)
def test_token_requests(call, sandbox, data, content_type, error):
    answer = call("POST", "/oauth/token", data=data, headers={"Content-Type": content_type})

    assert (answer.status_code in (400, 401), answer.json()["error"]) == (True, error)
    assert "hidden" not in str(sandbox.log())


def test_malformed_requests_get_400_and_no_traceback():
    command = [sys.executable, "-m", "tests.sandbox", "--attached", "--validate"]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, cwd=ROOT, **pipes, text=True) as process:
        port = urlsplit(json.loads(process.stdout.readline())["base_url"]).port
        statuses = []
        for lines in MALFORMED:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                connection.sendall(lines.replace("|", "\r\n").encode("latin-1"))
                statuses.append(connection.makefile("rb").readline().split()[1])
        _output, errors = process.communicate()

    assert statuses == [b"400"] * len(MALFORMED)
    assert errors == ""


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/type", "value": 5},
        {"op": "remove", "path": "/type"},
        {"op": "remove", "path": "/name"},
        {"op": "replace", "path": "/description", "value": 5},
        {"op": "add", "path": "/configuration/n", "value": 5},
        {"op": "replace", "path": "/status", "value": "NORMAL"},
    ],
)
def test_patches_of_a_cluster(call, sandbox, paris, operation):
    answer = call("PATCH", f"/managed-clusters/v1/{paris['id']}", json=[operation], headers=JSON_PATCH)

    field = operation["path"].split("/")[1]
    assert (answer.status_code, field in text(answer)) == (400, True)
    assert sandbox.clusters() == [paris]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"rootLevel": "LOUD"}, "rootLevel"),
        ({"rootLevel": ["INFO"]}, "rootLevel"),
        ({"rootLevel": "INFO", "logLevels": {"a.b": "LOUD"}}, "logLevels"),
        ({"rootLevel": "INFO", "expiration": 5}, "expiration"),
        ({"rootLevel": "INFO", "expiration": []}, "expiration"),
        ({"rootLevel": "INFO", "durationMinutes": True}, "durationMinutes"),
    ],
)
def test_log_configurations(call, paris, body, named):
    path = f"/managed-clusters/v1/{paris['id']}/log-config"

    answer = call("PUT", path, json=body)

    assert (answer.status_code, named in text(answer)) == (400, True)
    assert call("GET", path).status_code == 204
