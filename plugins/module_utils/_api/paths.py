# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of the API by version. Source: the vendor's specifications (v2024, v2025, per-service v1)."""

from __future__ import annotations

from urllib.parse import quote

from .errors import OptionError

VERSIONS = ("v3", "v2024", "v2025", "v2026", "v1")
"""The API versions, as the option api_version takes them."""

HEALTH_VERSIONS = ("v2025", "v2026", "v1")
"""Versions with health indicators."""

UPGRADE_VERSIONS = ("v2024", "v2025", "v2026", "v1")
"""Versions that can upgrade a cluster."""

TOKEN_PATH = "/oauth/token"
"""The token endpoint: never under a version."""


def collection_path(api_version: str, service: str) -> str:
    """The path of a whole collection, such as ``/v2024/managed-clients`` or ``/managed-clients/v1``."""
    return f"/{service}/v1" if api_version == "v1" else f"/{api_version}/{service}"


def object_path(api_version: str, service: str, object_id: str) -> str:
    """The path of one object. The id is percent-encoded.

    Raises OptionError for ``.`` and ``..``, which name another path even if encoded (RFC 3986).
    """
    if object_id in ("", ".", ".."):
        raise OptionError(f'"{object_id}" is not a valid id')
    return f"{collection_path(api_version, service)}/{quote(object_id, safe='')}"
