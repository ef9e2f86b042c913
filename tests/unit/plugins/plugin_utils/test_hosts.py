# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From managed clients to hosts and groups."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import AmbiguousError
from ansible_collections.community.sailpoint.plugins.plugin_utils._hosts import (
    GROUPINGS,
    internal_ip,
    plan_hosts,
    safe_group_name,
    safe_host_name,
)


def client(name, number=1, **fields):
    return {"id": f"id-{number}", "name": name, "client_id": f"c-{number}", "cluster_id": "cl-1", **fields}


def plan(*records, hostname="name", group_by=GROUPINGS, group_prefix="sailpoint_"):
    return plan_hosts(records, hostname, group_by, group_prefix)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("paris-1.example_x", "paris-1.example_x"),
        ("  paris 1\t", "paris_1"),
        ("paris[1:3]", "paris_1_3_"),
        ("a:b,c&d!e*f?g~h", "a_b_c_d_e_f_g_h"),
        ("../etc/passwd", "___etc_passwd"),
        ("-e x", "_e_x"),
        ("{{ 7*7 }}", "___7_7___"),
        ("a\nb\x00c\u200bd\u202e", "a_b_c_d_"),
        ("zürich", "zürich"),
        ("zu\u0308rich", "zürich"),
        ("東京", "東京"),
        ("\ud800", "_"),
        ("localhost", "localhost_"),
        ("127.0.0.1", "127.0.0.1_"),
        ("all", "all_"),
        ("   ", ""),
    ],
)
def test_names_of_hosts_are_safe(text, name):
    assert safe_host_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("sailpoint_a-b c", "sailpoint_a_b_c"), ("1st", "_1st"), ("", "_"), ("größe", "größe"), ("a[1]", "a_1_")],
)
def test_names_of_groups_are_safe(text, name):
    assert safe_group_name(text) == name


@pytest.mark.parametrize("safe", [safe_host_name, safe_group_name])
@pytest.mark.parametrize("character", ["a", "日", "é"])
def test_long_names_are_cut_to_what_a_file_can_be_called_and_told_apart(safe, character):
    long = character * 300

    names = {safe(long), safe(f"{long}1"), safe(f"{long}2")}

    assert len(names) == 3
    assert all(len(name.encode()) <= 200 and name.startswith(character * 50) for name in names)
    assert all(safe(name) == name for name in names)
    assert safe("a" * 200) == "a" * 200


def test_names_from_elsewhere_do_not_print_control_characters():
    with pytest.raises(AmbiguousError) as caught:
        plan(client("a\x1b[2K"), client("a\x1b[2K", 2), client("x" * 10_000))

    assert str(caught.value).isprintable()


def test_a_client_without_a_usable_name_is_called_by_its_id():
    assert [host.name for host in plan(client("  "), client(None, 2))] == ["id-1", "VA-c-2"]


def test_hosts_are_in_a_group_for_each_value():
    record = client("a", status="NORMAL", type="VA", va_version="va-1.2")

    assert plan(record)[0].groups == [
        "sailpoint_cluster_cl_1",
        "sailpoint_status_NORMAL",
        "sailpoint_type_VA",
        "sailpoint_version_va_1_2",
    ]
    assert plan({**record, "cluster_name": "Paris"}, group_by=["cluster"], group_prefix="p-")[0].groups == [
        "p_cluster_Paris"
    ]


@pytest.mark.parametrize(
    ("upgrade", "groups"),
    [
        ({"update_available": True, "out_of_date_notified_at": None}, ["sailpoint_update_available"]),
        (
            {"update_available": True, "out_of_date_notified_at": "2026-01-01T10:00:00Z"},
            ["sailpoint_update_available", "sailpoint_update_out_of_date"],
        ),
        ({"update_available": False, "out_of_date_notified_at": "2026-01-01T10:00:00Z"}, []),
        (None, []),
    ],
)
def test_hosts_are_in_the_groups_of_their_cluster_s_update(upgrade, groups):
    assert plan(client("a", cluster_upgrade=upgrade), group_by=["update"])[0].groups == groups


def test_what_has_no_value_makes_no_group():
    assert plan(client("a", status=None, type=""))[0].groups == ["sailpoint_cluster_cl_1"]
    assert plan(client("a", status="NORMAL"), group_by=[])[0].groups == []


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (
            [client("a b"), client("a_b", 2)],
            'managed client "a b" (id id-1) and managed client "a_b" (id id-2) would both become the host a_b',
        ),
        ([client("a"), client("a", 2, cluster_id="cl-2")], '"a" (id id-1) and managed client "a" (id id-2)'),
        (
            [client("a", status="A B"), client("b", 2, status="A-B")],
            'status "A B" and status "A-B" would both become the group sailpoint_status_A_B',
        ),
        (
            [client("a", cluster_name="P"), client("b", 2, cluster_id="cl-2", cluster_name="P")],
            'cluster "P" (id cl-1) and cluster "P" (id cl-2) would both become the group sailpoint_cluster_P',
        ),
        (
            [client("sailpoint_type_VA", type="VA")],
            'would become the host sailpoint_type_VA, and type "VA" the group of the same name',
        ),
    ],
)
def test_what_would_be_one_is_refused(records, message):
    with pytest.raises(AmbiguousError) as caught:
        plan(*records)

    assert message in str(caught.value)


def test_ids_tell_namesakes_apart():
    assert [host.name for host in plan(client("a"), client("a", 2), hostname="id")] == ["id-1", "id-2"]


@pytest.mark.parametrize(
    ("details", "address"),
    [
        ({"body": {"internal_ip": "192.0.2.7"}}, "192.0.2.7"),
        ({"body": {"internal_ip": " 2001:db8::7 "}}, "2001:db8::7"),
        ({"body": {"internal_ip": "2001:DB8::0:7"}}, "2001:db8::7"),
        ({"body": {"internal_ip": "-oProxyCommand=x"}}, None),
        ({"body": {"internal_ip": "fe80::1%eth0"}}, None),
        ({"body": {"internal_ip": "fe80::1%$(reboot)"}}, None),
        ({"body": {"internal_ip": "192.0.2.7/24"}}, None),
        ({"body": {"internal_ip": "192.0.2.7\n192.0.2.8"}}, None),
        ({"body": {"internal_ip": 7}}, None),
        ({"body": {}}, None),
        ({"body": None}, None),
        (None, None),
    ],
)
def test_the_address_is_an_ip_address_or_none(details, address):
    assert internal_ip({"status_details": details}) == address
    assert plan(client("a", status_details=details))[0].variables.get("ansible_host") == address
