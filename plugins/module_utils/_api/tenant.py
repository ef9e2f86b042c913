# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One tenant: its endpoints, and requests with retries and telemetry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .deadline import Deadline
from .endpoint import Endpoint
from .errors import OptionError, ReadOnlyError, RequestError, SailPointError, StoppedError
from .planned_changes import PlannedEndpoint
from .request import Request, Response
from .retry import with_retries
from .service import Service
from .session import Session
from .telemetry import Telemetry

Result = TypeVar("Result")


class Tenant:
    """A tenant, as one task sees it.

    ``read_only``: raise ReadOnlyError for any request that is not a GET, except the token request, before it is sent.
    ``sees_planned``: in check mode, overlay the changes that earlier tasks would have made. ``shares_planned``: store
    the changes that this task would make, for later tasks. ``shows_diff``: the task shows a diff. ``show`` prints a
    progress line, or is None.
    """

    def __init__(
        self,
        session: Session,
        *,
        read_only: bool = False,
        sees_planned: bool = False,
        shares_planned: bool = True,
        shows_diff: bool = False,
        show: Callable[[str], None] | None = None,
    ) -> None:
        self.read_only = read_only
        self.shows_diff = shows_diff
        self.show = show
        self.api_version = session.connection.api_version
        self.telemetry = Telemetry()
        self._session = session
        self.deletions = session.deletions
        self.planned_changes = session.planned_changes
        self.upgrades = session.upgrades
        self.shares_planned = shares_planned
        self._sees_planned = sees_planned
        self._endpoints: dict[str, Endpoint] = {}

    def endpoint(self, service: Service) -> Endpoint:
        """The objects of that service. Raises OptionError if this version of the API does not have them."""
        if self.api_version not in service.versions:
            raise OptionError(
                f"{service.noun}s are not available with api_version {self.api_version}. Set it to one of "
                + ", ".join(service.versions)
            )
        if service.path not in self._endpoints:
            arguments = (service, self.api_version, self.request, self.deletions)
            planned = PlannedEndpoint(*arguments, planned_changes=self.planned_changes) if self._sees_planned else None
            self._endpoints[service.path] = planned or Endpoint(*arguments)
        return self._endpoints[service.path]

    @property
    def consistency_timeout(self) -> float:
        """The longest time in seconds until lists show a write."""
        return self._session.connection.consistency_timeout

    def sleep(self, seconds: float) -> None:
        """Wait. Raises StoppedError after ``stop``."""
        self._session.cancellation.sleep(seconds)

    @property
    def stopped_by(self) -> str:
        """What stopped the task, or an empty string."""
        return self._session.cancellation.stopped_by

    def begin(self, is_orphaned: Callable[[], bool] | None) -> None:
        """Begin the task, see ``Cancellation.begin``."""
        self._session.cancellation.begin(is_orphaned)

    def stop(self, reason: str) -> None:
        """Allow no further request. A request that waits for the rate limit raises StoppedError.

        On a read-only tenant nothing has to be finished, so this method raises StoppedError itself.
        """
        self._session.cancellation.stop(reason)
        if self.read_only:
            raise StoppedError("stopped while reading the tenant")

    def new_token(self) -> tuple[str, float]:
        """A new token that nobody else uses, and its lifetime in seconds. Raises OptionError or RequestError."""
        return self._session.new_token(Deadline(self._session.connection.retry_timeout), self.telemetry)

    def request(
        self,
        request: Request,
        read: Callable[[Response], Result],
        *,
        deadline: Deadline | None = None,
        look_up_write: Callable[[Deadline], Result | None] | None = None,
        renew: Callable[[], Request] | None = None,
    ) -> Result:
        """Send a request and return what ``read`` makes of its response.

        ``deadline`` limits the retries (default: ``retry_timeout``). ``look_up_write`` is for writes, see
        ``with_retries``. ``renew`` builds the request again for each attempt, if it depends on what was read. Raises
        RequestError, or what ``read`` raises.
        """
        if self.read_only and request.method != "GET":
            raise ReadOnlyError(f"refused to {request.action}: this tenant is read-only (check mode or an info module)")
        deadline = deadline or Deadline(self._session.connection.retry_timeout)
        return with_retries(
            lambda: read(self._send(renew() if renew else request, deadline)),
            repeatable=request.repeatable,
            deadline=deadline,
            rate_limiter=self._session.rate_limiter,
            cancellation=self._session.cancellation,
            telemetry=self.telemetry,
            look_up_write=look_up_write,
            consistency_timeout=self._session.connection.consistency_timeout,
        )

    def _send(self, request: Request, deadline: Deadline) -> Response:
        """Send a request, and record whether the tenant was or may have been changed."""
        try:
            response = self._session.send(request, deadline, self.telemetry)
        except SailPointError as error:
            if request.method != "GET" and isinstance(error, RequestError) and error.processed:
                self.telemetry.written = True
            raise
        except BaseException:
            # Whatever was raised, the request may have been sent.
            self.telemetry.written |= request.method != "GET"
            raise
        self.telemetry.written |= request.method != "GET"
        return response
