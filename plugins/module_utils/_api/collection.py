# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One kind of object of a tenant: its list, and each object by id. Records go in and out in snake_case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Dict, NamedTuple, Optional, Protocol, TypeVar

from .answers import wrong_shape
from .call import Answer, Call, json_bytes
from .errors import ApiError, ListError, MovingListError
from .fields import to_camel_case, to_snake_case
from .paths import collection_path, object_path
from .pool import WORKERS, map_concurrently
from .retry import Deadline

PAGE_SIZE = 250
"""Records on a page: the most that the API gives (specification)."""

LIST_TRIES = 5
"""How often a list is read again without coming closer to its end, before it is given up."""

MOST_PAGES = 2000
"""How many pages of a list are read, those that are read again too: half a million records. A tenant has far fewer."""

Record = Dict[str, Any]
"""An object: its fields in snake_case, and their values as the API gives them."""

Part = Optional[Dict[str, Any]]
"""A part of an object, with its field names as the API gives them, or None where there is nothing."""

Result = TypeVar("Result")


class Requester(Protocol):
    """What a collection needs of a tenant: send a call, with token and retries, and read its answer."""

    def __call__(
        self,
        call: Call,
        read: Callable[[Answer], Result],
        *,
        deadline: Deadline | None = None,
        find_lost: Callable[[Deadline], Result | None] | None = None,
    ) -> Result:
        """Send the call, and again where that is allowed. Returns what ``read`` makes of the answer."""


class Service(NamedTuple):
    """A kind of object: what it is called, where it stands, and which scopes it takes (specification).

    ``texts`` are the fields, as the API names them, that each record must have as a text to be one.
    """

    noun: str
    path: str
    read_scope: str
    manage_scope: str
    texts: Sequence[str] = ("id",)


