# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes whose answer leaves a doubt are looked up; answers about another object, and odd ones, are not acted on."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.transport import Transport
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_log_config import (
    MANAGED_CLUSTER_LOG_CONFIG,
)

from tests.properties.tenant import Writer

ERROR = {"detailCode": "500.0 Internal Fault", "messages": [{"text": "no"}]}
NO_ROUTE = {"message": "no Route matched with those values"}
DOUBTFUL = {
    "200 with an error": {"status": 200, "body": ERROR},
    "202": {"status": 202, "body": ""},
    "207": {"status": 207, "body": ERROR},
    "404 of a gateway": {"status": 404, "body": NO_ROUTE},
}


@pytest.fixture(name="run")
def fixture_run(sandbox):
    """Run a task in this process: ``run(resource, ...)`` returns its result."""
    # What is scripted here is not in the specification.
    sandbox.settings(validate=False)
    with Writer(sandbox, consistency_timeout=0.2, retry_timeout=5) as writer:
        yield writer.run


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """A cluster."""
    return sandbox.add_clusters("Paris")[0]


@pytest.fixture(name="client")
def fixture_client(sandbox, paris):
    """One client, and a second one that nothing here is about."""
    return sandbox.add_clients(
        {"name": "a", "clusterId": paris["id"], "description": "old"}, {"name": "b", "clusterId": paris["id"]}
    )[0]


def names(sandbox):
    return sorted(client["name"] for client in sandbox.clients())


@pytest.mark.parametrize("answer", DOUBTFUL.values(), ids=DOUBTFUL)
class TestDoubtful:
    """An answer that is neither the documented success nor the API's own refusal."""

    @pytest.mark.parametrize("done", [True, False])
    def test_delete(self, run, sandbox, client, answer, done):
        sandbox.fault("client.delete", kind="answer", after=done, **answer)

        result = run(MANAGED_CLIENT, name="a", cluster="Paris", state="absent")

        assert names(sandbox) == (["b"] if done else ["a", "b"])
        assert result.get("action") == ("deleted" if done else None)
        assert done or "could not delete managed client" in result["msg"]
        assert done or result["msg"].endswith("[checked: the tenant did not process the request]")

    @pytest.mark.parametrize("done", [True, False])
    def test_delete_of_a_cluster(self, run, sandbox, client, answer, done):
        sandbox.fault("cluster.delete", kind="answer", after=done, **answer)

        result = run(MANAGED_CLUSTER, name="Paris", state="absent", remove_clients=True)

        assert len(sandbox.clusters()) == (0 if done else 1)
        assert result.get("action") == ("deleted" if done else None)

    @pytest.mark.parametrize("done", [True, False])
    def test_patch(self, run, sandbox, client, answer, done):
        sandbox.fault("client.patch", kind="answer", after=done, **answer)

        result = run(MANAGED_CLIENT, name="a", cluster="Paris", description="new")

        assert result.get("action") == ("patched" if done else None)
        assert not done or result["managed_client"]["description"] == "new"
        assert sandbox.clients()[0]["description"] == ("new" if done else "old")

    @pytest.mark.parametrize("done", [True, False])
    def test_create(self, run, sandbox, client, answer, done):
        sandbox.fault("client.create", kind="answer", after=done, **answer)

        result = run(MANAGED_CLIENT, name="c", cluster="Paris")

        assert names(sandbox) == (["a", "b", "c"] if done else ["a", "b"])
        assert result.get("action") == ("created" if done else None)

    @pytest.mark.parametrize("done", [True, False])
    @pytest.mark.parametrize(
        "options", [{"root_level": "DEBUG"}, {"state": "absent"}], ids=lambda options: next(iter(options))
    )
    def test_log_levels(self, run, sandbox, paris, answer, done, options):
        if "state" in options:
            run(MANAGED_CLUSTER_LOG_CONFIG, cluster="Paris", root_level="TRACE")
        before = sandbox.log_configurations()
        sandbox.fault("cluster.log_config.put", kind="answer", after=done, **answer)

        result = run(MANAGED_CLUSTER_LOG_CONFIG, cluster="Paris", **options)

        assert (sandbox.log_configurations() != before) is done
        assert bool(result.get("failed")) is not done


def test_a_gateway_that_answers_everything_is_not_taken_for_the_tenant(run, sandbox, client):
    sandbox.fault("client.*", kind="answer", status=404, body=NO_ROUTE, times=None)

    result = run(MANAGED_CLIENT, id=client["id"], state="absent")

    assert "404 Not Found: no Route matched" in result["msg"]
    assert names(sandbox) == ["a", "b"]


