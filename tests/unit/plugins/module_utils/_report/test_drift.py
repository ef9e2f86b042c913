# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs from the variables of the role fleet."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._report.drift import find_drift

CLUSTERS = [{"id": "c1", "name": "Paris", "type": "idn"}, {"id": "c2", "name": "Austin", "type": "idn"}]
CLIENTS = [
    {"id": "1", "name": "a", "cluster_id": "c1", "description": None, "type": "VA"},
    {"id": "2", "name": 'b"\\', "cluster_id": "c1", "description": "old", "type": "VA"},
    {"id": "3", "name": None, "client_id": "0" * 32, "cluster_id": "c2", "description": "", "type": "VA"},
]
ALL = [
    {"name": "a", "cluster": "Paris"},
    {"name": 'b"\\', "cluster": "c1", "description": "old"},
    {"id": "3"},
]


def drift(*changed, clients=None):
    return find_drift(CLUSTERS, clients or CLIENTS, {"fleet_clients": list(changed)})


def shown(entries):
    return [(entry["name"], entry["cluster"], entry["action"]) for entry in entries]


@pytest.mark.parametrize("declared", [None, {}])
def test_nothing_declared_is_not_compared(declared):
    assert find_drift(CLUSTERS, CLIENTS, declared) is None


def test_as_declared():
    assert drift(*ALL) == []


def test_a_client_without_a_name_is_known_by_its_client_id():
    assert drift(*ALL[:2], {"name": f"VA-{'0' * 32}", "cluster": "Austin"}) == []


def test_a_difference_has_both_values():
    (entry,) = drift(ALL[0], {**ALL[1], "description": "new"}, ALL[2])

    assert (entry["kind"], entry["name"], entry["action"]) == ("client", 'b"\\', "patched")
    assert entry["changes"] == [{"field": "description", "before": "old", "after": "new"}]


def test_what_would_be_created_deleted_or_is_in_no_declaration():
    entries = drift({"name": "new", "cluster": "Austin"}, {"name": "a", "cluster": "Paris", "state": "absent"})

    assert shown(entries) == [
        ("new", "Austin", "created"),
        ("a", "Paris", "deleted"),
        ('b"\\', "Paris", "undeclared"),
        (f"VA-{'0' * 32}", "Austin", "undeclared"),
    ]


def test_names_count_with_their_case():
    assert shown(drift({"name": "A", "cluster": "Paris"}, *ALL)) == [("A", "Paris", "created")]


def test_another_cluster_is_shown_by_its_name():
    (entry,) = drift({"id": "1", "cluster": "Austin", "recreate": True}, *ALL[1:])

    assert entry["action"] == "recreated"
    assert entry["changes"] == [{"field": "cluster", "before": "Paris", "after": "Austin"}]


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"name": "a", "cluster": "Rome"}, 'cluster "Rome" does not exist'),
        ({"name": "a", "cluster": "Paris", "type": "CCG"}, "cannot be done in place"),
        ({"cluster": "Paris"}, "one of the following is required: name, id"),
        ({"name": "a", "cluster": "Paris", "descripton": "x"}, "descripton"),
        ({"name": "", "cluster": "Paris"}, "name is empty"),
        ({"name": "a", "state": "gone"}, "state must be one of"),
        ({"name": None, "cluster": "Paris"}, "one of the following is required: name, id"),
        ({"name": 34, "cluster": "Paris"}, "name is the number 34, not a text: put it in quotes"),
        ("a", "is no mapping"),
    ],
)
def test_what_the_module_would_refuse_is_said_with_its_message(declared, message):
    refused = [entry for entry in drift(declared, *ALL[1:]) if entry["action"] == "refused"]

    assert len(refused) == 1
    assert message in refused[0]["message"]


def test_namesakes_are_refused_with_their_ids():
    clients = [*CLIENTS, {**CLIENTS[0], "id": "4"}]

    (entry,) = drift(*ALL, clients=clients)

    assert "with the ids 1, 4" in entry["message"]


def test_a_tenant_with_namesakes_shows_each_that_is_undeclared():
    clients = [*CLIENTS, {**CLIENTS[0], "id": "4"}]

    assert shown(drift(*ALL[1:], clients=clients)) == [("a", "Paris", "undeclared")] * 2


def test_clusters_are_compared_key_by_key():
    clusters = [{**CLUSTERS[0], "configuration": {"gmtOffset": "-5", "other": "x"}}, CLUSTERS[1]]
    declared = [
        {"name": "Paris", "configuration": {"gmtOffset": 1, "debug": True}},
        {"name": "Rome", "type": "idn"},
        {"name": "Austin", "type": "iai"},
    ]

    entries = find_drift(clusters, [], {"fleet_clusters": declared})

    assert [(entry["kind"], entry["name"], entry["action"]) for entry in entries] == [
        ("cluster", "Paris", "patched"),
        ("cluster", "Rome", "created"),
        ("cluster", "Austin", "refused"),
    ]
    assert entries[0]["changes"] == [
        {
            "field": "configuration",
            "before": {"gmtOffset": "-5"},
            "after": {"gmtOffset": "1", "debug": "true"},
        }
    ]


def test_a_cluster_that_no_declaration_names():
    (entry,) = find_drift(CLUSTERS, CLIENTS, {"fleet_clusters": [{"name": "Paris"}]})

    assert (entry["kind"], entry["name"], entry["action"]) == ("cluster", "Austin", "undeclared")


def test_clients_may_be_declared_in_a_cluster_that_would_be_created():
    declared = {"fleet_clusters": [{"name": "Rome"}], "fleet_clients": [{"name": "new", "cluster": "Rome"}]}

    entries = find_drift([], [], declared)

    assert shown(entries) == [("Rome", None, "created"), ("new", "Rome", "created")]


@pytest.mark.parametrize(("clients_too", "action"), [(True, "deleted"), (False, "refused")])
def test_a_cluster_can_go_when_its_clients_do(clients_too, action):
    absent = [{"id": "3", "state": "absent"}] if clients_too else [ALL[2]]
    declared = {"fleet_clusters": [{"name": "Austin", "state": "absent"}, {"name": "Paris"}]}

    entries = find_drift(CLUSTERS, CLIENTS, {**declared, "fleet_clients": [*ALL[:2], *absent]})

    assert ("Austin", None, action) in shown(entries)


def test_log_levels_are_what_their_module_said_in_check_mode():
    results = [
        {"item": {"cluster": "Paris"}, "action": "unchanged", "patch": []},
        {
            "item": {"cluster": "Austin"},
            "action": "created",
            "patch": [{"op": "add", "path": "/root_level", "value": "DEBUG"}],
        },
        {"item": {"cluster": "Rome"}, "failed": True, "msg": "does not exist"},
    ]

    entries = find_drift(CLUSTERS, [], {"fleet_log_levels": [{}]}, results)

    assert shown(entries) == [("Austin", "Austin", "created"), ("Rome", "Rome", "refused")]
    assert entries[0]["changes"] == [{"field": "root_level", "after": "DEBUG"}]
    assert entries[1]["message"] == "does not exist"
