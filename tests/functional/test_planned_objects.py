# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks in check mode see what those before would have done, show it as the real run does, and make nothing up."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
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

from tests.functional.engines import run_playbook
from tests.properties.tenant import Writer

GIVEN = {
    *("id", "client_id", "created_at", "updated_at", "alert_key", "status", "status_details", "health"),
    *("cluster_type", "attributes", "expiration", "provision_status", "cluster_id"),
    *("consolidated_health_indicators_status", "current_installed_release_version"),
    *("update_package", "is_out_of_date_notified_at", "update_preferences"),
}
"""What the tenant gives to what is new or changed: null in check mode."""

STORIES = {
    "a cluster, its clients and its levels": [
        (MANAGED_CLUSTER, {"name": "Rome", "configuration": {"gmtOffset": 1}}),
        (MANAGED_CLIENT, {"name": "rome-1", "cluster": "Rome", "description": "first"}),
        (MANAGED_CLIENT, {"name": "rome-1", "description": "second"}),
        (MANAGED_CLIENT, {"name": "rome-1", "cluster": "Rome", "type": "CCG", "recreate": True}),
        (MANAGED_CLIENT, {"name": "roma-1", "previous_name": "rome-1"}),
        (MANAGED_CLIENT_INFO, {"cluster": "Rome"}),
        (MANAGED_CLIENT_INFO, {"name": "roma-1", "gather": ["status", "health"]}),
        (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Rome", "root_level": "WARN", "duration_minutes": 60}),
        (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Rome", "root_level": "WARN", "duration_minutes": 60}),
        (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Rome", "log_levels": {"a": "DEBUG"}}),
        (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Rome", "state": "absent"}),
        (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Rome", "state": "absent"}),
        (MANAGED_CLUSTER_LOG_CONFIG, {"cluster": "Rome", "root_level": "TRACE"}),
        (MANAGED_CLUSTER_INFO, {"name": "Rome"}),
        (MANAGED_CLUSTER, {"name": "Rome", "configuration": {"gmtOffset": None, "other": "x"}}),
        (MANAGED_CLUSTER, {"name": "Roma", "previous_name": "Rome"}),
        (MANAGED_CLIENT, {"name": "roma-1", "cluster": "Roma"}),
        (MANAGED_CLUSTER, {"name": "Roma", "state": "absent", "remove_clients": True}),
        (MANAGED_CLIENT_INFO, {"name": "roma-1"}),
        (MANAGED_CLUSTER_INFO, {}),
    ],
    "clients go before their cluster": [
        (MANAGED_CLIENT, {"name": "paris-1", "state": "absent"}),
        (MANAGED_CLUSTER_INFO, {"name": "Paris"}),
        (MANAGED_CLIENT, {"name": "paris-2", "cluster": "Paris", "state": "absent"}),
        (MANAGED_CLUSTER, {"name": "Paris", "state": "absent"}),
        (MANAGED_CLUSTER, {"name": "Paris"}),
        (MANAGED_CLIENT_INFO, {"cluster": "Paris"}),
        (MANAGED_CLIENT, {"name": "paris-1", "cluster": "Paris"}),
        (MANAGED_CLUSTER_INFO, {"name": "Paris"}),
    ],
    "names": [
        (MANAGED_CLIENT, {"name": "paris-9", "previous_name": "paris-1"}),
        (MANAGED_CLIENT, {"name": "paris-1", "cluster": "Paris"}),
        (MANAGED_CLUSTER, {"name": "Rome"}),
        (MANAGED_CLIENT, {"name": "paris-1", "cluster": "Rome"}),
        (MANAGED_CLIENT, {"name": "pariss-1", "cluster": "Paris", "state": "absent"}),
        (MANAGED_CLIENT, {"name": "paris-2", "cluster": "Paris", "return_secret": True}),
        (MANAGED_CLIENT, {"name": "paris-3", "cluster": "Paris", "return_secret": True}),
    ],
}


@pytest.fixture(name="seeded")
def fixture_seeded(sandbox):
    """A cluster with two clients."""
    paris = sandbox.add_clusters("Paris")[0]
    sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in ("paris-1", "paris-2")))
    return sandbox


def assert_foreseen(checked, real, key=""):
    """Both are equal but for what the tenant gives, which is null, and for the moment at which levels end."""
    if key in GIVEN and checked is None:
        return
    if key == "expiration" and checked and real:
        # Both are as far ahead of the moment at which their run planned them; the real one was later.
        assert timedelta(0) <= datetime.fromisoformat(real) - datetime.fromisoformat(checked) < timedelta(minutes=30)
        return
    if isinstance(checked, dict) and isinstance(real, dict):
        for name, value in checked.items():
            if name != "api" and not (name in GIVEN and value is None):
                assert name in real, (key, name, checked, real)
                assert_foreseen(value, real[name], name)
    elif isinstance(checked, list) and isinstance(real, list):
        assert len(checked) == len(real), (key, checked, real)
        for one, other in zip(checked, real, strict=True):
            # The id of a new member.
            assert (key == "client_ids" and one is None) or assert_foreseen(one, other, key) is None
    else:
        assert checked == real or (key == "secret" and checked is None), (key, checked, real)


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_check_mode_foresees_what_the_real_run_shows(seeded, story):
    with Writer(seeded, consistency_timeout=0.2) as writer:
        checked = [writer.do(resource, check=True, **options) for resource, options in story]
        asked = [entry for entry in seeded.log() if entry["operation"] != "token"]
    with Writer(seeded, consistency_timeout=0.2) as writer:
        real = [writer.do(resource, **options) for resource, options in story]

    assert {entry["method"] for entry in asked} == {"GET"}
    assert "not-yet-known" not in json.dumps([checked, asked])
    for number, (one, other) in enumerate(zip(checked, real, strict=True)):
        assert_foreseen(one, other, str(number))


def test_what_a_name_is_like_changes_nothing(seeded, sandbox):
    name = "not-yet-known-0123"
    with Writer(seeded, consistency_timeout=0.2) as writer:
        results = [
            writer.do(MANAGED_CLIENT, check=check, name=name, cluster="Paris", description=name)
            for check in (True, False)
        ]
        found = writer.do(MANAGED_CLIENT_INFO, check=True, name=name)

    assert [result["managed_client"]["description"] for result in results] == [name, name]
    assert [record["name"] for record in found["managed_clients"]] == [name]


def test_a_real_change_of_levels_is_seen_after_a_foreseen_one(seeded):
    options = {"cluster": "Paris", "root_level": "WARN"}
    with Writer(seeded) as writer:
        writer.do(MANAGED_CLUSTER_LOG_CONFIG, check=True, **options)
        writer.do(MANAGED_CLUSTER_LOG_CONFIG, cluster="Paris", root_level="TRACE")
        result = writer.do(MANAGED_CLUSTER_LOG_CONFIG, check=True, **options)

    assert result["diff"]["before"]["root_level"] == "TRACE"


def test_an_error_shows_no_text_that_stands_for_an_id(seeded):
    with Writer(seeded, consistency_timeout=0) as writer:
        for cluster in ("Rome", "Lyon"):
            writer.do(MANAGED_CLUSTER, check=True, name=cluster)
            writer.do(MANAGED_CLIENT, check=True, name="a", cluster=cluster)
        result = writer.run(MANAGED_CLIENT, check=True, name="a", description="x")

    assert 'managed client "a" exists 2 times (ids (not known yet), (not known yet)' in result["msg"]


def test_a_lookup_and_a_loop_of_a_playbook(seeded, tmp_path):
    lookup = "query('community.sailpoint.managed_client', 'rome-1', cluster='Rome')"
    tasks = [
        {"community.sailpoint.managed_cluster": {"name": "Rome"}},
        {"community.sailpoint.managed_client": {"name": "{{ item }}", "cluster": "Rome"}, "loop": ["rome-1", "rome-2"]},
        {
            "ansible.builtin.debug": {
                "msg": "{{ found.name }}, {{ found.id is none }}, {{ found.cluster_id is none }}"
            },
            "vars": {"found": f"{{{{ {lookup} | first }}}}"},
        },
        {"community.sailpoint.managed_client_info": {"cluster": "Rome"}, "register": "rome"},
        {"ansible.builtin.debug": {"msg": "{{ rome.managed_clients | map(attribute='name') | join(' and ') }}"}},
    ]
    playbook = tmp_path / "playbook.yml"
    play = {"hosts": "localhost", "gather_facts": False, "vars": {"sailpoint_api_version": "v1"}, "tasks": tasks}
    play["module_defaults"] = {"group/community.sailpoint.all": {"api_version": "v1"}}
    playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")

    finished = run_playbook(playbook, "--check", "--diff", "-v", environment=seeded.environment())

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "rome-1, True, True" in finished.stdout
    assert "rome-1 and rome-2" in finished.stdout
    assert 'managed client "rome-2" in Rome' in finished.stdout
    assert "not-yet-known" not in finished.stdout + finished.stderr
    assert [cluster["name"] for cluster in seeded.clusters()] == ["Paris"]
