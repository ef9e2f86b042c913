# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a secret stands in a text, in any of the ways in which one is commonly written."""

from __future__ import annotations

import base64
import html
import json
import pathlib
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus


def leaks(texts: Mapping[str, str], secrets: Mapping[str, str]) -> list[str]:
    """A line for each secret, by its name, in each text, by its name. It does not say what the secret is."""
    # Ansible breaks long lines, words too.
    squeezed = {name: re.sub(r"\s+", "", text) for name, text in texts.items()}
    return [
        f"{secret}, {how}, in {name}"
        for secret, value in secrets.items()
        for how, spelling in spellings(value)
        for name, text in squeezed.items()
        if spelling in text
    ]


def spellings(secret: str) -> Iterable[tuple[str, str]]:
    """The ways to write a secret, each with its name."""
    data = secret.encode()
    yield "plain", secret
    yield "in JSON", json.dumps(secret)[1:-1]
    yield "in JSON with Unicode", json.dumps(secret, ensure_ascii=False)[1:-1]
    yield "in JSON within JSON", json.dumps(json.dumps(secret))[3:-3]
    yield "as Python writes it", repr(secret)[1:-1]
    yield "in HTML", html.escape(secret)
    yield "in XML", html.escape(secret, quote=False)
    yield "in hexadecimal", data.hex()
    yield "in hexadecimal capitals", data.hex().upper()
    for encode in (quote, quote_plus):
        for safe in ("", "/"):
            once = encode(secret, safe=safe)
            yield "in a URL", once
            yield "in a URL within a URL", encode(once, safe=safe)
    for altchars in (b"+/", b"-_"):
        for offset in range(3):
            encoded = base64.b64encode(bytes(offset) + data, altchars).decode("ascii")
            # Only what does not depend on the neighbours.
            yield f"in base64 at {offset}", encoded[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]


def files(folder: pathlib.Path) -> dict[str, str]:
    """The text of all files in a folder, by their paths in it."""
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("utf-8", "replace")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
