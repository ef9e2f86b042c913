# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that must not be believed: interim ones, those about another record, successes that are none, odd records."""

from __future__ import annotations

import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

JSON_PATCH = {"Content-Type": "application/json-patch+json"}
ERROR = {"detailCode": "500.0 Internal Fault", "messages": [{"text": "no"}]}
NO_ROUTE = {"message": "no Route matched with those values"}
CLUSTERS = "/managed-clusters/v1"


@pytest.fixture(name="pair")
def fixture_pair(sandbox, paris):
    """Two clients."""
    return sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in "ab"))


@pytest.fixture(name="read_raw")
def fixture_read_raw(sandbox):
    """What the sandbox sends to a GET of the clients, as a function of how much is enough."""
    address = urlsplit(sandbox.base_url)
    request = "GET /managed-clients/v1 HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n"
    request += f"Authorization: Bearer {sandbox.token()}\r\n\r\n"

    def read(enough=2**20):
        received = b""
        with closing(socket.create_connection((address.hostname, address.port), timeout=30)) as connection:
            connection.sendall(request.encode())
            while len(received) < enough and (part := connection.recv(enough)):
                received += part
        return received.decode()

    return read


def patch(call, record, **fields):
    operations = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in fields.items()]
    return call("PATCH", record["id"], json=operations, headers=JSON_PATCH)


class TestInterim:
    """Answers of 1xx before the answer, on the same connection."""

    def test_early_hints_come_before_the_answer(self, sandbox, read_raw):
        sandbox.fault("client.list", kind="interim", headers={"Link": "</a>"})

        hints, _empty, rest = read_raw().partition("\r\n\r\n")

        assert hints.split("\r\n") == ["HTTP/1.1 103 Early Hints", "Link: </a>"]
        assert rest.startswith("HTTP/1.1 200 OK\r\n")
        assert rest.endswith("\r\n\r\n[]")

    @pytest.mark.parametrize("after", [False, True])
    def test_whatever_status_before_and_after_it_is_processed(self, sandbox, call, paris, after):
        sandbox.fault("client.create", kind="interim", status=100, after=after)

        assert call("POST", json={"clusterId": paris["id"]}).status_code == 200
        assert [entry["fault"] for entry in sandbox.log()] == ["interim"]

    def test_without_end(self, sandbox, call, read_raw):
        sandbox.fault("client.list", kind="interim", status=100, endless=True)

        assert set(read_raw(1000).split("\r\n\r\n")[:30]) == {"HTTP/1.1 100 Continue"}
        assert call("GET").status_code == 200

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            ({"kind": "interim", "status": 200}, "status of an interim response is 1xx, not 200"),
            ({"kind": "answer", "fields": {"name": 1}}, "fields requires the kind answer with after"),
        ],
    )
    def test_what_cannot_be_is_refused(self, sandbox, wrong, reason):
        with pytest.raises(RuntimeError, match=reason):
            sandbox.fault("client.list", **wrong)


class TestAnother:
    """Another record than the one that was asked for."""

    def test_a_get(self, sandbox, call, pair):
        sandbox.fault("client.get", kind="another")

        assert [call("GET", pair[0]["id"]).json()["id"] for _time in range(2)] == [pair[1]["id"], pair[0]["id"]]

    @pytest.mark.parametrize(("after", "name"), [(False, "a"), (True, "new")])
    def test_a_patch(self, sandbox, call, pair, after, name):
        sandbox.fault("client.patch", kind="another", after=after)

        answer = patch(call, pair[0], name="new")

        assert (answer.status_code, answer.json()["id"]) == (200, pair[1]["id"])
        assert [client["name"] for client in sandbox.clients()] == [name, "b"]

    @pytest.mark.parametrize(("after", "count"), [(False, 2), (True, 3)])
    def test_a_create(self, sandbox, call, pair, paris, after, count):
        sandbox.fault("client.create", kind="another", after=after)

        answer = call("POST", json={"clusterId": paris["id"], "name": "new"})

        assert answer.json()["name"] == "a"
        assert answer.json()["secret"] is None
        assert len(sandbox.clients()) == count

    def test_a_cluster(self, sandbox, call, paris):
        (austin,) = sandbox.add_clusters("Austin")
        sandbox.fault("cluster.get", kind="another")

        assert call("GET", f"{CLUSTERS}/{paris['id']}").json()["id"] == austin["id"]

    def test_there_may_be_no_other(self, sandbox, call, paris):
        sandbox.fault("cluster.get", kind="another")

        assert call("GET", f"{CLUSTERS}/{paris['id']}").json()["id"] == paris["id"]


