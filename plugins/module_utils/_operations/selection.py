# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter records by the values of their fields. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from .._api.errors import OptionError
from .._argspec import ArgumentSpec
from .._options import check_known
from .._plan.kind import Kind
from .._plan.moments import milliseconds_of, moment_of
from .._texts import matches

HEALTHS = ("NORMAL", "WARNING", "ERROR")
"""The consolidated health of a client or a cluster (specification)."""

MAX_MINUTES = 10 * 366 * 24 * 60
"""Ten years. A longer age is probably a typing error."""

TEXTS = {"type": "list", "elements": "str"}

SELECTION = ArgumentSpec(options={"type": TEXTS, "status": TEXTS, "version": TEXTS, "health": TEXTS})
"""Filter options of both clients and clusters."""

AGES = ArgumentSpec(options={"seen_within": {"type": "int"}, "not_seen_for": {"type": "int"}})
"""Further filter options of clients, in minutes."""


def check_selection(kind: Kind, params: Mapping[str, Any]) -> list[str]:
    """Check what is selected by. Returns a warning for each value that may be misspelled. Raises OptionError."""
    for option in AGES.options:
        minutes = params.get(option)
        if minutes is not None and not 0 <= minutes <= MAX_MINUTES:
            raise OptionError(f"{option} is {minutes}. Give a number of minutes from 0 to {MAX_MINUTES}")
    known = {"type": kind.types, "status": kind.statuses, "version": (), "health": HEALTHS}
    return [text for option, values in known.items() for text in check_known(option, params[option] or (), values)]


def is_selected(record: Mapping[str, Any], params: Mapping[str, Any], *, version: str) -> bool:
    """Whether the type, the status and the version (the field of that name) are among those given."""
    return (
        has_one_of(record.get("type"), params["type"])
        and has_one_of(record.get("status"), params["status"])
        and (not params["version"] or matches(str(record.get(version) or ""), params["version"]))
    )


def has_one_of(value: object, wanted: list[str] | None) -> bool:
    """Whether a value is one of those that are wanted; any is, if none are given."""
    return not wanted or value in wanted


def is_seen_within(record: Mapping[str, Any], params: Mapping[str, Any], now: datetime) -> bool:
    """Whether ``last_seen`` matches ``seen_within`` and ``not_seen_for``. Never seen matches ``not_seen_for``."""
    seen = last_seen(record, now)

    def is_within(minutes: int) -> bool:
        return seen is not None and now - seen <= timedelta(minutes=minutes)

    within, not_for = params["seen_within"], params["not_seen_for"]
    return (within is None or is_within(within)) and (not_for is None or not is_within(not_for))


def last_seen(record: Mapping[str, Any], now: datetime) -> datetime | None:
    """When a client was last seen, of which its record has the moment and how long ago that was (specification)."""
    moment, ago = moment_of(record.get("last_seen")), milliseconds_of(record.get("since_last_seen"))
    try:
        if moment is not None:
            return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)
        return now - ago if ago is not None else None
    except OverflowError:
        # The time is outside the calendar.
        return None


def health_status(health: Any) -> str | None:
    """The consolidated health in a client's health indicators, unless they say that nothing is known."""
    if not isinstance(health, Mapping):
        return None
    body, status = health.get("body"), health.get("status") or None
    consolidated = body.get("consolidated_health_indicators_status") if isinstance(body, Mapping) else None
    found = status if status == "UNDEFINED" else consolidated or status
    return None if found is None else str(found)
