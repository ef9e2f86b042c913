# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with a tenant: connections, token and rate limiter. Tasks of one process may share it."""

from __future__ import annotations

from collections.abc import Callable

from .cancellation import Cancellation
from .connection import Connection
from .deadline import Deadline
from .deletions import Deletions
from .errors import ApiError, RequestError
from .memory import LocalMemory, Memory
from .planned_changes import PlannedChanges
from .rate_limiter import RateLimiter
from .request import Request, Response
from .retry import with_retries
from .round_trips import add_round_trips
from .telemetry import Telemetry
from .token import Token
from .transport import Transport
from .upgrades import Upgrades


class Session:
    """Sends requests with a token, within the rate limit. Thread-safe.

    ``memory`` is the memory of the run (default: local). With ``own_token``, the token is not shared with the run.
    """

    def __init__(self, connection: Connection, memory: Memory | None = None, *, own_token: bool = False) -> None:
        self.connection = connection
        memory = memory or LocalMemory()
        self.deletions = Deletions(memory, connection.base_url, connection.consistency_timeout)
        self.planned_changes = PlannedChanges(memory, connection.base_url)
        self.upgrades = Upgrades(memory, connection.base_url)
        self.cancellation = Cancellation()
        self.rate_limiter = RateLimiter(connection, memory, self.cancellation)
        self._transport = Transport(connection)
        self._token = Token(connection, None if own_token else memory)

    @property
    def secrets(self) -> set[str]:
        """The tokens that the tenant gave, and the proxy's password: like the options' secrets, not to be shown."""
        return self._token.issued | self._transport.proxy_secrets

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def send(self, request: Request, deadline: Deadline, telemetry: Telemetry) -> Response:
        """Send a request once, and again with a new token if the first token is refused (401).

        Raises RequestError, or StoppedError if the task was stopped; no token is requested then.
        """
        self.cancellation.check()
        token = self._value(deadline, telemetry)
        try:
            return self._send_limited(request, token, deadline, telemetry)
        except ApiError as error:
            if error.status != 401 or not self._token.renewable:
                raise
        # The tenant may revoke a token early. A retry with a new token distinguishes that from wrong credentials.
        telemetry.count_retry()
        return self._send_limited(request, self._value(deadline, telemetry, refused=token), deadline, telemetry)

    def _send_limited(self, request: Request, token: str, deadline: Deadline, telemetry: Telemetry) -> Response:
        with self.rate_limiter.acquire(request.action, deadline, telemetry):
            add_round_trips(1)
            return self._transport.send(request, telemetry, token)

    def new_token(self, deadline: Deadline, telemetry: Telemetry) -> tuple[str, float]:
        """A token that no one else has, and its lifetime in seconds. Raises OptionError or RequestError."""
        return self._token.fetch(self._fetch(deadline, telemetry))

    def _value(self, deadline: Deadline, telemetry: Telemetry, refused: str | None = None) -> str:
        try:
            fetch = self._fetch(deadline, telemetry)
            return self._token.value(fetch, deadline, refused, meanwhile=self._transport.connect)
        except RequestError as error:
            # The token request failed, so the request itself was not sent.
            error.processed = False
            raise

    def _fetch(self, deadline: Deadline, telemetry: Telemetry) -> Callable[[Request], Response]:
        def send(request: Request) -> Response:
            # The token request does not count towards the rate limit, but during a Retry-After a token is of no use.
            self.rate_limiter.check(request.action, deadline)
            return self._transport.send(request, telemetry)

        return lambda request: with_retries(
            lambda: send(request),
            repeatable=True,
            deadline=deadline,
            rate_limiter=self.rate_limiter,
            cancellation=self.cancellation,
            telemetry=telemetry,
        )
