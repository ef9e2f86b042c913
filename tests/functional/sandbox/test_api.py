# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox tenant: it takes what the vendor's API takes, and rejects what that rejects."""

from __future__ import annotations

import pytest

JSON_PATCH = "application/json-patch+json"


def named(sandbox, paris, *names):
    return sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in names))


def text(response):
    return response.json()["messages"][0]["text"]


class TestToken:
    """The token endpoint, and what a token is worth."""

    def test_an_answer_has_what_the_vendor_sends(self, call):
        answer = call.token("sandbox-pat", "sandbox-pat-secret").json()

        assert answer["token_type"] == "bearer"
        assert answer["expires_in"] == 749
        assert {"access_token", "scope", "pod", "org"} <= set(answer)

    @pytest.mark.parametrize(
        ("credentials", "status", "error"),
        [
            (("sandbox-pat", "wrong"), 401, "invalid_client"),
            (("nobody", "sandbox-pat-secret"), 401, "invalid_client"),
        ],
    )
    def test_wrong_credentials(self, call, credentials, status, error):
        answer = call.token(*credentials)

        assert (answer.status_code, answer.json()["error"]) == (status, error)

    def test_another_grant(self, call):
        answer = call.token("sandbox-pat", "sandbox-pat-secret", grant_type="password")

        assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")

    @pytest.mark.parametrize("place", ["data", "files", "params"])
    def test_credentials_in_a_form_of_any_kind(self, call, sandbox, place):
        form = {"grant_type": "client_credentials", "client_id": "sandbox-pat", "client_secret": "sandbox-pat-secret"}
        given = {name: (None, value) for name, value in form.items()} if place == "files" else form

        answer = call("POST", "/oauth/token", **{place: given})

        assert answer.status_code == 200
        (entry,) = sandbox.log()
        assert "sandbox-pat-secret" not in str(entry)
        masked = "?grant_type=client_credentials&client_id=sandbox-pat&client_secret=***"
        assert entry["path"] == "/oauth/token" + (masked if place == "params" else "")
        assert entry["body"] == (None if place == "params" else {**form, "client_secret": "***"})

    def test_only_a_form_is_taken(self, call):
        answer = call("POST", "/oauth/token", json={"grant_type": "client_credentials"})

        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")

    def test_its_lifetime_can_be_set_and_ends(self, call, sandbox):
        sandbox.settings(token_lifetime=0)
        answer = call.token("sandbox-pat", "sandbox-pat-secret").json()
        call.session.headers["Authorization"] = f"Bearer {answer['access_token']}"

        assert answer["expires_in"] == 0
        assert call("GET", "").json() == {"error": "JWT validation failed: JWT is expired"}

    def test_the_log_does_not_have_the_secret(self, call, sandbox):
        call.token("sandbox-pat", "sandbox-pat-secret")

        assert "sandbox-pat-secret" not in str(sandbox.log())


class TestRights:
    """Scopes, and the difference between a personal access token and an API client."""

    def test_without_a_token(self, call):
        assert call("GET", "", headers={"Authorization": ""}).status_code == 401

    @pytest.mark.parametrize(
        ("path", "status"),
        [("/v2024/managed-clients", 200), ("/v2024/managed-clusters", 200), ("/v2025/managed-clusters", 403)],
    )
    def test_an_api_client_reads_what_the_specification_lets_it_read(self, call, path, status):
        call.use("sandbox-api", "sandbox-api-secret")

        assert call("GET", path).status_code == status

    def test_an_api_client_does_not_write(self, call, paris):
        call.use("sandbox-api", "sandbox-api-secret")

        assert call("POST", "", json={"clusterId": paris["id"]}).status_code == 403

    @pytest.mark.parametrize(
        ("scope", "granted"),
        [
            ("idn:remote-client:read", {"list", "get"}),
            ("idn:remote-client:manage", {"list", "get", "health", "delete"}),
            ("idn:managed-client-status:read", {"get", "status"}),
            ("idn:sources:read", set()),
        ],
    )
    def test_a_scope_grants_what_the_specification_says(self, call, sandbox, paris, scope, granted):
        client = named(sandbox, paris, "a")[0]["id"]
        sandbox.add_credential("narrow", "narrow-secret", scopes=[scope], user=True)
        call.use("narrow", "narrow-secret")

        answers = {
            "list": call("GET", ""),
            "get": call("GET", client),
            "status": call("GET", f"{client}/status?type=VA"),
            "health": call("GET", f"{client}/health-indicators"),
            "delete": call("DELETE", client),
        }

        assert {name for name, answer in answers.items() if answer.status_code != 403} == granted


