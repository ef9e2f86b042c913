# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must never be shown: which fields of a record, and how a text is cleaned of known values."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:
    # ansible-core older than 2.22 knows only the values of options that are not to be logged.
    register_secrets = None

SECRET_FIELDS = frozenset({"secret", "keystore", "privateKey", "private_key"})
"""Fields of the API's records that hold a secret, at any depth.

``secret`` is a client's API key, ``keystore`` stands in the attributes of a cluster of the type spConnectCluster
(specification). A cluster's key pair has public parts only in the specification; a private one would not be shown.
"""

MASK = "********"

LEAST_INSIDE = 8
"""Bytes. Of a shorter secret too little is left within other base64 to tell it from anything else."""


def without_secrets(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a record without its secret fields."""
    return {
        field: without_secrets(value) if isinstance(value, Mapping) else value
        for field, value in record.items()
        if field not in SECRET_FIELDS
    }


def register(secrets: Iterable[str]) -> None:
    """Tell Ansible, where it can be told, what it must not show anywhere."""
    if register_secrets is not None:
        register_secrets(secrets)


def mask(text: str, secrets: Iterable[str]) -> str:
    """``text`` with each secret replaced, in the encodings in which a server or a library may repeat it."""
    return str(mask_all(text, secrets))


def mask_all(value: Any, secrets: Iterable[str]) -> Any:
    """A value in which every text, those of keys too, is masked."""
    spellings = {spelling for secret in secrets for spelling in _spellings(secret)}
    # The longest first: one secret may be part of another.
    return _without(value, sorted(spellings, key=len, reverse=True))


def _without(value: Any, spellings: Sequence[str]) -> Any:
    if isinstance(value, str):
        if spellings and len(value) >= len(spellings[-1]):
            for spelling in spellings:
                value = value.replace(spelling, MASK)
        return value
    if isinstance(value, Mapping):
        return {_without(key, spellings): _without(item, spellings) for key, item in value.items()}
    return [_without(item, spellings) for item in value] if isinstance(value, (list, tuple)) else value


def _spellings(secret: str) -> set[str]:
    if not secret:
        return set()
    data = secret.encode("utf-8", "surrogateescape")
    urls = {quote(data, safe=""), quote(data), quote_plus(data)}
    return {secret, json.dumps(secret)[1:-1], data.hex(), *urls, *(quote(url, safe="") for url in urls), *_base64(data)}


def _base64(data: bytes) -> Iterator[str]:
    """Base64 of the data alone and, unless it is short, of what it stands in, at whichever place."""
    for altchars in (b"+/", b"-_"):
        yield base64.b64encode(data, altchars).decode("ascii")
        for offset in range(3 if len(data) >= LEAST_INSIDE else 0):
            encoded = base64.b64encode(bytes(offset) + data, altchars).decode("ascii")
            # The characters that do not depend on what stands before and after.
            yield encoded[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]
