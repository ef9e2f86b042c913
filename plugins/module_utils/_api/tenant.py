# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One tenant: what its objects are, and how a call gets there, with token, retries and telemetry."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from .call import Answer, Call
from .collection import Collection, Service
from .connection import Connection
from .errors import ApiError, ReadOnlyError
from .retry import Deadline, with_retries
from .telemetry import Telemetry
from .token import Token
from .transport import Transport

Result = TypeVar("Result")

MANAGED_CLIENTS = Service(
    noun="managed client",
    path="managed-clients",
    read_scope="idn:remote-client:read",
    manage_scope="idn:remote-client:manage",
)
MANAGED_CLUSTERS = Service(
    noun="managed cluster",
    path="managed-clusters",
    read_scope="idn:remote-client:read",
    manage_scope="idn:remote-client:manage",
)


class Tenant:
    """A tenant, as one task sees it.

    A ``read_only`` tenant raises ReadOnlyError for any call that is not a GET, before anything is sent; the token
    request alone is let through. Use it as a context manager: its connections are closed at the end.
    """

    def __init__(self, connection: Connection, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self.api_version = connection.api_version
        self.telemetry = Telemetry()
        self._max_wait = connection.max_wait
        self._transport = Transport(connection, self.telemetry)
        self._token = Token(connection, self._fetch_token)
        self.clients = Collection(MANAGED_CLIENTS, connection.api_version, self.request)
        self.clusters = Collection(MANAGED_CLUSTERS, connection.api_version, self.request)

    def __enter__(self) -> Tenant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    @property
    def secrets(self) -> set[str]:
        """The tokens that the tenant gave: like the options' secrets, they must not be shown."""
        return self._token.issued

    def request(
        self,
        call: Call,
        read: Callable[[Answer], Result],
        *,
        deadline: Deadline | None = None,
        find_lost: Callable[[Deadline], Result | None] | None = None,
    ) -> Result:
        """Send a call and return what ``read`` makes of its answer.

        ``deadline`` bounds the retries; without one, a new one of ``max_wait`` seconds does. ``find_lost`` is for a
        call that must not be repeated blindly, see ``with_retries``. Raises RequestError, or what ``read`` raises.
        """
        if self.read_only and call.method != "GET":
            raise ReadOnlyError(f"refused to {call.action}: this tenant is read-only (check mode or an info module)")
        deadline = deadline or Deadline(self._max_wait)
        return with_retries(
            lambda: read(self._send(call, deadline)),
            repeatable=call.repeatable,
            deadline=deadline,
            telemetry=self.telemetry,
            find_lost=find_lost,
        )

    def _send(self, call: Call, deadline: Deadline) -> Answer:
        token = self._token.value(deadline)
        try:
            return self._transport.send(call, token)
        except ApiError as error:
            if error.status != 401 or not self._token.renewable:
                raise
        # The tenant may end a token early; one new one tells an ended token from wrong credentials.
        self._token.discard()
        self.telemetry.retries += 1
        return self._transport.send(call, self._token.value(deadline))

    def _fetch_token(self, call: Call, deadline: Deadline) -> Answer:
        return with_retries(
            lambda: self._transport.send(call), repeatable=True, deadline=deadline, telemetry=self.telemetry
        )
