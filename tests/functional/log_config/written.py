# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times and requests as the API has them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


def moment(**ahead):
    """A moment that far ahead, as the API writes it."""
    text = (datetime.now(timezone.utc) + timedelta(**ahead)).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def bodies(entries):
    """The methods and bodies of requests."""
    return [(entry["method"], entry["body"]) for entry in entries]
