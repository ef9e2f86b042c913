# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decode the Content-Encoding of a response, with a size limit. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from .._shown import shown
from .errors import TransportError
from .request import Request

READABLE = frozenset({"gzip", "x-gzip", "deflate"})
COMPRESSIONS = READABLE | {"br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip"}
"""IANA's content codings. Other values are ignored: some servers send ``UTF-8``."""

EITHER_HEADER = 32 + zlib.MAX_WBITS
"""For zlib: gzip or zlib (which is what HTTP calls deflate), as the data says."""


def decode(request: Request, headers: Mapping[str, str], content: bytes, most: int) -> bytes:
    """The decoded content.

    Raises TransportError if it exceeds ``most`` bytes or has a coding that was not requested.
    """
    named = [coding.strip().lower() for coding in headers.get("Content-Encoding", "").split(",")]
    codings = [coding for coding in named if coding in COMPRESSIONS]
    if not codings or not content:
        return content
    if len(codings) > 1 or codings[0] not in READABLE:
        raise TransportError(
            f"could not {request.action}: the response has the Content-Encoding {shown(', '.join(codings))}, and only "
            "gzip was requested. Check the gateways and proxies on the way to the tenant",
            processed=True,
            passing=False,
        )
    decoder = zlib.decompressobj(EITHER_HEADER)
    try:
        decoded = decoder.decompress(content, most + 1)
    except zlib.error:
        decoded = b""
    if len(decoded) > most:
        raise too_long(request, most)
    if not decoder.eof or decoder.unused_data:
        raise TransportError(
            f"could not {request.action}: the response is not valid {codings[0]}", processed=True, passing=True
        )
    return decoded


def too_long(request: Request, most: int) -> TransportError:
    """The error for a response of more than ``most`` bytes."""
    return TransportError(
        f"could not {request.action}: the response is longer than {most // 2**20} MB. Check base_url",
        processed=True,
        passing=False,
    )
