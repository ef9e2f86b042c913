# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant as the variables that declare it: what identifies an object, and what is left out."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet_info import (
    as_declared,
)
from ansible_collections.community.sailpoint.plugins.plugin_utils._declaration import checked_declaration

PARIS = {"id": "1", "name": "Paris", "type": "idn", "description": None, "status": "NORMAL", "client_ids": ["a"]}


def client(**fields):
    return {"id": "a", "client_id": "c", "name": "paris-1", "cluster_id": "1", "type": "VA", "secret": "s", **fields}


def test_only_what_can_be_declared():
    cluster = {**PARIS, "configuration": {"b": "2", "a": 1, "none": None}, "attributes": {"keystore": "s"}}

    declared = as_declared([cluster], [client()], {"1": None})

    assert declared == {
        "fleet_clusters": [
            {"name": "Paris", "type": "idn", "description": "", "configuration": {"a": "1", "b": "2"}},
        ],
        "fleet_clients": [{"name": "paris-1", "cluster": "Paris", "type": "VA", "description": ""}],
        "fleet_log_levels": [],
    }
    assert list(declared["fleet_clusters"][0]["configuration"]) == ["a", "b"]
    checked_declaration(declared)


@pytest.mark.parametrize(
    ("clusters", "clients", "identities"),
    [
        ([PARIS, {**PARIS, "id": "2"}], [client()], [{"name": "paris-1", "cluster": "1"}]),
        (
            [PARIS],
            [client(), client(id="b", cluster_id="9")],
            [{"name": "paris-1", "cluster": "9"}, {"name": "paris-1", "cluster": "Paris"}],
        ),
        ([PARIS], [client(), client(id="b")], [{"id": i, "name": "paris-1", "cluster": "Paris"} for i in "ab"]),
        ([{**PARIS, "name": None}], [client()], [{"name": "paris-1", "cluster": "1"}]),
        ([PARIS], [client(cluster_id="9")], [{"name": "paris-1", "cluster": "9"}]),
        ([PARIS], [client(name=None)], [{"name": "VA-c", "cluster": "Paris"}]),
        ([PARIS], [client(name="")], [{"id": "a", "cluster": "Paris"}]),
    ],
)
def test_where_the_name_does_not_identify(clusters, clients, identities):
    declared = as_declared(clusters, clients, {})["fleet_clients"]

    found = [{key: entry[key] for key in ("id", "name", "cluster") if key in entry} for entry in declared]
    assert found == identities
    checked_declaration({"fleet_clients": declared})


@pytest.mark.parametrize(
    ("record", "entries"),
    [
        (None, []),
        ({}, []),
        ({"root_level": "INFO", "log_levels": {}}, []),
        ({"root_level": "WARN", "log_levels": None}, [{"root_level": "WARN", "log_levels": {}}]),
        (
            {"root_level": None, "log_levels": {"b": "X", "a": "Y"}},
            [{"root_level": "INFO", "log_levels": {"a": "Y", "b": "X"}}],
        ),
        ({"root_level": "OFF", "duration_minutes": 240}, [{"root_level": "OFF", "log_levels": {}}]),
        (
            {"root_level": "OFF", "duration_minutes": 5},
            [{"root_level": "OFF", "log_levels": {}, "duration_minutes": 5}],
        ),
    ],
)
def test_log_levels_other_than_the_default(record, entries):
    declared = as_declared([PARIS], [], {"1": record})["fleet_log_levels"]

    assert declared == [{"cluster": "Paris", **entry} for entry in entries]
    checked_declaration({"fleet_log_levels": declared})


def test_a_mistyped_entry_is_named_with_its_number():
    with pytest.raises(OptionError, match=r"^entry 2 of fleet_clients: unknown option nam\. "):
        checked_declaration({"fleet_clients": [{"name": "a"}, {"nam": "b"}]})
