# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with a tenant: its connections, its token and its pace. Tasks of one process may share it."""

from __future__ import annotations

from collections.abc import Callable

from .call import Answer, Call
from .connection import Connection
from .deletions import Deletions
from .errors import ApiError, RequestError
from .foresight import Foresight
from .memory import Memory, OwnMemory
from .pace import Pace
from .retry import Deadline, with_retries
from .telemetry import Telemetry
from .token import Token
from .transport import Transport
from .upgrades import Upgrades


class Session:
    """Sends calls with a token, at the tenant's pace. Several threads may share it.

    ``memory`` is that of the run; without one, the session remembers by itself. With ``own_token`` it shares no token.
    """

    def __init__(self, connection: Connection, memory: Memory | None = None, *, own_token: bool = False) -> None:
        self.connection = connection
        memory = memory or OwnMemory()
        self.deletions = Deletions(memory, connection.base_url, connection.list_lag)
        self.foresight = Foresight(memory, connection.base_url)
        self.upgrades = Upgrades(memory, connection.base_url)
        self.pace = Pace(connection.rate_limit, connection.rate_window)
        self._transport = Transport(connection)
        self._token = Token(connection, None if own_token else memory)

    @property
    def secrets(self) -> set[str]:
        """The tokens that the tenant gave, and the proxy's password: like the options' secrets, not to be shown."""
        return self._token.issued | self._transport.proxy_secrets

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def send(self, call: Call, deadline: Deadline, telemetry: Telemetry) -> Answer:
        """Send a call once, or a second time with a new token where the first one is refused.

        Raises RequestError, or StoppedError where nothing may begin any more: no token is asked for then either.
        """
        self.pace.check()
        token = self._value(deadline, telemetry)
        try:
            return self._send_paced(call, token, telemetry)
        except ApiError as error:
            if error.status != 401 or not self._token.renewable:
                raise
        # The tenant may end a token early; one new one tells an ended token from wrong credentials.
        telemetry.count_retry()
        return self._send_paced(call, self._value(deadline, telemetry, refused=token), telemetry)

    def _send_paced(self, call: Call, token: str, telemetry: Telemetry) -> Answer:
        with self.pace.turn() as waited:
            telemetry.add_throttled(waited)
            return self._transport.send(call, telemetry, token)

    def new_token(self, deadline: Deadline, telemetry: Telemetry) -> tuple[str, float]:
        """A token that no one else has, and its lifetime in seconds. Raises OptionError or RequestError."""
        return self._token.fetch(self._fetch(deadline, telemetry))

    def _value(self, deadline: Deadline, telemetry: Telemetry, refused: str | None = None) -> str:
        try:
            return self._token.value(self._fetch(deadline, telemetry), deadline, refused)
        except RequestError as error:
            # Whatever became of the request for a token: the call itself was not sent.
            error.processed = False
            raise

    def _fetch(self, deadline: Deadline, telemetry: Telemetry) -> Callable[[Call], Answer]:
        return lambda call: with_retries(
            lambda: self._transport.send(call, telemetry),
            repeatable=True,
            deadline=deadline,
            pace=self.pace,
            telemetry=telemetry,
        )
