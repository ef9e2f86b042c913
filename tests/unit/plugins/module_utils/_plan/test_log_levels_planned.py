# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log levels of a cluster as part of a plan: what is sent, what is warned of, and what is refused."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError

NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)

END = "2026-01-31T12:05:00.000Z"
LATER = "2026-01-31T20:00:00.000Z"
BEFORE = {"root_level": "WARN", "log_levels": {"a": "OFF"}, "expiration": END, "duration_minutes": 9, "client_id": "x"}


@pytest.fixture(name="change_of")
def fixture_change_of(plan_of, tenant):
    """The change of one entry for Paris, and the warnings of its plan."""

    def change(levels=None, **entry):
        plan = plan_of(tenant(Paris=[], levels={"id-Paris": levels}), log_levels=[{"cluster": "Paris", **entry}])
        return plan.changes[0], plan.warnings

    return change


def test_a_change_of_levels(change_of):
    change, warnings = change_of(BEFORE, root_level="DEBUG")

    assert change.as_result() == {
        "kind": "log_levels",
        "name": "Paris",
        "id": None,
        "cluster": "Paris",
        "action": "patched",
        "before": {"root_level": "WARN", "log_levels": {"a": "OFF"}, "expiration": END},
        "after": {"root_level": "DEBUG", "log_levels": {"a": "OFF"}, "duration_minutes": 240},
        "patch": [
            {"op": "add", "path": "/duration_minutes", "value": 240},
            {"op": "remove", "path": "/expiration"},
            {"op": "replace", "path": "/root_level", "value": "DEBUG"},
        ],
    }
    title = 'log configuration of managed cluster "Paris"'
    assert change.diff() == {
        "before": change.before,
        "after": change.after,
        "before_header": title,
        "after_header": title,
    }
    assert warnings == []


def test_the_default_levels(change_of):
    change, _warnings = change_of(BEFORE, state="absent")

    assert (change.action, change.after) == ("deleted", {})
    assert change.before == {"root_level": "WARN", "log_levels": {"a": "OFF"}, "expiration": END}
    assert change.patch == []


def test_what_has_ended_is_created_anew(change_of):
    change, _warnings = change_of({**BEFORE, "expiration": "2026-01-31T11:59:00Z"}, root_level="DEBUG")

    assert (change.action, change.before) == ("created", {})
    assert change.after == {"root_level": "DEBUG", "log_levels": {}, "duration_minutes": 240}


def test_an_expiration_is_sent_in_utc(change_of):
    change, _warnings = change_of(None, root_level="DEBUG", expiration="2026-01-31T21:00:00+01:00")

    assert change.after["expiration"] == LATER


@pytest.mark.parametrize(("within", "action"), [(5, "unchanged"), (6, "patched"), (None, "patched")])
def test_it_is_renewed_in_time(change_of, within, action):
    entry = {} if within is None else {"renew_within": within}

    assert change_of(BEFORE, root_level="WARN", **entry)[0].action == action


def test_levels_that_nobody_knows_are_warned_of(change_of):
    _change, warnings = change_of(None, root_level="LOUD", log_levels={"a": "CHATTY", "b": "TRACE"})

    assert warnings == [
        "entry 1 of log_levels: log levels that are not in the API specification "
        "(OFF, FATAL, ERROR, WARN, INFO, DEBUG, TRACE): CHATTY, LOUD"
    ]
    assert change_of(BEFORE, state="absent")[1] == []
    assert change_of(None, log_levels={"b": "TRACE"})[1] == []


