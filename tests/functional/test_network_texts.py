# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said where the network, a proxy or a certificate is wrong: what it is, where it is set, and what to do."""

from __future__ import annotations

import base64
import socket

import pytest

from tests.functional.engines import run_playbook
from tests.functional.raw_server import RawServer, answer

GIVEN = {"access_token": "given-token", "auth_client_id": None, "auth_client_secret": None}


@pytest.fixture(name="dead")
def fixture_dead():
    """An address at which nothing listens."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{reserved.getsockname()[1]}"


def message_of(result):
    assert result["failed"] is True
    assert result["msg"].isprintable()
    assert len(result["msg"]) < 1000
    return result["msg"]


@pytest.mark.parametrize("variable", ["ALL_PROXY", "http_proxy", "HTTP_PROXY"])
@pytest.mark.parametrize("scheme", ["socks5h", "socks4"])
def test_a_socks_proxy_is_named_with_where_it_is_set(managed_client_info, variable, scheme):
    result = managed_client_info(environment={variable: f"{scheme}://u:hunter2hunter2@127.0.0.1:1080"})

    message = message_of(result)
    assert f"the environment variable {variable} is a SOCKS proxy, which requires the Python library" in message
    assert "-m pip install PySocks`" in message
    assert "hunter2" not in str(result)


def test_a_socks_proxy_of_the_option_is_named(managed_client_info):
    message = message_of(managed_client_info(proxy="socks5://127.0.0.1:1080"))

    assert "the option proxy is a SOCKS proxy" in message


@pytest.mark.parametrize("name", [None, "HTTP_PROXY", "http_proxy", "all_proxy"])
def test_a_dead_proxy_is_named_with_where_it_is_set(managed_client_info, dead, name):
    url = f"http://u:hunter2hunter2@{dead}"
    setting = {"environment": {name: url}} if name else {"proxy": url}

    message = message_of(managed_client_info(**setting, retry_timeout=0))

    place = f"the environment variable {name}" if name else "the option proxy"
    assert f"cannot connect to the proxy (Connection refused). Check {place} ({dead})" in message


@pytest.mark.parametrize("user", ["u", "with%20blank"])
@pytest.mark.parametrize("padding", [0, 280])
@pytest.mark.parametrize("by_option", [True, False])
def test_what_a_proxy_says_is_cleaned(managed_client_info, user, padding, by_option):
    sent = base64.b64encode(f"{user.replace('%20', ' ')}:p@ss/word-9".encode()).decode()
    said = f"{'x' * padding} \x1b[2J p@ss/word-9 p%40ss%2Fword-9 {sent} \x07 {'y' * 60000}"
    with RawServer.start(answer(status=f"407 {said}")) as server:
        url = f"http://{user}:p%40ss%2Fword-9@{server.address}"
        setting = {"proxy": url} if by_option else {"environment": {"HTTPS_PROXY": url}}
        result = managed_client_info(base_url="https://tenant.example.com", retry_timeout=0, **setting)

    message = message_of(result)
    assert "the proxy refused the request (Tunnel connection failed: 407" in message
    assert not [secret for secret in ("p@ss", "p%40ss", sent[:12]) if secret in str(result)]


def test_a_token_is_masked_before_a_text_is_cut(managed_client_info, sandbox):
    sandbox.settings(validate=False)
    token = "eyJ" + "0123456789" * 100
    body = {"message": "x" * 200 + " {authorization}"}
    sandbox.fault("client.list", kind="answer", status=400, body=body)

    result = managed_client_info(**{**GIVEN, "access_token": token})

    assert "eyJ" not in str(result)


def test_https_to_a_port_of_http(managed_client_info, sandbox):
    url = sandbox.environment()["SAIL_BASE_URL"].replace("http:", "https:")

    message = message_of(managed_client_info(base_url=url, retry_timeout=0))

    assert "does not use TLS. Check base_url and its port" in message


def test_http_to_a_port_of_https(managed_client_info, tls_sandbox):
    url = tls_sandbox.environment()["SAIL_BASE_URL"].replace("https:", "http:")

    assert "could not get an access token" in message_of(
        managed_client_info(tls_sandbox, base_url=url, retry_timeout=0)
    )


@pytest.mark.parametrize(
    "url", ["https://acme.identitynow.com", "https://acme.identitynow.com/ui/admin", "https://acme.x.identitynow.com"]
)
def test_the_user_interface_is_not_asked(managed_client_info, url):
    result = managed_client_info(base_url=url)

    assert "Set it to https://acme.api.identitynow.com" in message_of(result)


class TestCertificates:
    """What ca_path and the usual environment variables name is looked at before anything is sent."""

    @pytest.fixture(name="paths")
    def fixture_paths(self, tmp_path):
        """Paths that are no file of CA certificates, by what they are."""
        (tmp_path / "text").write_text("- hosts: all\n", encoding="utf-8")
        (tmp_path / "der").write_bytes(bytes(range(256)))
        (tmp_path / "folder").mkdir()
        (tmp_path / "cut").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n", encoding="utf-8")
        return {name: str(tmp_path / name) for name in ("text", "der", "folder", "cut", "missing")}

    @pytest.mark.parametrize("kind", ["text", "der", "folder", "cut", "missing"])
    @pytest.mark.parametrize("variable", [None, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
    def test_unusable_ones_are_named(self, managed_client_info, tls_sandbox, paths, kind, variable):
        path = paths[kind]
        environment = dict.fromkeys(("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), "")
        setting = {"environment": {**environment, variable: path}} if variable else {"ca_path": path}

        message = message_of(managed_client_info(tls_sandbox, **setting, retry_timeout=0))

        named = f"{path} (from the environment variable {variable})" if variable else f"ca_path {path}"
        assert f"{named} does not exist" in message or f"{named} is " in message
        assert tls_sandbox.log() == []


def test_no_warning_where_verification_is_turned_off(tls_sandbox, tmp_path):
    playbook = tmp_path / "playbook.yml"
    task = "community.sailpoint.managed_client_info: {validate_certs: false}"
    as_module = f"      - {task}\n        vars: {{sailpoint_in_process: never}}\n"
    playbook.write_text(
        f"- hosts: localhost\n  gather_facts: false\n  tasks:\n      - {task}\n{as_module}", encoding="utf-8"
    )

    finished = run_playbook(playbook, "-v", environment={**tls_sandbox.environment(), "SAIL_API_VERSION": "v1"})

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "ran as a module" in finished.stdout
    for text in ("InsecureRequestWarning", "errantly", "WARNING"):
        assert text not in finished.stdout + finished.stderr


@pytest.mark.parametrize("name", ["timeout", "retry_timeout", "consistency_timeout", "rate_window"])
@pytest.mark.parametrize("value", ["1e10", "nan", "inf", "-1", "99999999999"])
def test_numbers_have_bounds(managed_client_info, sandbox, name, value):
    message = message_of(managed_client_info(**{name: value}))

    assert f"{name} is {float(value)}. Give a number from " in message
    assert sandbox.log() == []


@pytest.mark.parametrize("value", [-1, 10**10, 10**400])
def test_the_rate_limit_has_bounds(managed_client_info, sandbox, value):
    assert "Give a number from 0 to 1000" in message_of(managed_client_info(rate_limit=value))
    assert sandbox.log() == []
