# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One tenant: what its objects are, and how a request gets there, with retries and telemetry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .deadline import Deadline
from .endpoint import Endpoint
from .errors import OptionError, ReadOnlyError, RequestError, SailPointError, StoppedError
from .foresight import ForeseeingEndpoint
from .request import Request, Response
from .retry import with_retries
from .service import Service
from .session import Session
from .telemetry import Telemetry

Result = TypeVar("Result")


class Tenant:
    """A tenant, as one task sees it.

    A ``read_only`` tenant raises ReadOnlyError for any request that is not a GET, before anything is sent; the token
    request alone is let through. One that ``foresees`` is as the tasks before would have left it in check mode, and
    ``notes`` what this one would have done.
    ``shows_diff`` says whether what changes is shown. ``show`` shows a line to whoever watches; None where no one does.
    """

    def __init__(
        self,
        session: Session,
        *,
        read_only: bool = False,
        foresees: bool = False,
        notes: bool = True,
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
        self.foresight = session.foresight
        self.upgrades = session.upgrades
        self.notes = notes
        self._foresees = foresees
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
            foreseen = ForeseeingEndpoint(*arguments, foresight=self.foresight) if self._foresees else None
            self._endpoints[service.path] = foreseen or Endpoint(*arguments)
        return self._endpoints[service.path]

    @property
    def consistency_timeout(self) -> float:
        """The longest time in seconds that lists may take to show what was written."""
        return self._session.connection.consistency_timeout

    def sleep(self, seconds: float) -> None:
        """Wait. Raises StoppedError after ``stop``."""
        self._session.cancellation.sleep(seconds)

    @property
    def stopped_by(self) -> str:
        """Why no request may begin any more; empty while one may."""
        return self._session.cancellation.stopped_by

    def begin(self, is_orphaned: Callable[[], bool] | None) -> None:
        """Begin the task, see ``Cancellation.begin``."""
        self._session.cancellation.begin(is_orphaned)

    def stop(self, reason: str) -> None:
        """Let no request begin any more: a request that waits for the rate limit raises StoppedError.

        Where nothing can have been written, nothing is worth waiting for: then it raises StoppedError itself.
        """
        self._session.cancellation.stop(reason)
        if self.read_only:
            raise StoppedError("stopped while reading the tenant")

    def new_token(self) -> tuple[str, float]:
        """A token of its own, and its lifetime in seconds. Raises OptionError or RequestError."""
        return self._session.new_token(Deadline(self._session.connection.retry_timeout), self.telemetry)

    def request(
        self,
        request: Request,
        read: Callable[[Response], Result],
        *,
        deadline: Deadline | None = None,
        find_lost: Callable[[Deadline], Result | None] | None = None,
        renew: Callable[[], Request] | None = None,
    ) -> Result:
        """Send a request and return what ``read`` makes of its response.

        ``deadline`` bounds the retries; by default, ``retry_timeout`` does. ``find_lost`` is for a write, see
        ``with_retries``. ``renew`` makes the request anew for each try, if it depends on what was found. Raises
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
            find_lost=find_lost,
            consistency_timeout=self._session.connection.consistency_timeout,
        )

    def _send(self, request: Request, deadline: Deadline) -> Response:
        """Send a request, and keep in mind whether it changed anything or may have."""
        try:
            response = self._session.send(request, deadline, self.telemetry)
        except SailPointError as error:
            if request.method != "GET" and isinstance(error, RequestError) and error.processed:
                self.telemetry.written = True
            raise
        except BaseException:
            # Wherever that came from, the request may have been sent.
            self.telemetry.written |= request.method != "GET"
            raise
        self.telemetry.written |= request.method != "GET"
        return response
