# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kind *log levels*: what a cluster logs, for 24 hours at most. Pure: the moment is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar, Dict, NamedTuple

from .._api.errors import OptionError
from .._argspec import ArgumentSpec
from .._options import refuse_other_case
from .cluster import SERVICE
from .difference import PATCHED, UNCHANGED, Difference, Fields, absence, presence
from .kind import STATE, Entry, Kind, Parent, Record
from .moments import moment_of

LEVELS = ("OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE")
"""The levels of the specification. Others are warned of, and sent."""

DEFAULTS: Fields = {"root_level": "INFO", "log_levels": {}}
"""The levels in effect without a log configuration (specification: the default level is INFO)."""

MINUTES = (5, 1440)
DEFAULT_MINUTES = 240
MAX_RENEWED = 7 * 24 * 60
"""Minutes. Log levels do not last longer, so a larger value has no effect."""

LONGEST = timedelta(minutes=MINUTES[1])

Levels = Dict[str, Any]
"""The levels that an entry names: ``root_level``, ``log_levels`` or both."""


class Lifetime(NamedTuple):
    """How long levels are to be in effect: the field that says so to the API, and the time that is left of it."""

    field: Fields
    length: timedelta

    def needed(self, renew_within: timedelta) -> timedelta:
        """The remaining time above which nothing is sent.

        Levels wanted for no longer than ``renew_within`` would be renewed on every run, so they are renewed when half
        of their time is over.
        """
        return renew_within if renew_within < self.length else self.length / 2


class LogLevels(Kind):
    """The log levels of a cluster: a part of it, which can be replaced and expires, but not be deleted."""

    key = "log_levels"
    noun = "log configuration of managed cluster"
    option = "log_levels"
    service = SERVICE
    part = "log-config"
    # The API's log configuration always has it (specification).
    part_texts = ("rootLevel",)
    part_default: ClassVar[Fields] = {**DEFAULTS, "duration_minutes": MINUTES[0]}
    identity = "cluster"
    parent = "cluster"
    arguments = ArgumentSpec(
        options={
            "cluster": {"type": "str", "required": True},
            "root_level": {"type": "str"},
            "log_levels": {"type": "dict"},
            "duration_minutes": {"type": "int"},
            "expiration": {"type": "str"},
            "renew_within": {"type": "int", "default": 30},
            "state": STATE,
        },
        required_if=[("state", "present", ("root_level", "log_levels"), True)],
        mutually_exclusive=[("duration_minutes", "expiration")],
        levels=("root_level", "log_levels"),
    )

    def check(self, entry: Entry, now: datetime) -> None:
        """Check the levels and the time. Raises OptionError."""
        super().check(entry, now)
        _minutes_to_renew(entry)
        if entry["state"] == "present":
            wanted_levels(entry)
            wanted_lifetime(entry, now)

    def compare(self, entry: Entry, current: Record | None, parent: Parent | None, now: datetime) -> Difference:
        """What has to be done so that the levels are in effect."""
        current = in_effect(current, now)
        if entry["state"] == "absent":
            return plan_default(current)
        lifetime, renew_within = wanted_lifetime(entry, now), _minutes_to_renew(entry)
        return plan_levels(wanted_levels(entry), lifetime, renew_within, current, now)

    def expected(self, entry: Entry, current: Record | None, difference: Difference, now: datetime) -> Record:
        """The levels as a change made at that moment leaves them, the default ones if they are to be absent."""
        fields = difference.after or self.part_default
        minutes = fields.get("duration_minutes")
        end = {} if minutes is None else {"expiration": _in_utc(now + timedelta(minutes=minutes))}
        forgotten = ("expiration", "duration_minutes")
        known = {name: value for name, value in (current or {}).items() if name not in forgotten}
        return {**known, **fields, **end}

    def warnings_of(
        self, entry: Entry, current: Record | None, difference: Difference, namesakes: Sequence[str]
    ) -> list[str]:
        """Levels that the specification does not have, and an end that nobody knows."""
        levels = wanted_levels(entry) if entry["state"] == "present" else {}
        named = {levels.get("root_level", LEVELS[0]), *levels.get("log_levels", {}).values()}
        unknown = ", ".join(sorted(named.difference(LEVELS)))
        warnings = []
        if unknown:
            warnings.append(f"log levels that are not in the API specification ({', '.join(LEVELS)}): {unknown}")
        if difference.action == PATCHED and end_of(current) is None:
            warnings.append("the API does not return when the log configuration expires, so it is sent each time")
        return warnings


