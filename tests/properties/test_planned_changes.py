# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run in check mode says of each task what the real run does, whatever the tasks before would have changed."""

from __future__ import annotations

from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import LocalMemory
from ansible_collections.community.sailpoint.plugins.module_utils._api.unknown_ids import UNKNOWN_ID
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
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.tenant import Writer

CLUSTERS = st.sampled_from(["Paris", "Austin", "Rome"])
CLIENTS = st.sampled_from(["a", "b", "c"])
STATES = st.sampled_from(["present", "present", "present", "absent"])
TEXTS = st.sampled_from([None, "", "new"])


def some(**options):
    """Options, without those that are None."""
    return st.fixed_dictionaries(options).map(
        lambda found: {name: value for name, value in found.items() if value is not None}
    )


CLUSTER_ENTRIES = some(
    name=CLUSTERS,
    previous_name=st.sampled_from([None, None, "Paris"]),
    description=TEXTS,
    configuration=st.sampled_from([None, {"gmtOffset": "1"}, {"gmtOffset": None, "x": "y"}]),
    state=STATES,
    remove_clients=st.booleans(),
)
CLIENT_ENTRIES = some(
    name=CLIENTS,
    previous_name=st.sampled_from([None, None, "a"]),
    cluster=st.one_of(CLUSTERS, CLUSTERS, st.none()),
    description=TEXTS,
    type=st.sampled_from([None, None, "CCG"]),
    recreate=st.booleans(),
    state=STATES,
)
LEVEL_ENTRIES = some(cluster=CLUSTERS, root_level=st.sampled_from(["DEBUG", "INFO"]), state=STATES)
TASKS = st.one_of(
    st.tuples(st.just("managed_cluster"), CLUSTER_ENTRIES),
    st.tuples(st.just("managed_client"), CLIENT_ENTRIES),
    st.tuples(st.just("managed_cluster_log_config"), LEVEL_ENTRIES),
    st.tuples(
        st.just("managed_client_fleet"),
        some(
            clusters=st.lists(CLUSTER_ENTRIES, max_size=2),
            clients=st.lists(CLIENT_ENTRIES, max_size=3),
            log_levels=st.lists(LEVEL_ENTRIES, max_size=1),
            purge=st.booleans(),
            purge_clusters=st.just(["Paris"]),
            purge_all=st.just(True),
        ),
    ),
    st.tuples(st.just("managed_client_info"), some(cluster=st.one_of(CLUSTERS, st.none()))),
    st.tuples(st.just("managed_cluster_info"), some(name=st.one_of(CLUSTERS, st.none()))),
)


RESOURCES = {
    "managed_client": MANAGED_CLIENT,
    "managed_client_fleet": MANAGED_CLIENT_FLEET,
    "managed_client_info": MANAGED_CLIENT_INFO,
    "managed_cluster": MANAGED_CLUSTER,
    "managed_cluster_info": MANAGED_CLUSTER_INFO,
    "managed_cluster_log_config": MANAGED_CLUSTER_LOG_CONFIG,
}


class RunMemory(LocalMemory):
    """The memory of a run that all its tasks share."""

    shared = True


@settings(max_examples=150)
@given(st.lists(TASKS, min_size=2, max_size=5))
def test_check_mode_says_what_the_real_run_does(sandbox, tasks):
    planned = run(sandbox, tasks, check=True)
    assert [entry for entry in sandbox.log() if entry["method"] != "GET" and entry["operation"] != "token"] == []
    assert not UNKNOWN_ID.search(str([planned, [entry["path"] for entry in sandbox.log()]]))

    done = run(sandbox, tasks, check=False)

    assert planned == done


def run(sandbox, tasks, *, check):
    """What each task says, up to the first that fails."""
    sandbox.reset()
    paris, austin = sandbox.add_clusters({"name": "Paris", "configuration": {"gmtOffset": "-6"}}, "Austin")
    sandbox.add_clients(
        {"name": "a", "clusterId": paris["id"], "description": "old"},
        {"name": "b", "clusterId": paris["id"]},
        {"name": "a", "clusterId": austin["id"]},
    )
    said = []
    memory = RunMemory()
    for module, options in tasks:
        # A session for each task, as each has a process of its own.
        with Writer(sandbox, memory=memory, consistency_timeout=0) as writer:
            result = writer.run(RESOURCES[module], check=check, **options)
        said.append(comparable(result))
        if result.get("failed"):
            break
    return said


def comparable(result):
    """What both runs say in the same words: all but what only the tenant gives."""
    if result.get("failed"):
        return {"failed": True, "refused": len(result.get("refused", ()))}
    shown = {
        key: result.get(key) for key in ("changed", "action", "patch", "diff", "plan", "undeclared", "summary", "msg")
    }
    names = [one["name"] for key in ("managed_clients", "managed_clusters") for one in result.get(key, ())]
    counts = [len(one["client_ids"]) for one in result.get("managed_clusters", ())]
    return without_moments([shown, names, counts])


def without_moments(value):
    """A value without ids, and without the moments at which log levels end."""
    if isinstance(value, dict):
        return {key: without_moments(item) for key, item in value.items() if key not in ("id", "expiration")}
    return [without_moments(item) for item in value] if isinstance(value, list) else value