class TestLists:
    """Pages, counts and filters."""

    @pytest.fixture(autouse=True)
    def _five(self, sandbox, paris):
        named(sandbox, paris, "a", "b", 'c"d\\e', "B", None)

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["a", "b", 'c"d\\e', "B", None]),
            ("?limit=2", ["a", "b"]),
            ("?limit=2&offset=3", ["B", None]),
            ("?limit=0", []),
            ("?offset=9", []),
            ('?filters=name eq "a"', ["a"]),
            ('?filters=name eq "b"', ["b", "B"]),
            (r'?filters=name eq "c\"d\\e"', ['c"d\\e']),
            ('?filters=name eq "a" and name eq "b"', []),
            ("?unknown=1&limit=1", ["a"]),
        ],
    )
    def test_what_is_asked_for(self, call, query, names):
        assert [client["name"] for client in call("GET", query).json()] == names

    def test_a_count_only_where_it_is_asked_for(self, call):
        assert call("GET", "?count=true&limit=1").headers["X-Total-Count"] == "5"
        assert "X-Total-Count" not in call("GET", "?limit=1").headers

    @pytest.mark.parametrize(
        "query",
        [
            "?limit=251",
            "?limit=-1",
            "?limit=x",
            "?offset=-1",
            "?count=maybe",
            '?filters=colour eq "red"',
            '?filters=name co "a"',
            '?filters=name eq "a',
            "?filters=name eq a",
            '?filters=name eq "a" or name eq "b"',
            '?filters=name eq "a" x',
            '?filters=name eq "a\\n"',
            "?filters=and",
        ],
    )
    def test_what_is_rejected(self, call, query):
        assert call("GET", query).status_code == 400

    def test_filters_with_regard_to_case_by_a_switch(self, call, sandbox):
        sandbox.switch(case_insensitive_filters=False)

        assert [client["name"] for client in call("GET", '?filters=name eq "b"').json()] == ["b"]

    def test_no_name_by_a_switch(self, call, sandbox):
        unnamed = sandbox.clients()[-1]
        query = f'?filters=name eq "VA-{unnamed["clientId"]}"'

        assert call("GET", query).json() == []
        sandbox.switch(null_name_filter=True)
        assert [client["id"] for client in call("GET", query).json()] == [unnamed["id"]]

    def test_an_index_follows_a_change(self, call, sandbox):
        client = sandbox.clients()[0]["id"]
        operations = [{"op": "replace", "path": "/name", "value": "z"}]
        call("PATCH", client, json=operations, headers={"Content-Type": JSON_PATCH})

        assert call("GET", '?filters=name eq "a"').json() == []
        assert len(call("GET", '?filters=name eq "z"').json()) == 1

    def test_shuffled_pages_by_a_switch(self, call, sandbox, paris):
        named(sandbox, paris, *(f"n{number}" for number in range(100)))
        sandbox.switch(page_order="shuffled")

        orders = [[client["id"] for client in call("GET", "").json()] for _time in range(2)]
        assert orders[0] != orders[1]
        assert sorted(orders[0]) == sorted(orders[1])

    def test_clusters_by_every_field(self, call, sandbox):
        sandbox.add_clusters({"name": "Austin", "operational": True, "status": "NORMAL", "type": "iai"})

        for filters in ("operational eq true", 'operational eq "true"', 'name eq "Austin"', 'type eq "iai"'):
            answer = call("GET", f"/managed-clusters/v1?filters={filters}")
            assert [cluster["name"] for cluster in answer.json()] == ["Austin"]


