# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets: secret fields of records, masking of messages, and the search for secrets in data.

Messages (errors, warnings, progress lines) are masked. Data (records, names, keys, exported variables) is not, because
masking would change it. A secret within data is an error.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

from ._shown import shown
from ._texts import FIELD_NAME, steps, texts

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:
    # ansible-core older than 2.22 knows only the values of options that are not to be logged.
    register_secrets = None

SECRET_FIELD = re.compile(
    r"[\w -]*(secrets?|keystore|passw(or)?d|passphrase|(private|api|access)[_ -]?key|token)", re.I
)
"""Names of fields that hold a secret, in any spelling: ``clientSecret``, ``private_key``, ``PASSWORD``.

``secret`` is a client's API key, ``keystore`` stands in the attributes of a cluster of the type spConnectCluster
(specification). What a status, a health or an attribute holds, the specification leaves open. A name with a dot is that
of a logger, and ``alertKey`` is none of these.
"""

MASK = "********"

MIN_FOUND = 8
"""Characters or bytes. Shorter secrets occur in text by chance, so they are not searched for in data or within
base64, and masked in a message only as a whole word, as in a URL.
"""


class Held(NamedTuple):
    """A secret within data: the path to it, of keys and numbers, and what that secret is called."""

    path: str
    secret_name: str


def without_secrets(record: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a record without its secret fields, at any depth."""
    return {field: _without_secrets(value) for field, value in record.items() if not _is_secret(field)}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_secrets(value)
    return [_without_secrets(item) for item in value] if isinstance(value, list) else value


@lru_cache(maxsize=1024)
def _is_secret(field: str) -> bool:
    return bool(SECRET_FIELD.fullmatch(field))


def register(secrets: Iterable[str]) -> None:
    """Register secrets with Ansible, if it supports that. Short ones are left out, because Ansible masks data, too."""
    if register_secrets is not None:
        register_secrets([secret for secret in secrets if len(secret) >= MIN_FOUND])


def mask(text: str, secrets: Iterable[str]) -> str:
    """``text`` with each secret replaced, in the encodings in which a server or a library may repeat it."""
    spellings = {spelling: secret for secret in secrets for spelling in _spellings(secret)}
    # Longest first, because a secret may be part of another.
    for spelling in sorted(spellings, key=len, reverse=True):
        if spelling in text:
            if len(spellings[spelling]) >= MIN_FOUND:
                text = text.replace(spelling, MASK)
            else:
                text = re.sub(rf"(?:(?<!\w)|(?<=%[0-9A-F]{{2}})){re.escape(spelling)}(?!\w)", MASK, text)
    return text


def mask_all(value: Any, secrets: Iterable[str]) -> Any:
    """A message with parts, such as a list of texts, in which every text is masked. Its keys stay as they are."""
    if isinstance(value, str):
        return mask(value, secrets)
    if isinstance(value, Mapping):
        return {key: mask_all(item, secrets) for key, item in value.items()}
    return [mask_all(item, secrets) for item in value] if isinstance(value, (list, tuple)) else value


def find_secret(data: Any, secrets: Mapping[str, str]) -> Held | None:
    """The first place in data in which one of the secrets stands, in any spelling, or None.

    ``secrets`` maps each secret to its name in messages.
    """
    # Search all strings at once: a fleet has a hundred thousand.
    everything = json.dumps(data, default=str)
    suspects = {
        spelling: name
        for secret, name in secrets.items()
        if len(secret) >= MIN_FOUND and any(text in everything for text in _within_json(secret))
        for spelling in _spellings(secret)
    }
    for path, text in texts(data) if suspects else ():
        for spelling, name in suspects.items():
            if spelling in text:
                place = [step if FIELD_NAME.fullmatch(step) else mask(step, secrets) for step in steps(data, path)]
                return Held(shown(".".join(place)), name)
    return None


@lru_cache(maxsize=64)
def _spellings(secret: str) -> frozenset[str]:
    if not secret:
        return frozenset()
    data = secret.encode("utf-8", "surrogateescape")
    urls = {quote(data, safe=""), quote(data), quote_plus(data)}
    twice = (quote(url, safe="") for url in urls)
    return frozenset({secret, json.dumps(secret)[1:-1], data.hex(), *urls, *twice, *_base64(data)})


@lru_cache(maxsize=64)
def _within_json(secret: str) -> frozenset[str]:
    """The spellings as they stand within JSON."""
    return frozenset(json.dumps(spelling)[1:-1] for spelling in _spellings(secret))


def _base64(data: bytes) -> Iterator[str]:
    """Base64 of the data alone and, unless it is short, of what it stands in, at whichever place."""
    for altchars in (b"+/", b"-_"):
        yield base64.b64encode(data, altchars).decode("ascii")
        for offset in range(3 if len(data) >= MIN_FOUND else 0):
            encoded = base64.b64encode(bytes(offset) + data, altchars).decode("ascii")
            # The characters that do not depend on their neighbours.
            yield encoded[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]
