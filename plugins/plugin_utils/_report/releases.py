# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many versions something is behind the newest one that was seen. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

NUMBERS = re.compile(r"\bv?([0-9]{1,20}(?:\.[0-9]{1,20})*)\b")


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
