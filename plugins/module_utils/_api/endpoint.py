# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One kind of object of a tenant: its list, and each object by id. Records go in and out in snake_case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Dict, Optional, Protocol, TypeVar

from .._shown import shown_name
from .deadline import Deadline
from .deletions import Deletions
from .errors import ApiError, GoneError, RequestError
from .fields import to_camel_case
from .listing import PAGE_SIZE, Listing, Page, Record
from .memory import LocalMemory
from .paths import collection_path, object_path
from .request import Request, Response, json_bytes
from .responses import unexpected_body
from .service import Service

__all__ = ["PAGE_SIZE", "Endpoint", "Part", "Record", "Requester", "Service"]

Part = Optional[Dict[str, Any]]
"""A part of an object, with its field names as the API gives them, or None if the tenant has none."""

MEMBERS = "client_ids"
"""The field of a cluster with the ids of its clients."""

OWNER_IDS = ("id", "client_id", "cc_id")
"""The ids by which a part may name the object that it is of."""

Result = TypeVar("Result")


class Requester(Protocol):
    """What an endpoint requires of a tenant: send a request with token and retries, and read its response."""

    def __call__(
        self,
        request: Request,
        read: Callable[[Response], Result],
        *,
        deadline: Deadline | None = None,
        look_up_write: Callable[[Deadline], Result | None] | None = None,
        renew: Callable[[], Request] | None = None,
    ) -> Result:
        """Send the request, with retries. Returns what ``read`` makes of the response."""


