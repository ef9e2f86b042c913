# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an HTTP answer to a value or to one line."""

from __future__ import annotations

import json

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ApiError, TransportError
from ansible_collections.community.sailpoint.plugins.module_utils._api.paths import TOKEN_PATH
from ansible_collections.community.sailpoint.plugins.module_utils._api.request import Request
from ansible_collections.community.sailpoint.plugins.module_utils._api.responses import (
    read_response,
    retry_after_seconds,
)
from ansible_collections.community.sailpoint.plugins.module_utils._shown import MAX_TEXT
from requests.structures import CaseInsensitiveDict

CALL = Request("GET", "/v1/x", 'read managed client "a"', scope="idn:remote-client:read")
TOKEN_CALL = Request("POST", TOKEN_PATH, "get an access token")
DELETE = Request("DELETE", "/v1/x", "delete managed client a")
LOG_CONFIG = Request("GET", "/v1/x", "read the log-config of managed cluster a", may_be_empty=True)
OWN_ERROR = {"detailCode": "404 Not found", "trackingId": "t", "messages": [], "causes": []}


def read(status, body=b"", call=CALL, **headers):
    headers = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
    return read_response(call, status, headers, body if isinstance(body, bytes) else json.dumps(body).encode())


def failure(status, body=b"", call=CALL, **headers):
    with pytest.raises((ApiError, TransportError)) as caught:
        read(status, body, call, **headers)
    assert "\n" not in str(caught.value)
    return caught.value


def test_json_is_the_value():
    assert read(200, {"id": "1"}).body == {"id": "1"}


def test_half_of_a_surrogate_pair_is_replaced_and_a_pair_is_not():
    body = rb'{"a\ud800": ["\ud83d\ude00", "\udfff"], "b": {"c": "\\ud800"}}'

    assert read(200, body).body == {"a\ufffd": ["\U0001f600", "\ufffd"], "b": {"c": "\\ud800"}}


@pytest.mark.parametrize("call", [DELETE, LOG_CONFIG])
def test_no_content_is_no_value(call):
    assert read(204, call=call).body is None


@pytest.mark.parametrize(
    ("status", "call"),
    [
        (201, CALL),
        (202, CALL),
        (204, CALL),
        (206, CALL),
        (200, DELETE),
        (202, DELETE),
        (207, DELETE),
        (202, LOG_CONFIG),
    ],
)
@pytest.mark.parametrize("body", [b"", {"id": "1"}, b"queued"])
def test_a_success_that_is_not_documented_leaves_a_doubt(status, call, body):
    error = failure(status, body, call)

    assert f"the response is {status} " in str(error)
    assert (error.processed, error.passing, error.details["status"]) == (True, False, status)


@pytest.mark.parametrize(
    "body", [OWN_ERROR, {"error": "no"}, {"message": "no"}, {"errors": ["no"]}, {"id": "1", "detailCode": "500"}]
)
@pytest.mark.parametrize("call", [CALL, TOKEN_CALL, LOG_CONFIG])
def test_a_success_with_an_error_body_is_none(body, call):
    error = failure(200, body, call)

    assert "Check that base_url is the address of the API, and that no gateway responds" in str(error)
    assert (error.processed, error.passing) == (True, False)


@pytest.mark.parametrize(
    ("body", "absent"),
    [
        (OWN_ERROR, True),
        ({"messages": [{"text": "no such client"}]}, True),
        ({"message": "no Route matched with those values"}, False),
        ({"detailCode": None}, False),
        (b"", False),
        (b"not found", False),
        (b'["detailCode"]', False),
    ],
)
def test_only_the_api_itself_says_that_an_object_does_not_exist(body, absent):
    error = failure(404, body)

    assert error.is_absent is absent
    assert error.processed is not absent
    assert (
        "This response is not from the API. Check that base_url is the address of the API" in str(error)
    ) is not absent


