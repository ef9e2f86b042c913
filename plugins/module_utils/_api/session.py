# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with a tenant: its connections, its token and its pace. Tasks of one process may share it."""

from __future__ import annotations

from collections.abc import Callable

from .call import Answer, Call
from .connection import Connection
from .errors import ApiError
from .pace import Pace
from .retry import Deadline, with_retries
from .telemetry import Telemetry
from .token import Token, TokenStore
from .transport import Transport


class Session:
    """Sends calls with a token, at the tenant's pace. Several threads may share it.

    ``store`` keeps the token for others; without one, the session keeps it to itself.
    """

    def __init__(self, connection: Connection, store: TokenStore | None = None) -> None:
        self.connection = connection
        self.pace = Pace(connection.rate_limit, connection.rate_window)
        self._transport = Transport(connection)
        self._token = Token(connection, store)

    @property
    def secrets(self) -> set[str]:
        """The tokens that the tenant gave, and the proxy's password: like the options' secrets, not to be shown."""
        return self._token.issued | self._transport.proxy_secrets

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def send(self, call: Call, deadline: Deadline, telemetry: Telemetry) -> Answer:
        """Send a call once, or a second time with a new token where the first one is refused. Raises RequestError."""
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
        return self._token.value(self._fetch(deadline, telemetry), deadline, refused)

    def _fetch(self, deadline: Deadline, telemetry: Telemetry) -> Callable[[Call], Answer]:
        return lambda call: with_retries(
            lambda: self._transport.send(call, telemetry),
            repeatable=True,
            deadline=deadline,
            pace=self.pace,
            telemetry=telemetry,
        )