class Endpoint:
    """The objects of one kind. Every method raises RequestError if the request fails.

    A write succeeds if its response is a documented one. Otherwise the object is read to see what happened.
    """

    def __init__(
        self, service: Service, api_version: str, request: Requester, deletions: Deletions | None = None
    ) -> None:
        self._service = service
        self._version = api_version
        self._request = request
        self._deletions = deletions or Deletions(LocalMemory(), "", 0.0)

    @property
    def noun(self) -> str:
        """What an object is called in messages."""
        return self._service.noun

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All objects, or all that match the filter. Raises ListError if the list cannot be read to its end.

        Objects that this run deleted, and clients deleted with their cluster, are omitted even if the list still shows
        them.
        """
        return self._without_deleted(
            Listing(self.noun, lambda offset: self._read_page(filters, offset, deadline)).read()
        )

    def get(self, object_id: str, deadline: Deadline | None = None) -> Record | None:
        """The object with that id, or None."""
        request = self._object_request("GET", object_id, f"read {self.noun} {object_id}")
        try:
            return self._request(
                request, lambda response: self._read_object(request, response, object_id), deadline=deadline
            )
        except ApiError as error:
            if error.is_absent:
                return None
            raise

    def is_stale(self, record: Record) -> bool:
        """Whether a listed object was deleted. A request is sent only if the run may have deleted it."""
        if self._deletions.complete or self.get(record["id"]) is not None:
            return False
        self._deletions.add(record["id"])
        return True

    def create(self, fields: Mapping[str, Any], look_up_write: Callable[[Deadline], Record | None]) -> Record:
        """Create an object and return the API's record, including its secret.

        ``look_up_write`` finds the object if the response was lost, so that it is not created twice.
        """
        request = Request(
            "POST",
            collection_path(self._version, self._service.path),
            f'create {self.noun} "{shown_name(fields.get(self._service.identity[0]))}"',
            scope=self._service.manage_scope,
            body=json_bytes(to_camel_case(fields)),
            content_type="application/json",
            repeatable=False,
        )

        def read(response: Response) -> Record:
            record = self._service.checked(request, response.body)
            if any(name in fields and record.get(name) != fields[name] for name in self._service.identity):
                raise unexpected_body(request, f"the {self.noun} that was sent")
            return record

        return self._request(request, read, look_up_write=look_up_write)

    def patch(
        self,
        object_id: str,
        operations: Sequence[Mapping[str, Any]],
        remaining: Callable[[Record], Sequence[Mapping[str, Any]]],
    ) -> Record:
        """Apply JSON Patch operations (RFC 6902, paths as in the API) and return the whole object.

        If the response was lost, the object is read, and the ``remaining`` operations for it are sent; none if all
        were applied. The API would refuse some operations the second time. Raises GoneError.
        """
        request = self._object_request(
            "PATCH", object_id, f"change {self.noun} {object_id}", content_type="application/json-patch+json"
        )
        left = operations

        def look_up_write(deadline: Deadline) -> Record | None:
            nonlocal left
            record = self.get(object_id, deadline)
            if record is None:
                raise self._gone(object_id)
            left = remaining(record)
            return None if left else record

        def renewed() -> Request:
            return replace(
                request, body=json_bytes({self._service.patch_key: left} if self._service.patch_key else left)
            )

        try:
            return self._request(
                request,
                lambda response: self._read_object(request, response, object_id),
                look_up_write=look_up_write,
                renew=renewed,
            )
        except ApiError as error:
            if error.is_absent:
                raise self._gone(object_id) from None
            raise

    def delete(self, object_id: str, query: Mapping[str, str] | None = None) -> None:
        """Delete an object. A missing one is not an error (the specification does not say how the API responds)."""
        request = self._object_request("DELETE", object_id, f"delete {self.noun} {object_id}", query=query or {})

        def look_up_write(deadline: Deadline) -> bool | None:
            return True if self.get(object_id, deadline) is None else None

        try:
            self._request(request, lambda response: True, look_up_write=look_up_write)
        except ApiError as error:
            if not error.is_absent:
                raise
        self._deletions.add(object_id)

    def trigger(self, object_id: str, part: str, *, scope: str, action: str) -> dict[str, Any]:
        """Start an action of the tenant (POST without a body). Returns the response with the API's field names.

        The effect of a second request is not documented, so a retry is sent only if the first was not processed. After
        a RequestError with ``processed``, it is unknown whether the action started. Raises GoneError.
        """
        request = Request(
            "POST",
            f"{object_path(self._version, self._service.path, object_id)}/{part}",
            action,
            scope=scope,
            repeatable=False,
        )
        try:
            return self._request(request, lambda response: _read_part(request, response, ()) or {})
        except ApiError as error:
            if error.is_absent:
                raise self._gone(object_id) from None
            raise

    def get_part(
        self,
        object_id: str,
        part: str,
        *,
        scope: str,
        query: Mapping[str, str] | None = None,
        may_be_empty: bool = False,
        texts: Sequence[str] = (),
        owner: Record | None = None,
        deadline: Deadline | None = None,
    ) -> Part:
        """A part of an object with its own path, such as its status: the API's JSON object.

        ``texts`` are the fields that it must have as a text, and ``owner`` the object that it must be about if its body
        names one by an id (specification: status and health indicators do). None if it ``may_be_empty`` and the API has
        no content. Raises RequestError, for an object that does not exist, too.
        """
        request = Request(
            "GET",
            f"{object_path(self._version, self._service.path, object_id)}/{part}",
            f"read the {part} of {self.noun} {object_id}",
            scope=scope,
            query=query or {},
            may_be_empty=may_be_empty,
        )

        def read(response: Response) -> Part:
            found = _read_part(request, response, texts)
            named = (found or {}).get("body")
            # No source documents which id this is.
            ids = [str(owner.get(name)) for name in OWNER_IDS] if owner else []
            if owner and isinstance(named, dict) and str(named.get("id") or object_id) not in ids:
                raise self._wrong_object(request, named["id"])
            return found

        return self._request(request, read, deadline=deadline)

    def put_part(
        self,
        object_id: str,
        part: str,
        body: Any,
        *,
        look_up_write: Callable[[Deadline], Part],
        texts: Sequence[str] = (),
    ) -> Part:
        """Replace a part of an object, ``body`` as the API takes it, and return what ``get_part`` would.

        ``look_up_write`` reads the part if the response was lost, and returns it if it has the new values.
        """
        request = Request(
            "PUT",
            f"{object_path(self._version, self._service.path, object_id)}/{part}",
            f"change the {part} of {self.noun} {object_id}",
            scope=self._service.manage_scope,
            body=json_bytes(body),
            content_type="application/json",
        )
        return self._request(
            request, lambda response: _read_part(request, response, texts), look_up_write=look_up_write
        )

    def _deleted_ids(self) -> set[str]:
        """The ids of deleted objects that lists may still show."""
        return self._deletions.ids()

    def _without_deleted(self, records: list[Record]) -> list[Record]:
        gone = self._deleted_ids()
        if not gone:
            return records
        left = [record for record in records if gone.isdisjoint((record["id"], record.get("cluster_id")))]
        return [_without_members(record, gone) if record.get(MEMBERS) else record for record in left]

    def _object_request(self, method: str, object_id: str, action: str, **more: Any) -> Request:
        scope = self._service.read_scope if method == "GET" else self._service.manage_scope
        return Request(method, object_path(self._version, self._service.path, object_id), action, scope, **more)

    def _read_page(self, filters: str | None, offset: int, deadline: Deadline | None) -> Page:
        query = {"offset": str(offset), "limit": str(PAGE_SIZE)}
        if self._service.counts:
            query["count"] = "true"
        if filters:
            query["filters"] = filters
        request = Request(
            "GET",
            collection_path(self._version, self._service.path),
            f"list {self.noun}s",
            scope=self._service.read_scope,
            query=query,
        )

        def read(response: Response) -> Page:
            if not isinstance(response.body, list):
                raise unexpected_body(request, "a list")
            count = response.headers.get("X-Total-Count", "")
            # A longer number is invalid and slow to parse.
            total = int(count[:15]) if re.fullmatch("[0-9]+", count) else None
            return [self._service.checked(request, entry) for entry in response.body], total

        return self._request(request, read, deadline=deadline)

    def _read_object(self, request: Request, response: Response, object_id: str) -> Record:
        record = self._service.checked(request, response.body)
        if record["id"] != object_id:
            raise self._wrong_object(request, record["id"])
        return record

    def _wrong_object(self, request: Request, object_id: object) -> RequestError:
        return unexpected_body(
            request,
            f'about this object, but about another one (id "{shown_name(object_id)}"). Give the id exactly as the '
            "tenant returns it, and check that no cache responds in its place",
        )

    def _gone(self, object_id: str) -> GoneError:
        self._deletions.add(object_id)
        return GoneError(f"{self.noun} {object_id} no longer exists. Run the task again")


def _without_members(record: Record, gone: set[str]) -> Record:
    return {**record, MEMBERS: [member for member in record[MEMBERS] if member not in gone]}


def _read_part(request: Request, response: Response, texts: Sequence[str]) -> Part:
    if response.body is None and response.status == HTTPStatus.NO_CONTENT:
        return None
    if not isinstance(response.body, dict):
        raise unexpected_body(request, "a JSON object")
    for field in texts:
        if not isinstance(response.body.get(field), str):
            raise unexpected_body(request, f"an object with {field}")
    return response.body
