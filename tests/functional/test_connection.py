# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a tenant is reached, for real: token, TLS, proxy, retries, and what bad input gets."""

from __future__ import annotations

import socket

import pytest

from tests.functional.engines import MODULE_PYTHON

SECRETS = ("sandbox-pat-secret", "sandbox-api-secret", "sandbox-proxy-password", "hunter2hunter2")


def one_line(result):
    """The message of a failure, which must be one line without a traceback or a secret."""
    assert result["failed"] is True
    assert "\n" not in result["msg"]
    assert "Traceback" not in str(result)
    assert not [secret for secret in SECRETS if secret in str(result)]
    return result["msg"]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"base_url": None}, "base_url is not set. Set it (or SAIL_BASE_URL)"),
        ({"base_url": "acme.api.identitynow.com"}, "base_url is not a URL with a scheme and a host"),
        ({"base_url": "http://acme.api.identitynow.com"}, "uses http, and credentials are sent over https only"),
        ({"base_url": "https://host.invalid"}, "the host of base_url https://host.invalid cannot be resolved"),
        ({"auth_client_id": None}, "no credentials. Set auth_client_id and auth_client_secret"),
        ({"auth_client_secret": "wrong"}, "could not get an access token: 401 Unauthorized"),
        ({"access_token": "with a line break\n"}, "access_token contains blanks, line breaks or other characters"),
        ({"base_url": "https://a..b"}, "is not a valid URL"),
        ({"access_token": "wrong"}, "The access token has expired or belongs to another tenant"),
        ({"name": None}, "one of the following is required: name, id"),
        ({"name": ""}, "name is empty"),
        ({"name": None, "id": ""}, "id is empty"),
        ({"cluster": ""}, "cluster is empty"),
        ({"name": None, "id": "no-such-id"}, 'managed client "no-such-id" (id) not found'),
        ({"name": None, "id": ".."}, '".." is not a valid id'),
        ({"cluster": "Rome"}, 'cluster "Rome" not found'),
        ({"cluster": "paris"}, 'cluster "paris" not found'),
        ({"cluster": "Twin"}, 'cluster "Twin" exists 2 times (ids'),
        ({"api_version": "v9"}, "value of api_version must be one of: v3, v2024, v2025, v2026, v1"),
        ({"ca_path": "/no/such/ca.pem"}, "ca_path /no/such/ca.pem does not exist"),
        ({"proxy": "proxy:3128"}, "proxy is not a URL"),
        ({"timeout": 0}, "timeout is 0"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(managed_client, sandbox, writes, options, text):
    sandbox.add_clusters("Paris", "Twin", "Twin")

    result = managed_client(**{"name": "a", "cluster": "Paris", **options})

    assert text in one_line(result)
    assert writes() == []


def test_an_api_client_is_told_what_it_takes(managed_client, sandbox):
    sandbox.add_clusters("Paris")
    credentials = sandbox.environment(api_client=True)

    message = one_line(
        managed_client(
            name="a",
            cluster="Paris",
            auth_client_id=credentials["SAIL_CLIENT_ID"],
            auth_client_secret=credentials["SAIL_CLIENT_SECRET"],
            api_version="v2024",
        )
    )

    assert message.startswith('could not create managed client "a": 403 Forbidden')
    assert "idn:remote-client:manage" in message
    assert "ORG_ADMIN" in message


def test_a_missing_scope_is_named(managed_client_info, sandbox):
    sandbox.add_credential("narrow", "narrow-secret", scopes=["idn:sources:read"], user=True)

    message = one_line(managed_client_info(auth_client_id="narrow", auth_client_secret="narrow-secret"))

    assert "403 Forbidden" in message
    assert "the scope idn:remote-client:read" in message


def test_the_environment_gives_the_connection(run_module, sandbox):
    assert run_module("managed_client_info", {}, environment=sandbox.environment())["managed_clients"] == []


def test_a_given_token_is_used_as_it_is(managed_cluster_info, sandbox):
    token = sandbox.token()

    result = managed_cluster_info(access_token=token, auth_client_id=None, auth_client_secret=None)

    assert result["api"]["requests"] == 1
    assert [entry["operation"] for entry in sandbox.log()] == ["cluster.list"]


def test_a_token_that_ends_early_is_renewed_once(managed_client, sandbox):
    sandbox.add_clusters("Paris")
    sandbox.fault("client.create", kind="expire_token", times=1)

    assert managed_client(name="a", cluster="Paris")["action"] == "created"
    assert [entry["status"] for entry in sandbox.log() if entry["operation"] == "client.create"] == [401, 200]
    assert len(sandbox.clients()) == 1


def test_a_401_that_stays_is_an_error_after_one_renewal(managed_cluster_info, sandbox):
    sandbox.fault("cluster.list", kind="answer", status=401, times=9)

    assert "401 Unauthorized" in one_line(managed_cluster_info())
    assert [entry["operation"] for entry in sandbox.log()] == ["token", "cluster.list", "token", "cluster.list"]


def test_a_token_is_renewed_before_it_ends(managed_client_info, sandbox):
    sandbox.add_clusters("Paris")
    # It lives for a second: half of that is its margin, and each answer takes longer.
    sandbox.settings(token_lifetime=1, latency_ms=600)

    result = managed_client_info(cluster="Paris")

    assert result["managed_clients"] == []
    assert [entry["status"] for entry in sandbox.log()] == [200, 200, 200, 200]
    assert [entry["operation"] for entry in sandbox.log()] == ["token", "cluster.list", "token", "client.list"]


@pytest.mark.parametrize("header", ["1", "date"])
def test_a_limited_request_is_sent_again_when_it_may_be(managed_client_info, sandbox, header):
    headers = {"Retry-After": "1"}
    if header == "date":
        headers = {"Retry-After": "Wed, 21 Oct 2026 07:28:01 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}
    sandbox.fault("client.list", kind="answer", status=429, headers=headers, times=1)

    result = managed_client_info()

    assert result["managed_clients"] == []
    assert (result["api"]["retries"], result["api"]["throttled_seconds"]) == (1, 1.0)


def test_the_rate_limit_of_a_tenant_does_not_fail_a_task(managed_client_info, sandbox):
    clusters = sandbox.add_clusters("Paris")
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": clusters[0]["id"]} for number in range(900)))
    sandbox.settings(rate_limit=2, rate_window=1)

    result = managed_client_info()

    assert len(result["managed_clients"]) == 900
    assert result["api"]["throttled_seconds"] > 0


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["reset", "answer"])
@pytest.mark.parametrize(
    ("operation", "options", "action", "left"),
    [
        ("client.create", {"name": "new", "cluster": "Paris"}, "created", ["a", "new"]),
        ("client.patch", {"name": "a", "description": "x"}, "patched", ["a"]),
        ("client.delete", {"name": "a", "state": "absent"}, "deleted", []),
        ("client.list", {"name": "a"}, "unchanged", ["a"]),
        ("token", {"name": "a"}, "unchanged", ["a"]),
    ],
)
def test_a_fault_leaves_what_was_declared(managed_client, sandbox, kind, after, operation, options, action, left):
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients({"name": "a", "clusterId": paris["id"]})
    details = {"status": 503, "body": "<html>gateway</html>", "content_type": "text/html"} if kind == "answer" else {}
    sandbox.fault(operation, kind=kind, after=after, **details)

    result = managed_client(**options, consistency_timeout=1)

    assert result.get("action") == action, result
    assert sorted(client["name"] for client in sandbox.clients()) == left
    assert result["api"]["retries"] + result["api"]["requests"] >= 1


@pytest.mark.parametrize("lag", [{"list_lag": 3}, {"list_lag_seconds": 1.5}])
def test_a_lost_create_is_found_though_the_list_lags(managed_client, sandbox, lag):
    sandbox.add_clusters("Paris")
    sandbox.switch(**lag)
    sandbox.fault("client.create", kind="reset", after=True)

    result = managed_client(name="new", cluster="Paris")

    (created,) = sandbox.clients()
    assert (result["action"], result["managed_client"]["id"]) == ("created", created["id"])
    assert [entry["operation"] for entry in sandbox.log()].count("client.create") == 1


def test_a_lost_create_is_not_sent_again_before_it_must_show(managed_client, sandbox):
    sandbox.add_clusters("Paris")
    sandbox.switch(list_lag_seconds=60)
    sandbox.fault("client.create", kind="reset", after=True)

    result = managed_client(name="new", cluster="Paris", consistency_timeout=60, retry_timeout=1)

    assert "The tenant may have processed the request. Run the task again" in one_line(result)
    assert len(sandbox.clients()) == 1


def test_a_tenant_that_stays_down_is_an_error_within_max_wait(managed_client, sandbox):
    sandbox.fault("client.list", kind="answer", status=503, times=99)

    message = one_line(managed_client(name="a", retry_timeout=1))

    assert "could not list managed clients: 503 Service Unavailable" in message
    assert "retry_timeout is 1 s" in message


def test_a_server_that_does_not_answer(managed_client, sandbox):
    sandbox.settings(latency_ms=30000)

    assert "did not respond within 1 s" in one_line(managed_client(name="a", timeout=1, retry_timeout=0))


def test_an_html_page_is_named_as_such(managed_client, sandbox):
    sandbox.fault(
        "client.list", kind="answer", status=200, body="<html>Sign in</html>", content_type="text/html", times=9
    )

    message = one_line(managed_client(name="a"))
    assert "the response is an HTML page, not JSON. Check that base_url" in message
    assert "Sign in" not in message


def test_credentials_do_not_follow_a_redirect(managed_client, sandbox):
    headers = {"Location": "https://elsewhere.invalid/"}
    sandbox.fault("token", kind="answer", status=302, headers=headers, times=9)

    assert "the server redirects to https://elsewhere.invalid/, and credentials are not sent there" in one_line(
        managed_client(name="a")
    )


def test_a_secret_that_the_server_repeats_is_masked(managed_client, sandbox):
    sandbox.add_clusters("Paris")
    sandbox.fault("client.create", kind="answer", status=400, body={"message": "you sent {authorization}"})

    message = one_line(managed_client(name="a", cluster="Paris"))

    assert "400 Bad Request: you sent Bearer ********" in message


def test_no_password_of_netrc_is_sent(managed_client_info, sandbox, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n", encoding="utf-8")
    netrc.chmod(0o600)

    result = managed_client_info(environment={"NETRC": str(netrc)})

    assert result["managed_clients"] == []


def test_nothing_listens(managed_client):
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"

        result = managed_client(name="a", base_url=url)

    assert "Connection refused" in one_line(result)
    assert "Check base_url, and that the host is up" in result["msg"]
    # It never answered, so it is not waited for as long as one that did.
    assert result["api"]["requests"] == 3


@pytest.mark.parametrize("libraries", [["requests"], ["jsonpatch"], ["requests", "jsonpatch"]])
def test_all_missing_libraries_are_named_with_the_command_that_installs_them(managed_client, tmp_path, libraries):
    for library in libraries:
        (tmp_path / f"{library}.py").write_text(f'raise ImportError("No module named {library}")\n', encoding="utf-8")

    message = one_line(managed_client(name="a", python_path=tmp_path))

    assert f"this Python lacks {' and '.join(libraries)} (No module named {libraries[0]}" in message
    assert f"`{MODULE_PYTHON} -m pip install {' '.join(libraries)}`" in message


def test_the_user_agent_names_the_collection(managed_client_info, sandbox):
    managed_client_info()

    assert {entry["headers"]["User-Agent"].split("/")[0] for entry in sandbox.log()} == {"community.sailpoint"}


class TestTls:
    """A tenant behind TLS, with a certificate of a CA that no one knows."""

    def test_an_unknown_certificate_is_refused(self, managed_client_info, tls_sandbox):
        message = one_line(managed_client_info(tls_sandbox))

        assert "cannot be verified" in message
        assert "Set ca_path to the certificate of the CA that signed it" in message
        assert tls_sandbox.log() == []

    def test_ca_path_makes_it_known(self, managed_client_info, tls_sandbox):
        assert managed_client_info(tls_sandbox, ca_path=str(tls_sandbox.ca_path))["managed_clients"] == []

    def test_validate_certs_turns_it_off(self, managed_client_info, tls_sandbox):
        assert managed_client_info(tls_sandbox, validate_certs=False)["managed_clients"] == []

    def test_the_environment_does_not_turn_it_on_again(self, managed_client_info, tls_sandbox):
        result = managed_client_info(
            tls_sandbox, validate_certs=False, environment={"REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt"}
        )

        assert result["managed_clients"] == []


class TestProxy:
    """A tenant behind a proxy, a process of its own."""

    def test_requests_go_through_the_proxy(self, managed_client_info, sandbox, proxy):
        assert managed_client_info(proxy=proxy.url)["managed_clients"] == []
        # It names itself in the first request of each connection.
        assert "proxy.py" in sandbox.log()[0]["headers"]["Via"]

    def test_the_usual_variables_name_a_proxy(self, managed_client_info, sandbox, proxy):
        assert managed_client_info(environment={"http_proxy": proxy.url})["managed_clients"] == []
        assert "proxy.py" in sandbox.log()[0]["headers"]["Via"]

    def test_tls_goes_through_the_proxy(self, managed_client_info, tls_sandbox, proxy):
        result = managed_client_info(tls_sandbox, proxy=proxy.url, ca_path=str(tls_sandbox.ca_path))

        assert result["managed_clients"] == []

    def test_a_proxy_that_refuses_is_named_without_its_password(self, managed_client_info, tls_sandbox, proxy):
        url = proxy.url.replace("sandbox-proxy-password", "hunter2hunter2")

        message = one_line(managed_client_info(tls_sandbox, proxy=url, retry_timeout=0))

        assert "the proxy refused the request" in message

    def test_passwords_within_urls_are_masked_in_all_of_the_result(self, managed_client_info):
        for options in ({"proxy": "http://u:hunter2hunter2@127.0.0.1:1"}, {"base_url": "https://u:hunter2hunter2@h"}):
            result = managed_client_info(**options, retry_timeout=0)

            assert result["failed"] is True
            assert "hunter2hunter2" not in str(result)
