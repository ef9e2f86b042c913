# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What managed_cluster_upgrade and others read in the record of a cluster."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._plan.upgrade import (
    available_release,
    disconnected,
    health_problems,
    upgrade_state,
)

HEALTH = "consolidated_health_indicators_status"


@pytest.mark.parametrize(
    ("installed", "package", "available"),
    [
        ("123.1", "123.1.2", "123.1.2"),
        (None, "123.1.2", "123.1.2"),
        ("123.1", "123.1", None),
        ("123.1", None, None),
        ("123.1", "", None),
        (None, None, None),
    ],
)
def test_there_is_an_update_if_the_package_is_not_the_installed_release(installed, package, available):
    record = {"current_installed_release_version": installed, "update_package": package}

    assert available_release(record) == available
    assert upgrade_state(record)["update_available"] is (available is not None)


@pytest.mark.parametrize(
    ("preferences", "automatic"),
    [
        ({"updateState": "AUTO"}, True),
        ({"updateState": "DISABLED"}, False),
        ({"updateState": "SOMETIMES"}, None),
        ({"updateState": None}, None),
        ({}, None),
        (None, None),
        ("AUTO", None),
    ],
)
def test_whether_updates_are_automatic(preferences, automatic):
    assert upgrade_state({"update_preferences": preferences})["automatic"] is automatic


def test_a_record_that_says_nothing():
    assert upgrade_state({}) == {
        "installed_release": None,
        "available_release": None,
        "update_available": False,
        "automatic": None,
        "out_of_date_notified_at": None,
        "health": None,
    }


SEEN = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("status", "last_seen", "is_connected"),
    [
        ("NORMAL", None, True),
        ("WARNING", None, True),
        ("DREAMING", None, True),
        ("FAILED", SEEN, False),
        ("ERROR", SEEN, False),
        (None, SEEN, True),
        ("UNDEFINED", SEEN, True),
        (None, None, False),
        ("UNDEFINED", None, False),
    ],
)
def test_who_is_connected(status, last_seen, is_connected):
    assert (disconnected([{"status": status, "last_seen": last_seen}]) == []) is is_connected


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ("NORMAL", "NORMAL", []),
        (None, None, []),
        ("NORMAL", "WARNING", ["its health is WARNING"]),
        ("WARNING", "WARNING", []),
        ("WARNING", "NORMAL", []),
        ("ERROR", "ERROR", ["its health is ERROR"]),
        ("NORMAL", "DREAMING", ["its health is DREAMING"]),
        ("DREAMING", "DREAMING", []),
    ],
)
def test_what_is_not_well(before, now, found):
    assert health_problems({HEALTH: now, "status": "NORMAL"}, {HEALTH: before, "status": "NORMAL"}) == found


def test_how_long_ago_it_was_seen_is_enough():
    assert disconnected([{"status": None, "last_seen": None, "since_last_seen": "14708"}]) == []
