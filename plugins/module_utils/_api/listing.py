# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a list of the API page by page until it is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Dict, List, Optional, Tuple

from .errors import ListError, MovingListError
from .pool import WORKERS, map_concurrently

PAGE_SIZE = 250
"""Records on a page: the most that the API gives (specification)."""

LIST_TRIES = 5
"""How often a list is read again without progress before the read fails."""

MAX_PAGES = 2000
"""The maximum number of pages, including those read again: half a million records."""

Record = Dict[str, Any]
"""An object: its fields in snake_case, and their values as the API gives them."""

Page = Tuple[List[Record], Optional[int]]
"""The records of a page, and how many records the whole list has according to the API; None if it does not say."""


class Listing:
    """One list, which ``read_page`` reads from an offset (in records) on. ``noun`` is what a record is called."""

    def __init__(self, noun: str, read_page: Callable[[int], Page]) -> None:
        self._noun = noun
        self._read_page = read_page
        self._pages_left = MAX_PAGES

    def read(self) -> list[Record]:
        """All records. Raises ListError if the list cannot be read to its end.

        The order of the pages is undefined (specification: no sorters), so a record may appear twice and another not at
        all. The list is read again until the number of records is the API's count.
        """
        found: dict[str, Record] = {}
        expected: int | None = None
        fruitless = 0
        while fruitless < LIST_TRIES:
            records, total = self._read_once()
            if total is None or total != expected or len(found) > total:
                found, expected = {}, total
                fruitless += 1
            known = len(found)
            found.update(records)
            if len(found) == total:
                return list(found.values())
            if len(found) == known:
                fruitless += 1
        raise MovingListError(f"could not list {self._noun}s: the list changed during every read. Run the task again")

    def _read_once(self) -> tuple[dict[str, Record], int | None]:
        """One pass over the pages: the records by id, and how many there are (None if that changed meanwhile)."""
        self._take(1)
        page, total = self._read_page(0)
        if total is None:
            return self._read_uncounted(page)
        found = {record["id"]: record for record in page}
        offset = step = len(page)
        if step:
            self._take((total - 1) // step)
        totals: set[int | None] = {total}
        known = 0
        # A page may have fewer records than requested. If a page has no new records, the next ones have none either.
        while len(found) > known and offset < total:
            known = len(found)
            offsets = range(offset, min(total, offset + WORKERS * step), step)
            for page, count in map_concurrently(self._read_page, offsets):
                found.update((record["id"], record) for record in page)
                totals.add(count)
            offset += WORKERS * step
        return found, totals.pop() if len(totals) == 1 else None

    def _read_uncounted(self, page: list[Record]) -> tuple[dict[str, Record], int | None]:
        """The same for a list without a count: it is complete unless a record appears twice.

        A server may return fewer records in a page than requested, so only an empty page is the end.
        """
        found: dict[str, Record] = {}
        offset = 0
        while page:
            known = len(found)
            found.update((record["id"], record) for record in page)
            if len(found) == known:
                raise ListError(
                    f"could not list {self._noun}s: the server repeats the same records and sends no count. "
                    "Check that no gateway removes the query or the header X-Total-Count"
                )
            offset += len(page)
            self._take(1)
            page, _total = self._read_page(offset)
        return found, offset

    def _take(self, pages: int) -> None:
        """Count pages, so that an endless list is an error."""
        self._pages_left -= pages
        if self._pages_left < 0:
            raise ListError(
                f"could not list {self._noun}s: the list has more than {MAX_PAGES} pages. Check that base_url is "
                "the address of the API"
            )
