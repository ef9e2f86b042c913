# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request to the tenant and its response, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Request:
    """A request, without token.

    ``action`` is for messages (``create managed client "a"``); ``scope`` is the OAuth scope that it requires.
    ``repeatable`` is true if it is idempotent. ``may_be_empty`` is true if 204 is also a documented status of its
    response.
    """

    method: str
    path: str
    action: str
    scope: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    content_type: str | None = None
    repeatable: bool = True
    may_be_empty: bool = False

    @property
    def statuses(self) -> tuple[int, ...]:
        """The documented statuses of success (specification)."""
        if self.method == "DELETE":
            return (HTTPStatus.NO_CONTENT,)
        return (HTTPStatus.OK, HTTPStatus.NO_CONTENT) if self.may_be_empty else (HTTPStatus.OK,)


class Response(NamedTuple):
    """A response with a documented status of success. ``body`` is the parsed JSON, or None if the status is 204."""

    status: int
    headers: Mapping[str, str]
    body: Any


def json_bytes(value: Any) -> bytes:
    """JSON for a request body. ASCII only, so that any text survives any gateway."""
    return json.dumps(value).encode("ascii")