def test_an_end_that_nobody_knows_is_warned_of(change_of):
    levels = {"root_level": "WARN", "log_levels": {}}

    change, warnings = change_of(levels, root_level="WARN")

    assert change.action == "patched"
    assert warnings == [
        "entry 1 of log_levels: the API does not return when the log configuration expires, so it is sent each time"
    ]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"root_level": "DEBUG", "duration_minutes": 4}, "duration_minutes is 4. Give a number from 5 to 1440"),
        ({"root_level": "DEBUG", "duration_minutes": 1441}, "duration_minutes is 1441. Give a number from 5 to 1440"),
        (
            {"root_level": "DEBUG", "expiration": "soon"},
            'expiration is "soon". Give a date and time with a time zone, such as 2026-01-31T18:00:00Z',
        ),
        (
            {"root_level": "DEBUG", "expiration": "2026-01-31T18:00:00"},
            'expiration is "2026-01-31T18:00:00". Give a date and time with a time zone, such as 2026-01-31T18:00:00Z',
        ),
        (
            {"root_level": "DEBUG", "expiration": "2026-01-31T11:00:00Z"},
            "expiration is in the past (2026-01-31T11:00:00.000Z). Give a time within the next 24 hours, or "
            "duration_minutes",
        ),
        (
            {"root_level": "DEBUG", "expiration": "2026-02-01T13:00:00Z"},
            "expiration is more than 24 hours ahead (2026-02-01T13:00:00.000Z), which the API does not allow. Give an "
            "earlier time",
        ),
        ({"root_level": "DEBUG", "renew_within": -1}, "renew_within is -1. Give a number of minutes from 0 to 10080"),
        ({"root_level": "DEBUG", "renew_within": 10081}, "renew_within is 10081. Give a number of minutes from 0 to"),
        ({"state": "absent", "renew_within": -1}, "renew_within is -1. Give a number of minutes from 0 to 10080"),
        ({"root_level": ""}, "root_level is empty. Give a level such as OFF, FATAL, ERROR, WARN, INFO, DEBUG, TRACE"),
        ({"log_levels": {"a.b": ""}}, "log_levels: a.b is empty. Give a level such as OFF, FATAL,"),
        ({"root_level": "debug"}, 'root_level is "debug". Did you mean "DEBUG"?'),
        ({"log_levels": {"a.b": "Off"}}, 'log_levels: a.b is "Off". Did you mean "OFF"?'),
    ],
)
def test_what_cannot_be(change_of, entry, text):
    with pytest.raises(OptionError) as caught:
        change_of(BEFORE, **entry)

    assert str(caught.value).startswith(f"entry 1 of log_levels: {text}")


@pytest.mark.parametrize("option", ["duration_minutes", "renew_within"])
def test_the_bounds_are_allowed(change_of, option):
    for value in (5, 1440) if option == "duration_minutes" else (0, 10080):
        assert change_of(BEFORE, root_level="DEBUG", **{option: value})[0].action == "patched"


def test_an_empty_cluster_is_refused(plan_of, tenant):
    with pytest.raises(
        OptionError, match=r"^entry 1 of log_levels: cluster is empty. Give a value or omit the option$"
    ):
        plan_of(tenant(Paris=[]), log_levels=[{"cluster": "", "root_level": "DEBUG"}])


class TestExpected:
    """The levels as check mode sees them."""

    def test_a_duration_ends_then(self, change_of):
        change, _warnings = change_of(BEFORE, root_level="DEBUG", duration_minutes=5)

        assert change.expected(NOW) == {
            "root_level": "DEBUG",
            "log_levels": {"a": "OFF"},
            "duration_minutes": 5,
            "expiration": END,
            "client_id": "x",
        }

    def test_an_expiration_stays(self, change_of):
        change, _warnings = change_of(None, root_level="DEBUG", expiration=LATER)

        assert change.expected(NOW) == {"root_level": "DEBUG", "log_levels": {}, "expiration": LATER}

    def test_the_default_ends_too(self, change_of):
        change, _warnings = change_of(BEFORE, state="absent")

        assert change.expected(NOW) == {
            "root_level": "INFO",
            "log_levels": {},
            "duration_minutes": 5,
            "expiration": END,
            "client_id": "x",
        }

    def test_nothing_is_to_be_done_after_it(self, change_of):
        for entry in ({"root_level": "DEBUG", "log_levels": {"a": "OFF"}}, {"state": "absent"}):
            change, _warnings = change_of(BEFORE, **entry)

            expected = json.loads(json.dumps(change.expected(NOW)))

            assert change_of(expected, **entry)[0].action == "unchanged"
