# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connection options are checked before anything is sent."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection, secrets_of
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError

OPTIONS = {
    "base_url": "https://acme.api.identitynow.com",
    "auth_client_id": "id",
    "auth_client_secret": "s3cret",
    "access_token": None,
    "api_version": "v2024",
    "validate_certs": True,
    "ca_path": None,
    "proxy": None,
    "timeout": 30.0,
    "retry_timeout": 120.0,
    "consistency_timeout": 5.0,
    "rate_limit": 100,
    "rate_window": 10.0,
}


def connection(**options):
    return Connection.from_options({**OPTIONS, **options})


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.api.identitynow.com",
        "https://acme-sb.api.identitynow-demo.com",
        "https://sailpoint.example.org:8443",
        "https://acme.notidentitynow.com",
        "http://127.0.0.1:8080",
        "http://localhost:8080",
        "http://[::1]:8080",
        "http://127.5.5.5",
    ],
)
def test_usable_base_urls(url):
    assert connection(base_url=url).base_url == url


def test_a_trailing_slash_does_not_matter():
    assert connection(base_url="https://acme.example.com/").base_url == "https://acme.example.com"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"base_url": None}, "base_url is not set"),
        ({"base_url": ""}, "base_url is not set"),
        ({"base_url": "acme.api.identitynow.com"}, "base_url is not a URL with a scheme and a host"),
        ({"base_url": "ftp://acme"}, "base_url is not a URL with a scheme and a host"),
        ({"base_url": "https://"}, "base_url is not a URL with a scheme and a host"),
        ({"base_url": "https://acme:port"}, "base_url is not a valid URL"),
        ({"base_url": "https://[::1"}, "base_url is not a valid URL"),
        ({"base_url": "http://acme.api.identitynow.com"}, "uses http"),
        ({"base_url": "http://127.0.0.1.example.com"}, "uses http"),
        ({"base_url": "https://acme.example.com/v3"}, "ends in the API version v3"),
        ({"base_url": "https://acme.example.com/v2024/"}, "ends in the API version v2024"),
        ({"base_url": "https://me:pw@acme.example.com"}, "must not contain a user, a query or a fragment"),
        ({"base_url": "https://acme.example.com?x=1"}, "must not contain a user, a query or a fragment"),
        ({"auth_client_id": None}, "no credentials"),
        ({"auth_client_secret": ""}, "no credentials"),
        ({"proxy": "proxy.example.com:3128"}, "proxy is not a URL"),
        ({"proxy": "http://"}, "proxy is not a URL"),
        ({"base_url": "https://acme.identitynow.com"}, "API. Set it to https://acme.api.identitynow.com"),
        ({"base_url": "https://ACME.identitynow.com/ui"}, "API. Set it to https://acme.api.identitynow.com"),
        ({"base_url": "https://acme.login.identitynow.com"}, "API. Set it to https://acme.api.identitynow.com"),
        ({"base_url": "https://acme.identitynow-demo.com"}, "API. Set it to https://acme.api.identitynow-demo.com"),
        ({"base_url": "https://api.identitynow.com"}, "API. Set it to https://<tenant>.api.identitynow.com"),
        ({"base_url": "https://identitynow.com"}, "API. Set it to https://<tenant>.api.identitynow.com"),
        ({"timeout": 0}, "timeout is 0. Give a number from 1 to 3600"),
        ({"timeout": 1e10}, "timeout is 10000000000.0. Give a number from 1 to 3600"),
        ({"retry_timeout": -1}, "retry_timeout is -1. Give a number from 0 to 86400"),
        ({"rate_limit": 10**30}, "Give a number from 0 to 1000"),
        *(
            ({name: value}, f"{name} is {value}. Give a number from ")
            for name in ("timeout", "retry_timeout", "consistency_timeout", "rate_window")
            for value in (float("nan"), float("inf"), float("-inf"), -0.5, 1e300)
        ),
    ],
)
def test_unusable_options_are_one_line_that_names_them(options, text):
    with pytest.raises(OptionError) as caught:
        connection(**options)

    assert text in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_password_in_a_url_is_not_repeated():
    for options in ({"base_url": "http://me:hunter2@acme.example.com"}, {"proxy": "x://me:hunter2@:y"}):
        with pytest.raises(OptionError) as caught:
            connection(**options)
        assert "hunter2" not in str(caught.value)


def test_an_access_token_does_without_credentials():
    assert connection(auth_client_id=None, auth_client_secret=None, access_token="t").access_token == "t"


@pytest.mark.parametrize(
    ("validate_certs", "ca_path", "verify"),
    [(True, None, True), (False, None, False), (True, __file__, __file__), (False, __file__, False)],
)
def test_verification(validate_certs, ca_path, verify):
    assert connection(validate_certs=validate_certs, ca_path=ca_path).verify == verify


def test_secrets_do_not_show_in_the_repr():
    shown = repr(connection(access_token="t0ken", proxy="http://me:hunter2@proxy:3128"))

    assert not [secret for secret in ("s3cret", "t0ken", "hunter2") if secret in shown]


def test_secrets_are_known_also_when_the_options_are_unusable():
    options = {
        **OPTIONS,
        "access_token": "t0ken",
        "base_url": "https://u:p%40w@host",
        "proxy": "http://u:hunter2@proxy",
    }

    sent = {base64.b64encode(credentials).decode() for credentials in (b"u:p@w", b"u:hunter2")}
    assert secrets_of(options) == {"s3cret", "t0ken", "p%40w", "p@w", "u:p%40w", "hunter2", *sent}


def test_what_a_base_url_is_refused_for_may_be_secret():
    options = {**OPTIONS, "base_url": "https://host/?token=t0ken#fragment"}

    assert secrets_of(options) == {"s3cret", "token=t0ken#fragment", "fragment"}


def test_a_number_that_is_not_given_has_its_default():
    numbers = dict.fromkeys(("timeout", "retry_timeout", "consistency_timeout", "rate_limit", "rate_window"))

    assert connection(**numbers) == connection()


def test_every_option_has_its_place():
    options = {
        **OPTIONS,
        "auth_client_id": "id",
        "auth_client_secret": "s3cret",
        "api_version": "v1",
        "timeout": 1,
        "retry_timeout": 0,
        "consistency_timeout": 0,
        "rate_limit": 0,
        "rate_window": 0.1,
    }

    found = Connection.from_options(options)

    assert (found.client_id, found.client_secret, found.api_version) == ("id", "s3cret", "v1")
    assert (found.timeout, found.retry_timeout, found.consistency_timeout) == (1.0, 0.0, 0.0)
    assert (found.rate_limit, found.rate_window) == (0, 0.1)
