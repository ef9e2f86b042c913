# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which records are selected by which options."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._operations.selection import (
    MAX_MINUTES,
    check_selection,
    health_status,
    is_seen_within,
    is_selected,
)
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT, CLUSTER

NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
NONE = dict.fromkeys(("type", "status", "version", "health", "seen_within", "not_seen_for"))
RECORD = {"type": "VA", "status": "NORMAL", "va_version": "va-eu-610-1"}


@pytest.mark.parametrize(
    ("options", "selected"),
    [
        ({}, True),
        ({"status": []}, True),
        ({"status": ["FAILED", "NORMAL"]}, True),
        ({"status": ["FAILED"]}, False),
        ({"status": ["NORMAL"], "type": ["CCG"]}, False),
        ({"status": ["NORMAL"], "type": ["VA"], "version": ["va-eu-610-1"]}, True),
        ({"version": ["va-eu-609-*", "*-610-?"]}, True),
        ({"version": ["VA-*"]}, False),
    ],
)
def test_all_options_and_one_value_of_each(options, selected):
    assert is_selected(RECORD, {**NONE, **options}, version="va_version") is selected


def test_a_record_without_the_field_has_none_of_the_values():
    for option, value in (("type", "VA"), ("status", "NORMAL"), ("version", "1")):
        assert not is_selected({}, {**NONE, option: [value]}, version="va_version")


@pytest.mark.parametrize(
    ("record", "minutes"),
    [
        ({"last_seen": "2026-01-31T11:00:00Z"}, 60),
        ({"last_seen": "2026-01-31T12:00:00+01:00"}, 60),
        ({"last_seen": "2026-01-31T11:00:00"}, 60),
        ({"since_last_seen": "3600000"}, 60),
        ({"last_seen": "2026-01-31T13:00:00Z"}, 0),
    ],
)
def test_seen_within_and_not_seen_for_are_opposites(record, minutes):
    assert is_seen_within(record, {**NONE, "seen_within": minutes}, NOW)
    assert not is_seen_within(record, {**NONE, "not_seen_for": minutes}, NOW)
    if minutes:
        assert not is_seen_within(record, {**NONE, "seen_within": minutes - 1}, NOW)
        assert is_seen_within(record, {**NONE, "not_seen_for": minutes - 1, "seen_within": minutes}, NOW)


@pytest.mark.parametrize("last_seen", [None, "yesterday", "0001-01-01T00:00:00+23:59"])
def test_one_that_was_never_seen_was_not_seen_lately(last_seen):
    record = {"last_seen": last_seen, "since_last_seen": None}

    assert not is_seen_within(record, {**NONE, "seen_within": MAX_MINUTES}, NOW)
    assert is_seen_within(record, {**NONE, "not_seen_for": MAX_MINUTES}, NOW)


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        (CLIENT, {"status": ["FAILED", "normal"]}, 'status is "normal". Did you mean "NORMAL"?'),
        (CLIENT, {"type": ["va"]}, 'type is "va". Did you mean "VA"?'),
        (CLIENT, {"health": ["Error"]}, 'health is "Error". Did you mean "ERROR"?'),
        (CLUSTER, {"status": ["no_clients"]}, 'Did you mean "NO_CLIENTS"?'),
        (CLUSTER, {"type": ["IDN"]}, 'Did you mean "idn"?'),
        (CLIENT, {"status": [""]}, "status is empty. Give a value or omit the option"),
        (CLIENT, {"version": [""]}, "version is empty"),
        (CLIENT, {"seen_within": -1}, "seen_within is -1. Give a number of minutes from 0 to"),
        (CLIENT, {"not_seen_for": MAX_MINUTES + 1}, "not_seen_for is "),
    ],
)
def test_what_is_refused(kind, options, said):
    with pytest.raises(OptionError) as error:
        check_selection(kind, {**NONE, **options})

    assert said in str(error.value)


def test_values_that_nobody_has_seen_before_are_warned_of():
    assert check_selection(CLIENT, {**NONE, "status": ["NORMAL", "DREAMING"], "version": ["9"]}) == [
        "status: DREAMING is not in the API specification "
        "(known: NORMAL, UNDEFINED, NOT_CONFIGURED, CONFIGURING, WARNING, ERROR, FAILED)"
    ]


@pytest.mark.parametrize(
    ("health", "status"),
    [
        (None, None),
        ("down", None),
        ({"status": "NORMAL", "body": {"consolidated_health_indicators_status": "ERROR"}}, "ERROR"),
        ({"status": "UNDEFINED", "body": {"consolidated_health_indicators_status": "NORMAL"}}, "UNDEFINED"),
        ({"status": "WARNING", "body": None}, "WARNING"),
        ({"status": "", "body": {}}, None),
    ],
)
def test_the_consolidated_health(health, status):
    assert health_status(health) == status
