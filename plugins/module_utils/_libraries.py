# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import ``requests`` and ``jsonpatch``, or record that they are missing.

A target may lack them. The module must still load to report which library to install.
"""

from __future__ import annotations

import shlex
import sys

MISSING: dict[str, str] = {}
"""Missing libraries and the text of their import error."""

try:
    import requests
    import urllib3
except ImportError as error:
    requests = None  # type: ignore[assignment]
    urllib3 = None  # type: ignore[assignment]
    MISSING["requests"] = str(error)

try:
    import jsonpatch
except ImportError as error:
    jsonpatch = None  # type: ignore[assignment]
    MISSING["jsonpatch"] = str(error)

__all__ = ["MISSING", "jsonpatch", "missing_libraries", "pip_command", "requests", "urllib3"]


def pip_command(*libraries: str) -> str:
    """The command that installs these libraries for this Python."""
    return f"`{shlex.quote(sys.executable or 'python3')} -m pip install {' '.join(libraries)}`"


def missing_libraries() -> str:
    """What this Python lacks and how to install it, as one line; empty when it lacks nothing."""
    if not MISSING:
        return ""
    reasons = "; ".join(" ".join(reason.split()) for reason in MISSING.values())
    return (
        f"this Python lacks {' and '.join(MISSING)} ({reasons}). Install with {pip_command(*MISSING)}, or set "
        "ansible_python_interpreter to a Python that has requests and jsonpatch"
    )
