# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two libraries beside ansible-core, imported behind a guard.

A target may lack them; then a module must still load, so that it can say which one to install.
"""

from __future__ import annotations

MISSING: dict[str, str] = {}
"""The text of the import error by name of the library; empty when both are there."""

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

__all__ = ["MISSING", "jsonpatch", "requests", "urllib3"]