def test_the_api_speaks_for_itself():
    error = failure(
        400,
        {
            "detailCode": "400.1 Bad Request Content",
            "trackingId": "e7eab609",
            "messages": [
                {"locale": "en-US", "localeOrigin": "DEFAULT", "text": "The request\nis invalid."},
                {"locale": "und", "localeOrigin": "REQUEST", "text": "The request\nis invalid."},
            ],
            "causes": [{"locale": "en-US", "localeOrigin": "DEFAULT", "text": "clusterId is missing."}],
        },
        SLPT_Request_ID="r1",
    )

    assert str(error) == (
        'could not read managed client "a": 400 Bad Request: The request is invalid. clusterId is missing. '
        "(detail code 400.1 Bad Request Content, tracking id e7eab609, request id r1)"
    )
    assert error.details == {
        "status": 400,
        "detail_code": "400.1 Bad Request Content",
        "tracking_id": "e7eab609",
        "request_id": "r1",
    }


@pytest.mark.parametrize(
    ("status", "body", "text"),
    [
        (401, {"error": "JWT validation failed: JWT is expired"}, "JWT validation failed: JWT is expired"),
        (429, {"message": " Rate Limit Exceeded "}, "429 Too Many Requests: Rate Limit Exceeded"),
        (500, b"<html><body>secret page</body></html>", "500 Internal Server Error"),
        (502, b"", "502 Bad Gateway"),
        (503, b'{"messages": "odd", "causes": [1, {"text": 2}]}', "503 Service Unavailable"),
        (400, b"[" * 100000, "400 Bad Request"),
        (400, b'["not an object"]', "400 Bad Request"),
        (599, b"\xff\xfe", "599"),
    ],
)
def test_every_shape_of_error(status, body, text):
    error = failure(status, body)

    assert text in str(error)
    assert "secret page" not in str(error)


def test_long_texts_are_cut():
    assert len(str(failure(400, {"message": "x" * 10000}))) < MAX_TEXT + 200


@pytest.mark.parametrize(
    ("status", "call", "advice"),
    [
        (401, CALL, "The access token has expired or belongs to another tenant"),
        (403, CALL, "need the scope idn:remote-client:read (or sp:scopes:all)"),
        (403, CALL, "ORG_ADMIN"),
        (400, TOKEN_CALL, "Check auth_client_id, auth_client_secret and base_url"),
        (401, TOKEN_CALL, "Check auth_client_id, auth_client_secret and base_url"),
    ],
)
def test_what_to_do(status, call, advice):
    assert advice in str(failure(status, {"error": "invalid_client"}, call))


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><p>Sign in</p>", b"  <html>"])
def test_an_html_page_is_named_as_such(body):
    error = failure(200, body)

    assert "an HTML page, not JSON. Check that base_url" in str(error)
    assert "Sign in" not in str(error)
    assert not error.passing


@pytest.mark.parametrize("body", [b'{"id": "1', b"", b"\xff", b"[" * 100000])
def test_a_torn_answer_may_be_asked_for_again(body):
    error = failure(200, body)

    assert (error.processed, error.passing) == (True, True)


def test_a_redirect_is_not_followed():
    error = failure(302, Location="https://login.example.com/x?token=abc")

    assert "redirects to https://login.example.com/x," in str(error)
    assert "abc" not in str(error)
    assert not error.passing


@pytest.mark.parametrize(
    ("status", "processed", "passing"),
    [(400, False, False), (404, True, False), (429, False, True), (500, True, True), (503, True, True)],
)
def test_how_a_request_may_be_repeated(status, processed, passing):
    error = failure(status)

    assert (error.processed, error.passing) == (processed, passing)


def test_an_error_keeps_when_it_may_be_tried_again():
    assert failure(429, Retry_After="7").retry_after == 7
    assert failure(503).retry_after is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:10 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 10),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "Date": "Wed, 21 Oct 2026 07:28:10 GMT"}, 0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "²"}, None),
        ({}, None),
    ],
)
def test_both_forms_of_retry_after(headers, seconds):
    assert retry_after_seconds(CaseInsensitiveDict(headers)) == seconds
