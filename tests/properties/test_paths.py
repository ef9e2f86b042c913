# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""An id cannot leave its place in a path, whatever it is."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
import requests
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._api.paths import VERSIONS, object_path
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_log_config import (
    MANAGED_CLUSTER_LOG_CONFIG,
)
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from tests.properties.strategies import CHARACTERS, NAMES, PURE
from tests.properties.tenant import Writer

PARTS = ("..", ".", "/", "%2e", "%2E", "%2f", "%5c", "\\", "?", "#", ";", "%", "%00", "@", ":", "a", " ", "%25")
IDS = st.one_of(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join),
    st.text(CHARACTERS, min_size=1, max_size=20),
    NAMES,
)


@given(IDS, st.sampled_from(VERSIONS))
@PURE
@example("..", "v1")
@example("%2e%2e", "v1")
def test_a_path_has_the_whole_id_in_one_segment(object_id, version):
    try:
        path = object_path(version, "managed-clients", object_id)
    except OptionError:
        assert object_id in (".", "..")
        return
    # As it is sent, and as a server reads it.
    sent = urlsplit(requests.Request("GET", f"https://tenant.example.com{path}").prepare().url)
    collection = object_path(version, "managed-clients", "x")[:-1]
    assert sent.path.startswith(collection)
    assert unquote(sent.path[len(collection) :]) == object_id
    assert "/" not in sent.path[len(collection) :]
    assert (sent.query, sent.fragment) == ("", "")
    assert unquote(URL(sent.geturl()).raw_parts[-1]) == object_id


@pytest.mark.parametrize("resource", [MANAGED_CLIENT, MANAGED_CLUSTER], ids=["client", "cluster"])
@given(IDS)
def test_deleting_what_has_no_such_id_leaves_all_else(sandbox, resource, object_id):
    sandbox.reset()
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"clusterId": paris["id"], "name": "a"})

    with Writer(sandbox) as writer:
        result = writer.run(resource, id=object_id, state="absent")

    assert not result.get("changed")
    assert len(result.get("msg", "").splitlines()) <= 1
    assert (len(sandbox.clusters()), len(sandbox.clients())) == (1, 1)
    kind = "clients" if resource is MANAGED_CLIENT else "clusters"
    for entry in sandbox.log():
        if entry["operation"] != "token":
            segments = urlsplit(entry["path"]).path.split("/")
            assert segments[:3] == ["", f"managed-{kind}", "v1"]
            assert segments[3:] == [segments[-1]]
            assert unquote(segments[-1]) == object_id


@given(IDS)
def test_a_cluster_that_is_no_such_is_refused_before_anything_is_written(sandbox, object_id):
    sandbox.reset()
    sandbox.add_clusters("Paris")

    with Writer(sandbox) as writer:
        result = writer.run(MANAGED_CLUSTER_LOG_CONFIG, cluster=object_id, root_level="DEBUG")

    assert result["failed"]
    assert {entry["method"] for entry in sandbox.log() if entry["operation"] != "token"} <= {"GET"}