class PageBudget:
    """The pages of a list that may still be read, so that a list without end is an error and not a task without end."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._left = MOST_PAGES

    def take(self, pages: int) -> None:
        """Take so many. Raises ListError where there are fewer."""
        self._left -= pages
        if self._left < 0:
            raise ListError(
                f"could not list {self._noun}s: the list takes more than {MOST_PAGES} pages: check that base_url is "
                "the address of the API"
            )


class Collection:
    """The objects of one kind. Every method raises RequestError when the tenant does not do what it is asked."""

    def __init__(self, service: Service, api_version: str, request: Requester) -> None:
        self._service = service
        self._version = api_version
        self._request = request

    @property
    def noun(self) -> str:
        """What an object is called in messages."""
        return self._service.noun

    def find_all(self, filters: str | None = None, deadline: Deadline | None = None) -> list[Record]:
        """All objects, or all that match the filter. The list is whole; otherwise ListError is raised.

        No order of the pages is promised (specification: no sorters), so a record may come twice while another does
        not come at all: the list is read again until there are as many records as the API counts.
        """
        found: dict[str, Record] = {}
        expected: int | None = None
        fruitless = 0
        budget = PageBudget(self.noun)
        while fruitless < LIST_TRIES:
            records, total = self._read_once(filters, deadline, budget)
            if total is None or total != expected or len(found) > total:
                found, expected = {}, total
                fruitless += 1
            known = len(found)
            found.update(records)
            if len(found) == total:
                return list(found.values())
            if len(found) == known:
                fruitless += 1
        raise MovingListError(
            f"could not list {self.noun}s: the list changed each time it was read: run the task again"
        )

    def get(self, object_id: str) -> Record | None:
        """The object of that id, or None where there is none."""
        call = self._object_call("GET", object_id, f"read {self.noun} {object_id}")
        try:
            return self._request(call, lambda answer: self._read_record(call, answer))
        except ApiError as error:
            if error.is_absent:
                return None
            raise

    def create(self, fields: Mapping[str, Any], find_lost: Callable[[Deadline], Record | None]) -> Record:
        """Create an object and return it as the API gives it, its secret included.

        ``find_lost`` looks for the object where the answer to a create was lost, so that none is created twice.
        """
        call = Call(
            "POST",
            collection_path(self._version, self._service.path),
            f'create {self.noun} "{fields.get("name")}"',
            scope=self._service.manage_scope,
            body=json_bytes(to_camel_case(fields)),
            content_type="application/json",
            repeatable=False,
        )
        return self._request(call, lambda answer: self._read_record(call, answer), find_lost=find_lost)

    def patch(self, object_id: str, operations: Sequence[Mapping[str, Any]]) -> Record:
        """Apply JSON Patch operations (RFC 6902, paths as in the API) and return the whole object."""
        call = self._object_call(
            "PATCH",
            object_id,
            f"change {self.noun} {object_id}",
            body=json_bytes(operations),
            content_type="application/json-patch+json",
        )
        return self._request(call, lambda answer: self._read_record(call, answer))

    def delete(self, object_id: str, query: Mapping[str, str] | None = None) -> None:
        """Delete an object. One that is gone already is no error (the specification is silent about it)."""
        call = self._object_call("DELETE", object_id, f"delete {self.noun} {object_id}", query=query or {})
        try:
            self._request(call, lambda answer: None)
        except ApiError as error:
            if not error.is_absent:
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
    ) -> Part:
        """A part of an object with a path of its own, such as its status: the JSON object, as the API gives it.

        ``texts`` are the fields that it must have as a text. None if it ``may_be_empty`` and the API has no content.
        Raises RequestError, for an object that does not exist, too.
        """
        call = Call(
            "GET",
            f"{object_path(self._version, self._service.path, object_id)}/{part}",
            f"read the {part} of {self.noun} {object_id}",
            scope=scope,
            query=query or {},
            may_be_empty=may_be_empty,
        )
        return self._request(call, lambda answer: _read_part(call, answer, texts))

    def put_part(self, object_id: str, part: str, body: Any, *, texts: Sequence[str] = ()) -> Part:
        """Replace a part of an object, ``body`` as the API takes it, and return what ``get_part`` would."""
        call = Call(
            "PUT",
            f"{object_path(self._version, self._service.path, object_id)}/{part}",
            f"change the {part} of {self.noun} {object_id}",
            scope=self._service.manage_scope,
            body=json_bytes(body),
            content_type="application/json",
        )
        return self._request(call, lambda answer: _read_part(call, answer, texts))

    def _object_call(self, method: str, object_id: str, action: str, **more: Any) -> Call:
        scope = self._service.read_scope if method == "GET" else self._service.manage_scope
        return Call(method, object_path(self._version, self._service.path, object_id), action, scope, **more)

    def _read_once(
        self, filters: str | None, deadline: Deadline | None, budget: PageBudget
    ) -> tuple[dict[str, Record], int | None]:
        """One pass over the pages: the records by id, and how many there are (None if that changed meanwhile)."""
        budget.take(1)
        page, total = self._read_page(filters, 0, deadline)
        if total is None:
            return self._read_uncounted(filters, deadline, page, budget)
        found = {record["id"]: record for record in page}
        offset = step = len(page)
        if step:
            budget.take((total - 1) // step)
        totals: set[int | None] = {total}
        known = 0
        # A page may hold fewer than were asked for. Pages without anything new would be followed by more of the same.
        while len(found) > known and offset < total:
            known = len(found)
            offsets = range(offset, min(total, offset + WORKERS * step), step)
            for page, count in map_concurrently(lambda start: self._read_page(filters, start, deadline), offsets):
                found.update((record["id"], record) for record in page)
                totals.add(count)
            offset += WORKERS * step
        return found, totals.pop() if len(totals) == 1 else None

    def _read_uncounted(
        self, filters: str | None, deadline: Deadline | None, page: list[Record], budget: PageBudget
    ) -> tuple[dict[str, Record], int | None]:
        """The same where the server does not count: it has as many as it gives, unless it gives one twice."""
        found: dict[str, Record] = {}
        offset = 0
        while True:
            known = len(found)
            found.update((record["id"], record) for record in page)
            offset += len(page)
            # A page without anything new would be followed by more of the same.
            if len(page) < PAGE_SIZE or len(found) == known:
                return found, offset
            budget.take(1)
            page, _total = self._read_page(filters, offset, deadline)

    def _read_page(
        self, filters: str | None, offset: int, deadline: Deadline | None
    ) -> tuple[list[Record], int | None]:
        query = {"offset": str(offset), "limit": str(PAGE_SIZE), "count": "true"}
        if filters:
            query["filters"] = filters
        call = Call(
            "GET",
            collection_path(self._version, self._service.path),
            f"list {self.noun}s",
            scope=self._service.read_scope,
            query=query,
        )

        def read(answer: Answer) -> tuple[list[Record], int | None]:
            if not isinstance(answer.body, list):
                raise wrong_shape(call, "a list")
            count = answer.headers.get("X-Total-Count", "")
            # A number that long is absurd, and must not take long to read.
            total = int(count[:15]) if re.fullmatch("[0-9]+", count) else None
            return [self._checked(call, entry) for entry in answer.body], total

        return self._request(call, read, deadline=deadline)

    def _read_record(self, call: Call, answer: Answer) -> Record:
        return self._checked(call, answer.body)

    def _checked(self, call: Call, body: Any) -> Record:
        if not isinstance(body, dict) or not all(isinstance(body.get(field), str) for field in self._service.texts):
            raise wrong_shape(call, f"a {self.noun}")
        return to_snake_case(body)


def _read_part(call: Call, answer: Answer, texts: Sequence[str]) -> Part:
    if answer.body is None and answer.status == HTTPStatus.NO_CONTENT:
        return None
    if not isinstance(answer.body, dict):
        raise wrong_shape(call, "a JSON object")
    for field in texts:
        if not isinstance(answer.body.get(field), str):
            raise wrong_shape(call, f"an object with {field}")
    return answer.body
