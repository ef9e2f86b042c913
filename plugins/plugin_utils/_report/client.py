# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe one managed client for the report. Pure. Unknown enum values and status fields are accepted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record
from ansible_collections.community.sailpoint.plugins.module_utils._operations.selection import health_status, last_seen
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._plan.moments import milliseconds_of

GOOD, UNKNOWN, ATTENTION, BAD = LEVELS = ("good", "unknown", "attention", "bad")
"""How a status is shown, from best to worst. ``unknown`` is neutral: nothing is known, or nobody has seen it before."""

LEVEL_OF = {
    "NORMAL": GOOD,
    "CONFIGURING": ATTENTION,
    "NOT_CONFIGURED": ATTENTION,
    "NO_CLIENTS": ATTENTION,
    "WARNING": ATTENTION,
    "ERROR": BAD,
    "FAILED": BAD,
}
RUNNING = ("NORMAL", "WARNING", "ERROR")
"""Statuses of running appliances."""

NO_STATUS = "no status"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
STALE = timedelta(hours=1)
"""A client not seen for longer counts as not connected."""


def level_of(status: str | None) -> str:
    """The level of a status of any kind of object."""
    return LEVEL_OF.get(str(status), UNKNOWN)


def worst(*levels: str) -> str:
    """The worst of some levels."""
    return max(levels, key=LEVELS.index)


def describe_client(record: Record, now: datetime) -> dict[str, Any]:
    """A client as managed_client_info returns it, ``status_details`` and ``health`` included -> its part of the report.

    ``level`` is the worst level of its status, health and connection.
    """
    details, health = _mapping(record.get("status_details")), _mapping(record.get("health"))
    body, health_body = _mapping(details.get("body")), _mapping(health.get("body"))
    status = _text(details.get("status")) or _text(record.get("status"))
    seen = _last_seen(record, body, now)
    age = max(now - seen, timedelta()) if seen else None
    never_deployed = seen is None and status not in RUNNING and _undeployed(record, status)
    not_connected = not never_deployed and (level_of(status) == BAD or (age is not None and age > STALE))
    health_is = health_status(health)
    level = worst(level_of(status), BAD if not_connected or never_deployed else GOOD)
    if level_of(health_is) != UNKNOWN:
        level = worst(level, level_of(health_is))
    troubled = level in (ATTENTION, BAD) and status != "CONFIGURING"
    return {
        "id": record.get("id"),
        "name": CLIENT.name_of(record),
        "cluster_id": record.get("cluster_id"),
        "description": _text(record.get("description")) or "",
        "type": _text(record.get("type")),
        "status": status or NO_STATUS,
        "status_level": level_of(status),
        "health": health_is,
        "health_level": level_of(health_is),
        "health_events": _events(health_body),
        "version": _text(record.get("va_version"))
        or _text(body.get("va_version"))
        or _text(health_body.get("va_version")),
        "hostname": _text(body.get("hostname")) or _text(health_body.get("hostname")),
        "ip_address": _text(record.get("ip_address")) or _text(body.get("internal_ip")),
        "last_seen": seen.isoformat(timespec="seconds").replace("+00:00", "Z") if seen else None,
        "age_seconds": int(age.total_seconds()) if age is not None else None,
        "age": age_in_words(age),
        "level": level,
        "never_deployed": never_deployed,
        "not_connected": not_connected,
        "unhealthy": troubled and not never_deployed and not not_connected,
    }


def age_in_words(age: timedelta | None) -> str:
    """How long ago something was, in its largest unit."""
    if age is None:
        return "never"
    seconds = int(age.total_seconds())
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count:,} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def moment(text: object) -> datetime | None:
    """A date and time as the API writes it (RFC 3339), or None if it is not one."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", str(text))
    if not found:
        return None
    offset = (found.group(2) or "Z").replace("Z", "+00:00")
    try:
        return datetime.strptime(found.group(1).replace(" ", "T") + offset, "%Y-%m-%dT%H:%M:%S%z").astimezone(
            timezone.utc
        )
    except (OverflowError, ValueError):
        return None


def _last_seen(record: Mapping[str, Any], body: Mapping[str, Any], now: datetime) -> datetime | None:
    """When a client was last seen: the specification has it twice in the record and twice in the status body."""
    since_1970 = milliseconds_of(body.get("last_seen"))
    return (
        last_seen(record, now)
        or (EPOCH + since_1970 if since_1970 is not None else None)
        or last_seen({"since_last_seen": body.get("since_seen_millis")}, now)
    )


def _undeployed(record: Mapping[str, Any], status: str | None) -> bool:
    return status == "NOT_CONFIGURED" or record.get("provision_status") == "DRAFT"


def _events(body: Mapping[str, Any]) -> list[dict[str, str]]:
    found = []
    for category, events in _mapping(body.get("health_indicators")).items():
        for severity in ("errors", "warnings"):
            listed = _mapping(events).get(severity)
            for event in listed if isinstance(listed, list) else []:
                message = _text(_mapping(event).get("detailed_message")) or "no details"
                found.append({"category": str(category), "severity": severity[:-1], "message": message})
    return found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)