def test_what_cannot_be_looked_up_may_be_done(run, sandbox, client):
    sandbox.fault("client.delete", kind="answer", status=202, body="", after=True)
    sandbox.fault("client.get", kind="answer", status=403, body=ERROR, times=None, skip=1)

    result = run(MANAGED_CLIENT, name="a", cluster="Paris", state="absent")

    assert (
        "[the tenant may have processed the request, and this could not be checked: could not read managed client"
        in result["msg"]
    )


def test_a_patch_whose_answer_was_lost_is_planned_again(run, sandbox, paris):
    sandbox.set_cluster(paris["id"], configuration={"old": "1", "kept": "2"})
    sandbox.fault("cluster.patch", kind="reset", after=True)

    result = run(MANAGED_CLUSTER, name="Paris", configuration={"old": None, "new": "3"})

    assert result["action"] == "patched", result
    assert sandbox.clusters()[0]["configuration"] == {"kept": "2", "new": "3"}
    assert [entry["operation"] for entry in sandbox.log()].count("cluster.patch") == 1


def test_of_a_patch_that_was_done_in_part_the_rest_is_sent(run, sandbox, paris):
    sandbox.set_cluster(paris["id"], configuration={"old": "1"})
    sandbox.fault("cluster.patch", kind="reset", seconds=0.3)
    with pytest.MonkeyPatch.context() as patch:
        # Another one does a part of it while the response is waited for.
        send = Transport.send

        def send_while_another_writes(transport, call, *arguments):
            if call.method == "PATCH":
                sandbox.set_cluster(paris["id"], configuration={})
            return send(transport, call, *arguments)

        patch.setattr(Transport, "send", send_while_another_writes)
        result = run(MANAGED_CLUSTER, name="Paris", description="x", configuration={"old": None})

    assert result["action"] == "patched", result
    bodies = [entry["body"] for entry in sandbox.log() if entry["operation"] == "cluster.patch"]
    assert [[operation["path"] for operation in body] for body in bodies] == [
        ["/configuration/old", "/description"],
        ["/description"],
    ]


@pytest.mark.parametrize(
    ("resource", "options"),
    [
        (MANAGED_CLIENT, {"state": "absent"}),
        (MANAGED_CLIENT, {"description": "new"}),
        (MANAGED_CLIENT_INFO, {}),
    ],
    ids=["absent", "present", "info"],
)
def test_the_record_of_another_is_not_acted_on(run, sandbox, client, writes, resource, options):
    sandbox.fault("client.get", kind="another", times=None)

    result = run(resource, id=client["id"], **options)

    assert f"could not read managed client {client['id']}: the response is not about this object" in result["msg"]
    assert writes() == []


@pytest.mark.parametrize("there", [True, False])
def test_a_400_to_an_id_is_no_word_about_the_object(run, sandbox, client, there):
    sandbox.fault("client.get", kind="answer", status=400, body={"messages": [{"text": "no"}]}, times=None)

    result = run(MANAGED_CLIENT, id=client["id"] if there else "f" * 32, state="absent")

    assert result["action"] == ("deleted" if there else "unchanged")
    assert names(sandbox) == (["b"] if there else ["a", "b"])


@pytest.mark.parametrize(("part", "operation"), [("status", "client.status"), ("health", "client.health")])
def test_the_status_of_another_is_not_shown(run, sandbox, client, part, operation):
    assert not run(MANAGED_CLIENT_INFO, id=client["id"], gather=[part]).get("failed")
    sandbox.fault(operation, kind="answer", after=True, fields={"body": {"id": "another", "hostname": "x"}})

    result = run(MANAGED_CLIENT_INFO, id=client["id"], gather=[part])

    assert 'not about this object, but about another one (id "another")' in result["msg"]


def test_a_patch_that_is_answered_with_another_is_looked_up(run, sandbox, client):
    sandbox.fault("client.patch", kind="another", after=True)

    result = run(MANAGED_CLIENT, name="a", cluster="Paris", description="new")

    assert (result["action"], result["managed_client"]["id"]) == ("patched", client["id"])


def test_a_create_that_is_answered_with_another_is_looked_up(run, sandbox, client):
    sandbox.fault("client.create", kind="another", after=True)

    result = run(MANAGED_CLIENT, name="c", cluster="Paris")

    (created,) = [record for record in sandbox.clients() if record["name"] == "c"]
    assert (result["action"], result["managed_client"]["id"]) == ("created", created["id"])


