# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients that everyone deals with."""

from __future__ import annotations

CLUSTER = "Paris"


def client(number: int) -> dict[str, str]:
    """Name and description of the client of that number."""
    return {"name": f"va-{number:05}", "description": f"Appliance {number} in {CLUSTER}"}
