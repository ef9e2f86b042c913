# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log configuration of a managed cluster: levels that are in effect for a while, 24 hours at most."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, NamedTuple

from .._api.collection import Part, Record
from .._api.errors import ApiError, OptionError
from .._api.fields import to_camel_case, to_snake_case
from .._api.retry import Deadline
from .._api.tenant import MANAGED_CLUSTERS, Tenant
from .._argspec import CONNECTION, ArgumentSpec
from .._foreseen import FORESEEN
from .._lookup import cluster_name, find_cluster
from .._options import refuse_other_case
from .._outcome import Outcome, Resource
from .._plan import Plan, State, plan_absence, plan_presence
from .._secrets import without_secrets

PART = "log-config"
TEXTS = ("rootLevel",)
"""The fields that the API's log configuration always has (specification)."""

LEVELS = ("OFF", "FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE")
"""The levels of the specification. Others are warned of, and sent."""

DEFAULTS: State = {"root_level": "INFO", "log_levels": {}}
"""What is in effect where nothing is configured (specification: the default level is INFO)."""

MINUTES = (5, 1440)
DEFAULT_MINUTES = 240
MOST_RENEWED = 7 * 24 * 60
"""Minutes: longer than any levels last, so more makes no difference."""

LONGEST = timedelta(minutes=MINUTES[1])

MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}):([0-9]{2})(?:\.([0-9]+))? ?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)

Levels = Dict[str, Any]
"""The levels that a task names: ``root_level``, ``log_levels`` or both."""


class Lifetime(NamedTuple):
    """How long levels are to be in effect: the field that says so to the API, and the time that is left of it."""

    field: dict[str, Any]
    length: timedelta

    def needed(self, renew_within: timedelta) -> timedelta:
        """The time that must be left so that nothing is sent.

        Levels that are wanted for no longer than ``renew_within`` would be renewed each time; they are when half of
        their time is over.
        """
        return renew_within if renew_within < self.length else self.length / 2


def ensure(tenant: Tenant, params: Mapping[str, Any]) -> Outcome:
    """Make the log levels of a cluster be as the options of the module ``managed_cluster_log_config`` say.

    On a read-only tenant nothing is written, and the outcome is what would be. Raises SailPointError.
    """
    now = datetime.now(timezone.utc)
    present = params["state"] == "present"
    desired = wanted_levels(params) if present else {}
    lifetime = wanted_lifetime(params, now) if present else None
    renew_within = _minutes_to_renew(params)
    cluster = find_cluster(tenant, params["cluster"])
    label = f'log configuration of managed cluster "{cluster_name(cluster)}"'

    def plan_for(record: Record | None) -> Plan:
        current = in_effect(record, now)
        return plan_levels(desired, lifetime, renew_within, current, now) if lifetime else plan_default(current)

    def find_lost(deadline: Deadline) -> Part:
        body = read_part(tenant, cluster["id"], deadline)
        return None if plan_for(_as_record(body)).changed else body

    current = in_effect(read_log_config(tenant, cluster["id"]), now)
    plan = plan_for(current)
    record = _expected(plan, current)
    if plan.changed and not tenant.read_only:
        wanted = plan.after or {**DEFAULTS, "duration_minutes": MINUTES[0]}
        answer = tenant.clusters.put_part(cluster["id"], PART, to_camel_case(wanted), find_lost=find_lost, texts=TEXTS)
        record = _as_record(answer) if plan.after else None
    shown = without_secrets(record) if record else None
    return Outcome.of(plan, shown, label=label, warnings=_unknown_levels(desired) + _unknown_end(plan, current))


def wanted_levels(params: Mapping[str, Any]) -> Levels:
    """The levels that the options name. Raises OptionError for empty ones."""
    levels: Levels = {}
    if params["root_level"] is not None:
        levels["root_level"] = _level("root_level", params["root_level"])
    if params["log_levels"] is not None:
        levels["log_levels"] = {
            name: _level(f"log_levels: {name}", level)
            for name, level in params["log_levels"].items()
            if level is not None
        }
    return levels


def wanted_lifetime(params: Mapping[str, Any], now: datetime) -> Lifetime:
    """How long the options say that the levels are to be in effect. Raises OptionError for what the API rejects."""
    if params["expiration"] is None:
        minutes = DEFAULT_MINUTES if params["duration_minutes"] is None else params["duration_minutes"]
        if not MINUTES[0] <= minutes <= MINUTES[1]:
            raise OptionError(f"duration_minutes is {minutes}: give a number from {MINUTES[0]} to {MINUTES[1]}")
        return Lifetime({"duration_minutes": minutes}, timedelta(minutes=minutes))
    moment = moment_of(params["expiration"])
    if moment is None or moment.tzinfo is None:
        raise OptionError(
            f'expiration is "{params["expiration"]}": give a date and time with its time zone, '
            "such as 2026-01-31T18:00:00Z"
        )
    text = _in_utc(moment)
    if moment <= now:
        raise OptionError(f"expiration is past ({text}): give a moment within the next 24 hours, or duration_minutes")
    if moment - now > LONGEST:
        raise OptionError(f"expiration is more than 24 hours ahead ({text}): the vendor allows no more than 24 hours")
    return Lifetime({"expiration": text}, moment - now)


