# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get an access token, for tasks that are to share it."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .._api.tenant import Tenant
from .._argspec import CONNECTION
from .outcome import Resource


@dataclass(frozen=True)
class FetchedToken:
    """A token, and the moment at which it ends (ISO 8601, UTC), or None if the tenant did not say."""

    value: str = field(repr=False)
    expires_at: str | None
    warnings: Sequence[str] = ()

    def as_result(self, returns: str, *, diff: bool) -> dict[str, Any]:
        """What the module returns."""
        return {"changed": False, returns: self.value, "expires_at": self.expires_at}


def fetch(tenant: Tenant, params: Mapping[str, Any]) -> FetchedToken:
    """A new token. The token that tasks of a run share is not used: it may be about to expire.

    Raises SailPointError.
    """
    # Measured from before the request, so that the token is never used for too long.
    begun = time.time()
    value, lifetime = tenant.new_token()
    return FetchedToken(value, written(begun + lifetime) if math.isfinite(lifetime) else None)


def written(moment: float) -> str:
    """A moment (seconds since 1970) in ISO 8601, UTC, in whole seconds."""
    return datetime.fromtimestamp(int(moment), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


ACCESS_TOKEN = Resource("access_token", CONNECTION, fetch, info=True)
