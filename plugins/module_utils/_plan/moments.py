# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse dates and times of the API. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}):([0-9]{2})(?:\.([0-9]+))? ?([Zz]|[+-][0-9]{2}:[0-9]{2})?"
)


def moment_of(text: Any) -> datetime | None:
    """A date and time (RFC 3339), without a time zone if the text has none, or None for anything else."""
    # Python versions differ in the formats that they parse.
    match = MOMENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        return None
    day, minutes, seconds, fraction, zone = match.groups()
    zone = "+00:00" if zone in ("Z", "z") else zone or ""
    try:
        return datetime.fromisoformat(f"{day}T{minutes}:{seconds}.{(fraction or '0')[:6]:0<6}{zone}")
    except ValueError:
        return None


def milliseconds_of(value: Any) -> timedelta | None:
    """A number of milliseconds, which the API mostly writes as a text, or None for anything else."""
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,14}", str(value)):
        return None
    return timedelta(milliseconds=int(str(value)))
