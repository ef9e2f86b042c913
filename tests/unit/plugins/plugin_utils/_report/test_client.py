# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the report says of one client, also where the API gives what no one has seen before."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from ansible_collections.community.sailpoint.plugins.plugin_utils._report.client import (
    age_in_words,
    describe_client,
    moment,
)

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=timezone.utc)


def described(**fields):
    return describe_client({"id": "1", "name": "a", "cluster_id": "c", **fields}, NOW)


@pytest.mark.parametrize(
    ("status", "level"),
    [
        ("NORMAL", "good"),
        ("WARNING", "attention"),
        ("CONFIGURING", "attention"),
        ("FAILED", "bad"),
        ("UNDEFINED", "unknown"),
        ("STANDBY", "unknown"),
        (7, "unknown"),
    ],
)
def test_a_status_has_a_level_and_keeps_its_text(status, level):
    client = described(status=status, last_seen="2026-01-31T11:59:00Z")

    assert (client["status"], client["status_level"], client["level"]) == (str(status), level, level)


@pytest.mark.parametrize("status", [None, ""])
def test_no_status(status):
    assert described(status=status)["status"] == "no status"


def test_the_status_that_was_asked_for_is_the_newer_one():
    assert described(status="NORMAL", status_details={"status": "FAILED"})["status"] == "FAILED"


@pytest.mark.parametrize(
    ("fields", "never_deployed", "not_connected"),
    [
        ({"status": "NOT_CONFIGURED"}, True, False),
        ({"status": None, "provision_status": "DRAFT"}, True, False),
        ({"status": "STANDBY", "provision_status": "DRAFT"}, True, False),
        # It runs, so it was deployed, whatever else is said of it.
        ({"status": "NORMAL", "provision_status": "DRAFT"}, False, False),
        ({"status": "NOT_CONFIGURED", "last_seen": "2026-01-31T11:59:00Z"}, False, False),
        ({"status": "NORMAL", "last_seen": "2026-01-31T11:00:00Z"}, False, False),
        ({"status": "NORMAL", "last_seen": "2026-01-31T10:59:59Z"}, False, True),
        ({"status": "FAILED"}, False, True),
        ({"status": "STANDBY"}, False, False),
    ],
)
def test_never_deployed_and_not_connected(fields, never_deployed, not_connected):
    client = described(**fields)

    assert (client["never_deployed"], client["not_connected"]) == (never_deployed, not_connected)


@pytest.mark.parametrize(
    "fields",
    [
        {"last_seen": "2026-01-31T11:58:00.000000Z"},
        {"last_seen": "2026-01-31T12:58:00+01:00"},
        {"since_last_seen": "120000"},
        {"since_last_seen": 120000},
        {"status_details": {"body": {"last_seen": "1769860680000"}}},
        {"status_details": {"body": {"since_seen_millis": "120000", "last_seen": None}}},
    ],
)
def test_last_seen_is_found_wherever_the_api_has_it(fields):
    client = described(status="NORMAL", **fields)

    assert (client["last_seen"], client["age_seconds"], client["age"]) == ("2026-01-31T11:58:00Z", 120, "2 minutes ago")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"last_seen": "yesterday"},
        {"last_seen": "2026-02-31T11:58:00Z"},
        {"since_last_seen": "-5"},
        {"since_last_seen": True},
        {"since_last_seen": "999999999999999"},
        {"status_details": None, "health": None},
        {"status_details": [], "health": "down"},
        {"status_details": {"body": None}, "health": {"body": {"health_indicators": ["cpu"]}}},
        {"health": {"body": {"health_indicators": {"cpu": None, "disk": {"errors": "none", "warnings": [None]}}}}},
    ],
)
def test_what_cannot_be_read_is_unknown_and_no_error(fields):
    client = described(status="NORMAL", **fields)

    assert (client["last_seen"], client["age"]) == (None, "never")


def test_a_clock_that_is_ahead_makes_no_negative_age():
    assert described(last_seen="2026-01-31T12:05:00Z")["age"] == "just now"


def test_health_with_its_events():
    client = described(
        status="NORMAL",
        health={
            "status": "NORMAL",
            "body": {
                "consolidated_health_indicators_status": "ERROR",
                "health_indicators": {"cpu": {"errors": [{"detailed_message": "hot"}], "warnings": [{}]}},
            },
        },
    )

    assert (client["health"], client["health_level"], client["level"], client["unhealthy"]) == (
        "ERROR",
        "bad",
        "bad",
        True,
    )
    assert client["health_events"] == [
        {"category": "cpu", "severity": "error", "message": "hot"},
        {"category": "cpu", "severity": "warning", "message": "no details"},
    ]


def test_health_of_which_nothing_is_known_does_not_colour_the_client():
    body = {"consolidated_health_indicators_status": "NORMAL"}
    client = described(status="NORMAL", health={"status": "UNDEFINED", "body": body})

    assert (client["health"], client["health_level"], client["level"]) == ("UNDEFINED", "unknown", "good")


def test_a_client_without_a_name_has_the_name_of_the_specification():
    assert described(name=None, client_id="42")["name"] == "VA-42"


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (None, "never"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=1234), "1,234 days ago"),
    ],
)
def test_ages(age, words):
    assert age_in_words(age) == words


@pytest.mark.parametrize("text", ["", None, "2026-01-31", "2026-13-31T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment(text):
    assert moment(text) is None
