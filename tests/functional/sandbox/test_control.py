# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control routes: what tests set and see."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
import requests


@pytest.mark.parametrize(
    "wrong",
    [{"delete_missing": 500}, {"page_order": "sorted"}, {"duplicate_names": "no"}, {"deprecated_versions": "v3"}],
)
def test_a_switch_cannot_be_set_to_what_it_does_not_know(sandbox, call, wrong):
    before = call("GET", "/_sandbox/switches").json()

    with pytest.raises(RuntimeError, match=f"invalid value for the switch {next(iter(wrong))}"):
        sandbox.switch(secret_on_get=True, **wrong)

    assert call("GET", "/_sandbox/switches").json() == before


def test_switches_can_be_read(sandbox, call):
    sandbox.switch(delete_missing=204, deprecated_versions=["v3"])

    switches = call("GET", "/_sandbox/switches").json()

    assert (switches["delete_missing"], switches["deprecated_versions"]) == (204, ["v3"])
    assert sandbox.log() == []


@pytest.mark.parametrize("path", ["switches", "settings", "faults"])
def test_what_is_not_an_object_is_refused(call, path):
    method = "POST" if path == "faults" else "PATCH"

    assert call(method, f"/_sandbox/{path}", json=[1]).status_code == 400


def test_the_log_has_the_time_and_what_is_no_secret_of_a_token_request(sandbox):
    before = datetime.now(timezone.utc).replace(microsecond=0)
    credentials = {"client_id": "sandbox-pat", "client_secret": "sandbox-pat-secret"}
    form = {"grant_type": "client_credentials", **credentials}
    assert requests.post(f"{sandbox.base_url}/oauth/token", data=form, timeout=30).ok

    (entry,) = sandbox.log()
    assert before <= datetime.fromisoformat(entry["time"].replace("Z", "+00:00")) <= datetime.now(timezone.utc)
    assert entry["body"] == {**form, "client_secret": "***"}


def test_a_rate_limit_is_not_forgotten_when_another_setting_changes(sandbox, call):
    sandbox.settings(rate_limit=1)
    assert call("GET").status_code == 200
    sandbox.settings(latency_ms=1)

    assert call("GET").status_code == 429


def test_ids_and_keys_are_the_same_after_each_reset(sandbox):
    made = []
    for _time in range(2):
        sandbox.reset()
        cluster = sandbox.add_clusters("Paris")[0]
        clients = sandbox.add_clients(*({"name": name, "clusterId": cluster["id"]} for name in "ab"))
        made.append([cluster["id"], *((client["id"], client["clientId"], client["secret"]) for client in clients)])

    assert made[0] == made[1]
    assert len(set(made[0])) == 3


def test_no_token_is_given_twice(sandbox):
    first = sandbox.token()
    sandbox.reset()

    assert sandbox.token() != first


def test_no_two_clients_are_of_the_same_moment(sandbox):
    moments = [client["createdAt"] for client in sandbox.add_clients(*({"name": str(n)} for n in range(1000)))]

    assert moments == sorted(set(moments))