ODD = [
    ("client.list", MANAGED_CLIENT, {"name": "a"}, {"name": {}}),
    ("client.list", MANAGED_CLIENT_INFO, {}, {"clientId": 7}),
    ("client.list", MANAGED_CLIENT_INFO, {}, {"createdAt": 1700000000}),
    ("client.list", MANAGED_CLIENT_FLEET, {"clients": [{"name": "a", "cluster": "Paris"}]}, {"description": []}),
    ("cluster.list", MANAGED_CLIENT_FLEET, {"clients": [{"name": "a", "cluster": "Paris"}]}, {"clientIds": 5}),
    ("cluster.list", MANAGED_CLIENT_FLEET, {"clients": [{"name": "a", "cluster": "Paris"}]}, {"clientIds": [[]]}),
    ("cluster.list", MANAGED_CLIENT_FLEET, {"clients": [{"name": "a", "cluster": "Paris"}]}, {"name": ["Paris"]}),
    ("cluster.list", MANAGED_CLUSTER, {"name": "Paris", "configuration": {"a": "b"}}, {"configuration": "x"}),
    ("cluster.list", MANAGED_CLUSTER_INFO, {}, {"attributes": []}),
]


@pytest.mark.parametrize(("operation", "resource", "options", "fields"), ODD, ids=[str(case[3]) for case in ODD])
def test_an_odd_record_is_a_clear_error(run, sandbox, client, writes, operation, resource, options, fields):
    sandbox.fault(operation, kind="answer", after=True, fields=fields, times=None)

    result = run(resource, **options)

    (field,) = fields
    assert f": {field} of managed c" in result["msg"]
    assert "internal error" not in result["msg"]
    assert writes() == []


@pytest.mark.parametrize("cap", [100, 1, 249])
def test_a_list_of_short_pages_without_a_count_is_read_whole(run, sandbox, paris, cap):
    sandbox.add_clients(*({"name": f"n{number}", "clusterId": paris["id"]} for number in range(260 if cap > 1 else 5)))
    sandbox.switch(page_cap=cap, count_header=False)

    result = run(
        MANAGED_CLIENT_FLEET, clients=[{"name": client["name"], "cluster": "Paris"} for client in sandbox.clients()]
    )

    assert result["summary"]["unchanged"] == len(sandbox.clients())


@pytest.mark.parametrize("consistency_timeout", [0.2, 0.0])
class TestLeftover:
    """A list that still shows what the run has deleted."""

    @pytest.fixture(autouse=True)
    def _deleted(self, run, sandbox, client):
        """Have lists show one that is gone."""
        sandbox.switch(list_lag_seconds=60)
        assert run(MANAGED_CLIENT, name="a", cluster="Paris", state="absent")["action"] == "deleted"
        sandbox.switch(list_lag_seconds=0.0)

    def anew(self, sandbox, consistency_timeout):
        """Who knows nothing of what was deleted: a module in its own process."""
        return Writer(sandbox, consistency_timeout=consistency_timeout, retry_timeout=5)

    def test_is_created(self, sandbox, consistency_timeout):
        with self.anew(sandbox, consistency_timeout) as writer:
            result = writer.do(MANAGED_CLIENT, name="a", cluster="Paris")
        assert result["action"] == "created"
        assert result["managed_client"]["id"] in [client["id"] for client in sandbox.clients()]
        assert names(sandbox) == ["a", "b"]

    def test_is_created_in_a_fleet(self, sandbox, consistency_timeout):
        with self.anew(sandbox, consistency_timeout) as writer:
            result = writer.do(MANAGED_CLIENT_FLEET, clients=[{"name": name, "cluster": "Paris"} for name in "ab"])
        assert (result["summary"]["created"], result["summary"]["unchanged"]) == (1, 1)
        assert names(sandbox) == ["a", "b"]

    def test_is_absent(self, sandbox, consistency_timeout):
        with self.anew(sandbox, consistency_timeout) as writer:
            assert writer.do(MANAGED_CLIENT, name="a", cluster="Paris", state="absent")["action"] == "unchanged"


def test_a_client_that_goes_before_it_is_patched_is_created(run, sandbox, client):
    gone = {"status": 404, "body": {**ERROR, "detailCode": "404.1 Not found"}}
    sandbox.fault("client.patch", kind="answer", **gone)

    result = run(MANAGED_CLIENT_FLEET, clients=[{"name": "a", "cluster": "Paris", "description": "new"}])

    assert result["summary"]["created"] == 1
    assert result["results"][0]["id"] != client["id"]