class TestNoSuccess:
    """A success that is none, and a 404 that is not the API's."""

    @pytest.mark.parametrize("status", [200, 202, 207])
    @pytest.mark.parametrize(("after", "left"), [(False, ["a", "b"]), (True, ["b"])])
    def test_a_delete_with_an_error_body(self, sandbox, call, pair, status, after, left):
        sandbox.fault("client.delete", kind="answer", status=status, body=ERROR, after=after)

        answer = call("DELETE", pair[0]["id"])

        assert (answer.status_code, answer.json()) == (status, ERROR)
        assert [client["name"] for client in sandbox.clients()] == left

    def test_a_gateway_without_a_route(self, sandbox, call, pair):
        sandbox.fault("*", kind="answer", status=404, body=NO_ROUTE, times=None)

        for answer in (call("DELETE", pair[0]["id"]), call("GET", pair[0]["id"]), call("GET")):
            assert (answer.status_code, answer.json()) == (404, NO_ROUTE)
        assert len(sandbox.clients()) == 2


class TestPatchThatRemoves:
    """RFC 6902: what does not exist cannot be removed, as when the first answer was lost."""

    def test_a_second_time_it_is_rejected(self, sandbox, call):
        (lyon,) = sandbox.add_clusters({"name": "Lyon", "configuration": {"gmtOffset": "-6"}})
        path, operations = f"{CLUSTERS}/{lyon['id']}", [{"op": "remove", "path": "/configuration/gmtOffset"}]

        answers = [call("PATCH", path, json=operations, headers=JSON_PATCH) for _time in range(2)]

        assert [answer.status_code for answer in answers] == [200, 400]
        assert sandbox.clusters()[0]["configuration"] == {}


class TestPages:
    """Pages that are shorter than asked for, and lists that are not counted."""

    def test_a_page_is_shorter_than_its_limit(self, sandbox, call, paris):
        sandbox.add_clients(*({"name": str(number), "clusterId": paris["id"]} for number in range(5)))
        sandbox.switch(page_cap=2)

        pages = [call("GET", f"?count=true&limit=250&offset={offset}") for offset in (0, 2, 4, 5)]

        assert [len(page.json()) for page in pages] == [2, 2, 1, 0]
        assert {page.headers["X-Total-Count"] for page in pages} == {"5"}

    def test_a_count_that_is_left_out(self, sandbox, call, pair):
        sandbox.switch(count_header=False)

        answer = call("GET", "?count=true")

        assert (len(answer.json()), "X-Total-Count" in answer.headers) == (2, False)


class TestOddRecords:
    """Records without a moment, or with a value of another type."""

    @pytest.mark.parametrize(
        ("where", "nulls"),
        [
            ("nowhere", [False, False, False]),
            ("create", [True, False, False]),
            ("list", [False, True, False]),
            ("everywhere", [True, True, True]),
        ],
    )
    @pytest.mark.parametrize("path", ["/managed-clients/v1", CLUSTERS])
    def test_created_at_is_null(self, sandbox, call, paris, where, nulls, path):
        # A list keeps the text of what it has shown.
        call("GET", path)
        sandbox.switch(null_created_at=where)

        created = call("POST", path, json={"clusterId": paris["id"], "name": "new"}).json()
        (listed,) = (record for record in call("GET", path).json() if record["id"] == created["id"])
        read = call("GET", f"{path}/{created['id']}").json()

        assert [record["createdAt"] is None for record in (created, listed, read)] == nulls

    def test_the_first_record_of_a_list_has_other_fields(self, sandbox, call, pair):
        sandbox.fault("client.list", kind="answer", after=True, fields={"name": ["a"]})

        assert [[client["name"] for client in call("GET").json()] for _time in range(2)] == [[["a"], "b"], ["a", "b"]]

    def test_a_record_has_other_fields(self, sandbox, call, pair):
        sandbox.fault("client.get", kind="answer", after=True, fields={"id": 5})

        assert call("GET", pair[0]["id"]).json() == {**pair[0], "secret": None, "id": 5}

    def test_an_error_has_no_fields(self, sandbox, call):
        sandbox.fault("client.get", kind="answer", after=True, fields={"id": 5})

        assert call("GET", "none").status_code == 404

    def test_a_cluster_in_place_may_be_odd(self, sandbox, call, paris):
        sandbox.set_cluster(paris["id"], name=["Paris"], clientIds=5)

        (listed,) = call("GET", CLUSTERS).json()

        assert (listed["name"], listed["clientIds"]) == (["Paris"], 5)
        # It is no answer of the specification's, and the sandbox says so.
        (violation,) = sandbox.violations()
        assert "['Paris'] is not of type 'string'" in violation
