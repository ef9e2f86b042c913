# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that means harm, or is broken: the module ends in time, in little memory, with one clear error."""

from __future__ import annotations

import json
import re

import pytest

from tests.functional.hostile.failure import failure

PAGE = [{"id": "{sequence}", "clusterId": "c", "clientId": "x", "name": "n"}]
TOKEN_QUERY = "s3cret-in-the-query"


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

        assert "is not JSON of at most 50 nested levels" in message or "is not valid JSON" in message

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
    # So that the first list is under way when the second one is asked for, also on a busy machine.
    sandbox.settings(latency_ms=300)

    run(name="n0", cluster="Paris", timeout=10, retry_timeout=10)

    # Two lists are read at once, one of them on the connection that the token came by.
    assert len(sandbox.log()) == 3
    assert len({entry["connection"] for entry in sandbox.log()}) == 2
