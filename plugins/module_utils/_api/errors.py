# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of the collection. Each is one line: what failed, on what, and what to do."""

from __future__ import annotations

from typing import Any

from .._shown import one_line


class SailPointError(Exception):
    """Base of all errors that a user sees.

    The message is one line. ``details`` are values that the result also has (``status``, ``request_id``, ...).
    """

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(one_line(message))
        self.details: dict[str, Any] = {key: value for key, value in details.items() if value is not None}


class OptionError(SailPointError):
    """The options of the task cannot be used as they are. Nothing was sent."""


class ReadOnlyError(SailPointError):
    """The code tried to write to a read-only tenant, which is a bug. Nothing was sent."""


class NotFoundError(SailPointError):
    """An object that the task names does not exist."""


class GoneError(NotFoundError):
    """An object was deleted after it was listed."""


class AmbiguousError(SailPointError):
    """A name in the task matches more than one object."""


class RacingError(AmbiguousError):
    """A name matches several objects created at the same time. Other runs may be about to delete the duplicates."""


class ImmutableError(SailPointError):
    """The task would change a field that the API cannot change."""


class ListError(SailPointError):
    """A list could not be read to its end."""


class MovingListError(ListError):
    """A list changed each time it was read."""


class StoppedError(SailPointError):
    """The task was stopped (a signal, its timeout, the end of Ansible) before it was done."""


class RequestError(SailPointError):
    """A request failed.

    Whether it had an effect, and whether it can be retried:

    - ``processed`` false: the tenant did not process it, so any method can be retried.
    - ``processed`` true: it may have processed it, because the response was lost or is undocumented. After a write,
      read the object to see the effect. Only idempotent requests can be retried.
    - ``passing`` false: a retry would not help.
    - ``stale`` true: the server had closed the idle connection, so retry at once.
    """

    stale = False

    def __init__(self, message: str, *, processed: bool, passing: bool, **details: Any) -> None:
        super().__init__(message, **details)
        self.processed = processed
        self.passing = passing


class RateLimitedError(RequestError):
    """A request was not sent, because the tenant asks clients to wait for longer than the deadline."""


class TransportError(RequestError):
    """No response arrived, or one that the API does not document."""


class ApiError(RequestError):
    """A response with an error status.

    ``status`` is the HTTP status, ``retry_after`` the seconds in the header ``Retry-After``. ``own`` is true if the
    body is one of the API's error bodies (specification). Otherwise the response may be a gateway's, which says nothing
    about an object.
    """

    def __init__(
        self, message: str, *, status: int, own: bool = False, retry_after: float | None = None, **details: Any
    ) -> None:
        super().__init__(
            message,
            processed=status >= 500 or (status == 404 and not own),
            passing=status == 429 or status >= 500,
            status=status,
            **details,
        )
        self.status = status
        self.own = own
        self.retry_after = retry_after

    @property
    def is_absent(self) -> bool:
        """Whether the API itself says that the object does not exist."""
        return self.own and self.status == 404


def unexpected_error(error: Exception) -> str:
    """The message for any other exception: a lack of resources on this host, or a bug in the collection."""
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, (MemoryError, OSError)):
        return one_line(
            f"this host ran out of a resource ({what}). Check its memory, disk and process limits, then run "
            "the task again"
        )
    return one_line(
        f"internal error of community.sailpoint ({what}). Run the task again with -vvv and report the output"
    )