def _in_utc(moment: datetime) -> str:
    try:
        return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        # The first and the last moments of the calendar, which UTC does not have.
        return moment.isoformat()


def moment_of(text: Any) -> datetime | None:
    """A date and time (RFC 3339), without a time zone where the text has none, or None for anything else."""
    match = MOMENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        return None
    day, minutes, seconds, fraction, zone = match.groups()
    zone = "+00:00" if zone in ("Z", "z") else zone or ""
    try:
        return datetime.fromisoformat(f"{day}T{minutes}:{seconds}.{(fraction or '0')[:6]:0<6}{zone}")
    except ValueError:
        return None


def in_effect(record: Record | None, now: datetime) -> Record | None:
    """The log configuration, or None where there is none or its time is over."""
    end = _end_of(record)
    return None if end is not None and end <= now else record


def plan_levels(
    desired: Levels, lifetime: Lifetime, renew_within: timedelta, current: Record | None, now: datetime
) -> Plan:
    """The plan that brings the levels into effect, or keeps them there. What ``desired`` does not name is kept."""
    before = _state(current)
    plan = plan_presence(desired, before, defaults=DEFAULTS)
    end = _end_of(current)
    if not plan.changed and end is not None and end - now >= lifetime.needed(renew_within):
        return plan
    # When the levels end is part of the plan only where it is set: the time that is left differs with each run.
    return Plan(
        plan.action if plan.changed else "patched", _with_end(before, current), {**plan.after, **lifetime.field}
    )


def plan_default(current: Record | None) -> Plan:
    """The plan that brings the default levels into effect."""
    before = _state(current)
    return plan_absence(_with_end(before, current) if before not in ({}, DEFAULTS) else {})


def read_log_config(tenant: Tenant, cluster_id: str) -> Record | None:
    """The log configuration of a cluster as it is, be its time over or not; None where there is none."""
    return _as_record(read_part(tenant, cluster_id))


def read_part(tenant: Tenant, cluster_id: str, deadline: Deadline | None = None) -> Part:
    """The same, as the API gives it."""
    try:
        return tenant.clusters.get_part(
            cluster_id,
            PART,
            scope=MANAGED_CLUSTERS.read_scope,
            may_be_empty=True,
            texts=TEXTS,
            deadline=deadline,
        )
    except ApiError as error:
        # The cluster exists. 204 says that there is nothing (specification), and 404 may say so, too.
        if error.is_absent:
            return None
        raise


def _as_record(body: Any) -> Record | None:
    return to_snake_case(body) if isinstance(body, dict) else None


def _level(option: str, level: str) -> str:
    if not level:
        raise OptionError(f"{option} is empty: give a level such as {', '.join(LEVELS)}")
    refuse_other_case(option, level, LEVELS)
    return level


def _minutes_to_renew(params: Mapping[str, Any]) -> timedelta:
    within = params["renew_within"]
    if not 0 <= within <= MOST_RENEWED:
        raise OptionError(f"renew_within is {within}: give a number of minutes from 0 to {MOST_RENEWED}")
    return timedelta(minutes=within)


def _end_of(record: Record | None) -> datetime | None:
    moment = moment_of(record.get("expiration")) if record else None
    return moment.replace(tzinfo=timezone.utc) if moment and moment.tzinfo is None else moment


def _state(record: Record | None) -> State:
    if record is None:
        return {}
    levels = record.get("log_levels")
    return {
        "root_level": record.get("root_level") or DEFAULTS["root_level"],
        "log_levels": levels if isinstance(levels, dict) else {},
    }


def _with_end(state: State, record: Record | None) -> State:
    return {**state, "expiration": record.get("expiration")} if record else state


def _expected(plan: Plan, current: Record | None) -> Record | None:
    """The log configuration as it would be: without what only the tenant knows, such as the moment of its end."""
    if not plan.changed:
        return current if plan.after else None
    known = {name: value for name, value in (current or {}).items() if name not in ("expiration", "duration_minutes")}
    return {**known, **plan.after} if plan.after else None


def _unknown_levels(desired: Levels) -> list[str]:
    named = {desired.get("root_level", LEVELS[0]), *desired.get("log_levels", {}).values()}
    unknown = ", ".join(sorted(named.difference(LEVELS)))
    return [f"log levels that the specification does not have ({', '.join(LEVELS)}): {unknown}"] if unknown else []


def _unknown_end(plan: Plan, current: Record | None) -> list[str]:
    if plan.action != "patched" or _end_of(current) is not None:
        return []
    return ["the API does not say when the log configuration ends, so it is sent each time"]


ARGUMENTS = CONNECTION + ArgumentSpec(
    options={
        "foreseen": FORESEEN,
        "cluster": {"type": "str", "required": True},
        "root_level": {"type": "str"},
        "log_levels": {"type": "dict"},
        "duration_minutes": {"type": "int"},
        "expiration": {"type": "str"},
        "renew_within": {"type": "int", "default": 30},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    },
    required_if=[("state", "present", ("root_level", "log_levels"), True)],
    mutually_exclusive=[("duration_minutes", "expiration")],
    levels=("root_level", "log_levels"),
)

MANAGED_CLUSTER_LOG_CONFIG = Resource("managed_cluster_log_config", ARGUMENTS, ensure)