class TestWrites:
    """Creating, patching and deleting."""

    @pytest.mark.parametrize("body", [{}, {"clusterId": "none"}, {"clusterId": 5}, {"clusterId": True, "name": 5}, []])
    def test_a_create_that_is_rejected(self, call, sandbox, paris, body):
        body = {**body, "clusterId": paris["id"]} if isinstance(body, dict) and body.get("clusterId") is True else body

        assert call("POST", "", json=body).status_code == 400
        assert sandbox.clients() == []

    @pytest.mark.parametrize("data", [b"{", b"", b"\xff"])
    def test_what_is_not_json_is_rejected(self, call, data):
        assert call("POST", "", data=data, headers={"Content-Type": "application/json"}).status_code == 400

    def test_another_content_type_is_rejected(self, call, sandbox, paris):
        client = named(sandbox, paris, "a")[0]["id"]

        assert "content type" in text(call("POST", "", data="clusterId=x"))
        assert "content type" in text(call("PATCH", client, json=[]))

    def test_the_key_is_shown_at_the_create_and_then_no_more(self, call, paris):
        created = call("POST", "", json={"clusterId": paris["id"], "name": "a"}).json()

        assert len(created["secret"]) == 64
        assert call("GET", created["id"]).json()["secret"] is None

    @pytest.mark.parametrize(
        "operations",
        [
            {},
            [1],
            [{"op": "replace", "path": "/name"}],
            [{"op": "change", "path": "/name", "value": "b"}],
            [{"op": "replace", "value": "b"}],
            [{"op": "replace", "path": "name", "value": "b"}],
            [{"op": "replace", "path": "/nothing", "value": "b"}],
            [{"op": "replace", "path": "/name", "value": 5}],
            [{"op": "remove", "path": "/name"}],
            [{"op": "test", "path": "/name", "value": "other"}],
            [{"op": "replace", "path": "/id", "value": "x"}],
            [{"op": "replace", "path": "/secret", "value": "x"}],
            [{"op": "replace", "path": "/clusterId", "value": "x"}],
            [{"op": "replace", "path": "/type", "value": "CCG"}],
            [{"op": "move", "from": "/id", "path": "/name"}],
        ],
    )
    def test_a_patch_that_is_rejected_changes_nothing(self, call, sandbox, paris, operations):
        client = named(sandbox, paris, "a")[0]

        answer = call("PATCH", client["id"], json=operations, headers={"Content-Type": JSON_PATCH})

        assert answer.status_code == 400
        assert sandbox.clients() == [client]

    def test_the_type_can_be_patched_by_a_switch(self, call, sandbox, paris):
        sandbox.switch(immutable_paths=False)
        client = named(sandbox, paris, "a")[0]["id"]
        operations = [{"op": "replace", "path": "/type", "value": "CCG"}]

        assert call("PATCH", client, json=operations, headers={"Content-Type": JSON_PATCH}).json()["type"] == "CCG"

    def test_duplicate_names_by_a_switch(self, call, sandbox, paris):
        named(sandbox, paris, "a")
        body = {"clusterId": paris["id"], "name": "A"}

        assert call("POST", "", json=body).status_code == 200
        sandbox.switch(duplicate_names=False)
        assert call("POST", "", json=body).status_code == 400

    def test_a_second_delete_by_a_switch(self, call, sandbox):
        assert call("DELETE", "none").status_code == 404
        sandbox.switch(delete_missing=204)
        assert call("DELETE", "none").status_code == 204

    def test_a_cluster_with_clients_is_deleted_only_with_them(self, call, sandbox, paris):
        named(sandbox, paris, "a")
        path = f"/managed-clusters/v1/{paris['id']}"

        assert call("DELETE", path).status_code == 400
        assert call("DELETE", f"{path}?removeClients=true").status_code == 204
        assert (sandbox.clusters(), sandbox.clients()) == ([], [])

    @pytest.mark.parametrize(
        "lifetime",
        [
            {"durationMinutes": 4},
            {"durationMinutes": 1441},
            {"durationMinutes": 30, "expiration": "2999-01-01T00:00:00Z"},
            {"expiration": "2999-01-01T00:00:00Z"},
            {"expiration": "2020-01-01T00:00:00Z"},
            {"expiration": "soon"},
        ],
    )
    def test_a_log_configuration_that_is_rejected(self, call, paris, lifetime):
        path = f"/managed-clusters/v1/{paris['id']}/log-config"

        assert call("PUT", path, json={"rootLevel": "INFO", **lifetime}).status_code == 400
        assert call("GET", path).status_code == 204


class TestServer:
    """What the sandbox does beside the API."""

    def test_every_version_but_the_newest_is_deprecated(self, call):
        assert call("GET", "/v2024/managed-clients").headers["X-Deprecated"] == "true"
        assert "X-Deprecated" not in call("GET", "/managed-clients/v1").headers

    def test_the_status_wants_a_type(self, call, sandbox, paris):
        client = named(sandbox, paris, "a")[0]["id"]

        assert call("GET", f"{client}/status").status_code == 400
        assert call("GET", f"{client}/status?type=TOASTER").status_code == 400

    def test_what_does_not_exist(self, call):
        assert call("GET", "/v9/managed-clients").status_code == 404
        assert call("PUT", "/managed-clients/v1").status_code == 404

    def test_too_many_requests_with_one_token(self, call, sandbox):
        sandbox.settings(rate_limit=2)

        answers = [call("GET", "") for _time in range(3)]

        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json() == {"message": " Rate Limit Exceeded "}
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 10

    def test_the_log_has_every_request_as_it_was_sent(self, call, sandbox):
        call("GET", '?filters=name eq "a b"')

        (entry,) = sandbox.log()
        assert entry["path"] == "/managed-clients/v1?filters=name%20eq%20%22a%20b%22"
        assert (entry["operation"], entry["version"], entry["status"]) == ("client.list", "v1", 200)
        assert sandbox.log(since=entry["sequence"]) == []

    def test_what_it_does_not_know_is_refused(self, sandbox):
        for wrong in (
            lambda: sandbox.switch(colour="red"),
            lambda: sandbox.settings(speed=5),
            lambda: sandbox.fault("client.list", kind="earthquake"),
        ):
            with pytest.raises(RuntimeError, match="the sandbox refused"):
                wrong()

    def test_ten_thousand_clients(self, call, sandbox, paris):
        for first in range(0, 10000, 1000):
            named(sandbox, paris, *(f"n{number}" for number in range(first, first + 1000)))

        last = call("GET", "?count=true&offset=9999&limit=250")
        assert (len(last.json()), last.headers["X-Total-Count"]) == (1, "10000")
        assert len(call("GET", '?filters=name eq "n9999"').json()) == 1
        assert (
            call("GET", f'?filters=clusterId eq "{paris["id"]}"&count=true&limit=1').headers["X-Total-Count"] == "10000"
        )
