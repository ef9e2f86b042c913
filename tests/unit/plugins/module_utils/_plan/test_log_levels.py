# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long log levels are in effect, and when they are sent."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import jsonpatch
import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.difference import json_patch
from ansible_collections.community.sailpoint.plugins.module_utils._plan.log_levels import (
    Lifetime,
    in_effect,
    moment_of,
    plan_default,
    plan_levels,
    wanted_levels,
    wanted_lifetime,
)

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=timezone.utc)


def text(moment):
    return moment.isoformat().replace("+00:00", "Z")


def current(root="WARN", levels=None, **left):
    return {"root_level": root, "log_levels": levels or {}, "expiration": text(NOW + timedelta(**left))}


def plan(record, minutes=240, renew_within=30, **desired):
    lifetime = Lifetime({"duration_minutes": minutes}, timedelta(minutes=minutes))
    return plan_levels(desired or {"root_level": "WARN"}, lifetime, timedelta(minutes=renew_within), record, NOW)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-11-06T01:31:08.013164Z", datetime(2024, 11, 6, 1, 31, 8, 13164, timezone.utc)),
        ("2024-11-06T01:31:08Z", datetime(2024, 11, 6, 1, 31, 8, 0, timezone.utc)),
        ("2024-11-06 01:31:08.5+00:00", datetime(2024, 11, 6, 1, 31, 8, 500000, timezone.utc)),
        ("2024-11-06t01:31:08.123456789z", datetime(2024, 11, 6, 1, 31, 8, 123456, timezone.utc)),
        ("2024-11-06T03:31:08+02:00", datetime(2024, 11, 6, 1, 31, 8, 0, timezone.utc)),
        ("2024-11-06T01:31:08", datetime(2024, 11, 6, 1, 31, 8)),
    ],
)
def test_moments(written, moment):
    assert moment_of(written) == moment


@pytest.mark.parametrize("written", ["", "tomorrow", "2024-11-06", "2024-13-06T01:31:08Z", "1e9", None, 1730856668, {}])
def test_what_is_no_moment(written):
    assert moment_of(written) is None


@pytest.mark.parametrize("minutes", [5, 240, 1440])
def test_durations(minutes):
    lifetime = wanted_lifetime({"expiration": None, "duration_minutes": minutes}, NOW)

    assert (lifetime.field, lifetime.length) == ({"duration_minutes": minutes}, timedelta(minutes=minutes))


def test_a_duration_is_240_minutes_by_default():
    assert wanted_lifetime({"expiration": None, "duration_minutes": None}, NOW).field == {"duration_minutes": 240}


@pytest.mark.parametrize("left", [timedelta(seconds=1), timedelta(hours=24)])
def test_an_expiration_within_24_hours(left):
    lifetime = wanted_lifetime({"expiration": text(NOW + left), "duration_minutes": None}, NOW)

    assert lifetime.length == left


@pytest.mark.parametrize("left", [timedelta(), timedelta(seconds=-1), timedelta(hours=24, seconds=1)])
def test_an_expiration_that_is_past_or_too_far_ahead(left):
    with pytest.raises(OptionError):
        wanted_lifetime({"expiration": text(NOW + left), "duration_minutes": None}, NOW)


@pytest.mark.parametrize(("minutes", "needed"), [(240, 30), (31, 30), (30, 15), (10, 5), (5, 2.5)])
def test_what_is_wanted_for_a_short_time_is_renewed_at_half_of_it(minutes, needed):
    assert Lifetime({}, timedelta(minutes=minutes)).needed(timedelta(minutes=30)) == timedelta(minutes=needed)


def test_a_level_that_is_null_is_not_named():
    assert wanted_levels({"root_level": None, "log_levels": {"a": "OFF", "b": None}}) == {"log_levels": {"a": "OFF"}}


@pytest.mark.parametrize(("minutes", "action"), [(30, "unchanged"), (29.9, "patched")])
def test_levels_are_kept_for_as_long_as_they_last(minutes, action):
    assert plan(current(minutes=minutes)).action == action


def test_levels_that_no_one_has_seen_are_levels():
    assert plan(current("CHATTY", hours=2), root_level="CHATTY").action == "unchanged"


def test_the_end_is_not_part_of_a_plan_that_does_nothing():
    unchanged = plan(current(hours=2))

    assert unchanged.before == unchanged.after == {"root_level": "WARN", "log_levels": {}}


def test_what_is_not_named_is_kept():
    assert plan(current(levels={"a": "DEBUG"}, hours=2), root_level="ERROR").after == {
        "root_level": "ERROR",
        "log_levels": {"a": "DEBUG"},
        "duration_minutes": 240,
    }


@pytest.mark.parametrize("missing", ["root_level", "log_levels", "expiration"])
@pytest.mark.parametrize("value", [None, {}, 5])
def test_a_field_may_be_missing_or_odd(missing, value):
    record = {**current(hours=2), missing: value}

    for shown in (record, {name: value for name, value in record.items() if name != missing}):
        assert plan(in_effect(shown, NOW)).after["root_level"] == "WARN"


@pytest.mark.parametrize(
    ("record", "action"),
    [
        (None, "unchanged"),
        (current("INFO", hours=20), "unchanged"),
        ({"root_level": "INFO", "log_levels": None}, "unchanged"),
        (current("INFO", {"a": "INFO"}, hours=1), "deleted"),
        (current("ERROR", hours=1), "deleted"),
    ],
)
def test_the_default(record, action):
    assert plan_default(record).action == action


def test_in_effect():
    assert in_effect(None, NOW) is None
    assert in_effect(current(seconds=0), NOW) is None
    assert in_effect(current(seconds=1), NOW) is not None
    # Without a time zone it is UTC.
    assert in_effect({"root_level": "WARN", "expiration": "2026-01-31T11:59:59"}, NOW) is None


@pytest.mark.parametrize(
    "made",
    [
        plan(None),
        plan(current(minutes=1)),
        plan(current("INFO", {"a": "OFF"}, hours=1)),
        plan_default(current(hours=1)),
    ],
    ids=lambda made: made.action,
)
def test_the_patch_makes_after_out_of_before(made):
    assert jsonpatch.apply_patch(made.before, json_patch(made.before, made.after)) == made.after