def wanted_levels(entry: Entry) -> Levels:
    """The levels that an entry names. Raises OptionError for empty ones."""
    levels: Levels = {}
    if entry["root_level"] is not None:
        levels["root_level"] = _level("root_level", entry["root_level"])
    if entry["log_levels"] is not None:
        levels["log_levels"] = {
            str(name): _level(f"log_levels: {name}", level)
            for name, level in entry["log_levels"].items()
            if level is not None
        }
    return levels


def wanted_lifetime(entry: Entry, now: datetime) -> Lifetime:
    """How long the entry wants the levels to be in effect. Raises OptionError for what the API rejects."""
    if entry["expiration"] is None:
        minutes = DEFAULT_MINUTES if entry["duration_minutes"] is None else entry["duration_minutes"]
        if not MINUTES[0] <= minutes <= MINUTES[1]:
            raise OptionError(f"duration_minutes is {minutes}. Give a number from {MINUTES[0]} to {MINUTES[1]}")
        return Lifetime({"duration_minutes": minutes}, timedelta(minutes=minutes))
    moment = moment_of(entry["expiration"])
    if moment is None or moment.tzinfo is None:
        raise OptionError(
            f'expiration is "{entry["expiration"]}". Give a date and time with a time zone, '
            "such as 2026-01-31T18:00:00Z"
        )
    text = _in_utc(moment)
    if moment <= now:
        raise OptionError(
            f"expiration is in the past ({text}). Give a time within the next 24 hours, or duration_minutes"
        )
    if moment - now > LONGEST:
        raise OptionError(
            f"expiration is more than 24 hours ahead ({text}), which the API does not allow. Give an earlier time"
        )
    return Lifetime({"expiration": text}, moment - now)


def _in_utc(moment: datetime) -> str:
    try:
        return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        # A time at the limits of the calendar that cannot be converted to UTC.
        return moment.isoformat()


def in_effect(record: Record | None, now: datetime) -> Record | None:
    """The log configuration, or None if there is none or its time is over."""
    end = end_of(record)
    return None if end is not None and end <= now else record


def plan_levels(
    desired: Levels, lifetime: Lifetime, renew_within: timedelta, current: Record | None, now: datetime
) -> Difference:
    """What brings the levels into effect, or keeps them there. What ``desired`` does not name is kept."""
    before = levels_of(current)
    found = presence(desired, before, DEFAULTS)
    if found.action == UNCHANGED and _time_left(current, now) >= lifetime.needed(renew_within):
        return found
    # The plan has the end of the levels only if the entry sets it: the time left differs on each run.
    action = PATCHED if found.action == UNCHANGED else found.action
    return Difference(action, _with_end(before, current), {**found.after, **lifetime.field})


def plan_default(current: Record | None) -> Difference:
    """What brings the default levels into effect."""
    before = levels_of(current)
    return absence(_with_end(before, current) if before not in ({}, DEFAULTS) else {})


def end_of(record: Record | None) -> datetime | None:
    """The moment at which a log configuration ends; None if it does not say."""
    moment = moment_of(record.get("expiration")) if record else None
    return moment.replace(tzinfo=timezone.utc) if moment and moment.tzinfo is None else moment


def _time_left(record: Record | None, now: datetime) -> timedelta:
    """How long a log configuration is still in effect; none if it does not say."""
    end = end_of(record)
    return end - now if end else timedelta(minutes=-1)


def levels_of(record: Record | None) -> Fields:
    """The levels of a log configuration."""
    if record is None:
        return {}
    levels = record.get("log_levels")
    return {
        "root_level": record.get("root_level") or DEFAULTS["root_level"],
        "log_levels": levels if isinstance(levels, Mapping) else {},
    }


def _level(option: str, level: str) -> str:
    if not level:
        raise OptionError(f"{option} is empty. Give a level such as {', '.join(LEVELS)}")
    refuse_other_case(option, level, LEVELS)
    return level


def _minutes_to_renew(entry: Entry) -> timedelta:
    within = entry["renew_within"]
    if not 0 <= within <= MAX_RENEWED:
        raise OptionError(f"renew_within is {within}. Give a number of minutes from 0 to {MAX_RENEWED}")
    return timedelta(minutes=within)


def _with_end(fields: Fields, record: Record | None) -> Fields:
    return {**fields, "expiration": record.get("expiration")} if record else fields
