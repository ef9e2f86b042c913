# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never be shown: which fields of a record, and how a text is cleaned of known values."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

SECRET_FIELDS = frozenset({"secret", "keystore", "privateKey", "private_key"})
"""Fields of the API's records that hold a secret, at any depth.

``secret`` is a client's API key, ``keystore`` stands in the attributes of a cluster of the type spConnectCluster
(specification). A cluster's key pair has public parts only in the specification; a private one would not be shown.
"""

MASK = "********"


def without_secrets(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a record without its secret fields."""
    return {
        field: without_secrets(value) if isinstance(value, Mapping) else value
        for field, value in record.items()
        if field not in SECRET_FIELDS
    }


def mask(text: str, secrets: Iterable[str]) -> str:
    """``text`` with each secret replaced, in the encodings in which a server or a library may repeat it."""
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    # The longest first: one secret may be part of another.
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, MASK)
    return text


def mask_all(value: Any, secrets: Iterable[str]) -> Any:
    """A value in which every text is masked."""
    if isinstance(value, str):
        return mask(value, secrets)
    if isinstance(value, Mapping):
        return {key: mask_all(item, secrets) for key, item in value.items()}
    return [mask_all(item, secrets) for item in value] if isinstance(value, (list, tuple)) else value


def _spellings(secret: str) -> set[str]:
    if not secret:
        return set()
    encoded = base64.b64encode(secret.encode("utf-8", "surrogateescape")).decode("ascii")
    return {secret, quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace"), encoded}
