# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program writes to a terminal."""

from __future__ import annotations

import os


def read_all(descriptor: int) -> str:
    """What comes out of a terminal until it is closed."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts).decode("utf-8", "replace")
