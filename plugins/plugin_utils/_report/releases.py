# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installed and available releases, and how many versions behind the newest one. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import Record

NUMBERS = re.compile(r"\bv?([0-9]{1,20}(?:\.[0-9]{1,20})*)\b")
AUTOMATIC = {"AUTO": True, "DISABLED": False}


def update_of(cluster: Record) -> dict[str, Any]:
    """What a cluster's record says of its updates. Source of the fields: the specification; each may be null."""
    preferences = cluster.get("update_preferences")
    preferences = preferences if isinstance(preferences, Mapping) else {}
    state = preferences.get("updateState") or preferences.get("update_state")
    installed, package = cluster.get("current_installed_release_version"), cluster.get("update_package")
    return {
        "installed": installed or None,
        "available": package if package and package != installed else None,
        "automatic": AUTOMATIC.get(str(state)),
        "out_of_date_since": cluster.get("is_out_of_date_notified_at") or None,
    }


def behind(version: object, seen: Iterable[object]) -> int:
    """How many of the versions that were seen are newer. Texts are compared if only their numbers differ."""
    form, numbers = _parts(version)
    if not numbers:
        return 0
    return sum(other_form == form and other > numbers for other_form, other in {_parts(other) for other in seen})


@functools.lru_cache(maxsize=1000)
def _parts(version: object) -> tuple[str, tuple[tuple[int, ...], ...]]:
    text = str(version or "")
    found = NUMBERS.findall(text)
    return NUMBERS.sub("#", text), tuple(tuple(map(int, number.split("."))) for number in found)
