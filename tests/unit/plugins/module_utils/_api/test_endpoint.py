# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list is whole, or it is an error."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.endpoint import PAGE_SIZE, Endpoint
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import ListError, TransportError
from ansible_collections.community.sailpoint.plugins.module_utils._api.request import Response
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import CLIENT
from requests.structures import CaseInsensitiveDict


def records(*ids):
    return [{"id": str(number), "clusterId": "c"} for number in ids]


def collection(pages):
    """A collection over scripted pages: (records, total or None). Also the calls that were made."""
    pages = iter(pages)
    calls = []

    def request(call, read, deadline=None, look_up_write=None):
        calls.append(call)
        page, total = next(pages)
        return read(Response(200, CaseInsensitiveDict({} if total is None else {"X-Total-Count": str(total)}), page))

    return Endpoint(CLIENT.service, "v1", request), calls


def ids(found):
    return [record["id"] for record in found]


def test_one_page():
    clients, calls = collection([(records(1, 2), 2)])

    assert ids(clients.find_all('name eq "a"')) == ["1", "2"]
    assert calls[0].query == {"offset": "0", "limit": "250", "count": "true", "filters": 'name eq "a"'}


def test_an_empty_list():
    clients, calls = collection([([], 0)])

    assert clients.find_all() == []
    assert len(calls) == 1


def test_all_pages_are_read():
    clients, calls = collection(
        [(records(*range(250)), 600), (records(*range(250, 500)), 600), (records(*range(500, 600)), 600)]
    )

    assert len(clients.find_all()) == 600
    assert [call.query["offset"] for call in calls] == ["0", "250", "500"]


def test_a_server_that_does_not_count_is_read_to_its_last_page():
    clients, calls = collection([(records(*range(PAGE_SIZE)), None), (records(1000), None), ([], None)])

    assert len(clients.find_all()) == PAGE_SIZE + 1
    assert [call.query["offset"] for call in calls] == ["0", "250", "251"]


def test_a_short_page_is_not_the_end_of_a_list_that_is_not_counted():
    clients, _calls = collection([(records(1, 2), None), (records(3, 4), None), (records(5), None), ([], None)])

    assert ids(clients.find_all()) == ["1", "2", "3", "4", "5"]


def test_a_record_that_comes_twice_where_none_are_counted_is_looked_for_again():
    again = [(records(1, 2), None), (records(2), None), ([], None)]
    clients, calls = collection(
        [(records(1, 2), None), (records(2, 3), None), ([], None), *again, *again[:1], ([], None)]
    )

    with pytest.raises(ListError, match="repeats the same records"):
        clients.find_all()
    assert len(calls) == 5


def test_a_server_that_neither_counts_nor_pages_is_an_error():
    clients, calls = collection(itertools.repeat((records(1, 2), None)))

    with pytest.raises(ListError, match="could not list managed clients: the server repeats the same records"):
        clients.find_all()
    assert len(calls) == 2


def test_a_list_that_moved_is_read_again():
    clients, calls = collection([(records(1, 2), 4), (records(3), 3), (records(1, 2, 3), 3)])

    assert ids(clients.find_all()) == ["1", "2", "3"]
    assert len(calls) == 3


def test_what_came_twice_is_kept_once_and_what_did_not_come_is_read():
    clients, _calls = collection([(records(1, 2), 4), (records(2, 3), 4), (records(4, 1), 4), (records(3, 2), 4)])

    assert sorted(ids(clients.find_all())) == ["1", "2", "3", "4"]


def test_a_page_that_repeats_itself_ends_in_an_error():
    clients, _calls = collection(itertools.repeat((records(1, 2), 500)))

    with pytest.raises(ListError, match="could not list managed clients: the list changed during every read"):
        clients.find_all()


def test_a_list_that_never_stands_still_ends_in_an_error():
    clients, _calls = collection((records(1), 2 + number % 3) for number in itertools.count())

    with pytest.raises(ListError):
        clients.find_all()


@pytest.mark.parametrize("body", [{}, None, "x", [1], [{"name": "no id"}], [{"id": 5}]])
def test_a_list_of_another_shape_is_an_error(body):
    clients, _calls = collection([(body, None)])

    with pytest.raises(TransportError, match="could not list managed clients: the response is not"):
        clients.find_all()
