# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By name or id: exact, and never a guess."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import AmbiguousError
from ansible_collections.community.sailpoint.plugins.module_utils._lookup import ID_PATTERN, client_name, the_only


def test_a_client_without_a_name_is_called_by_its_client_id():
    assert client_name({"name": None, "client_id": "00be"}) == "VA-00be"
    assert client_name({"name": "", "client_id": "00be"}) == ""
    assert client_name({"name": "a", "client_id": "00be"}) == "a"


def test_the_only():
    assert the_only([], "x", "advice") is None
    assert the_only([{"id": "1"}], "x", "advice") == {"id": "1"}


def test_two_fail_with_their_ids_and_advice():
    with pytest.raises(AmbiguousError) as caught:
        the_only([{"id": "2"}, {"id": "1"}], 'managed client "a"', "give cluster")

    assert str(caught.value) == 'managed client "a" exists 2 times, with the ids 1, 2: give cluster'


@pytest.mark.parametrize("text", ["2c9180878eaf4204018eb019c3570003", "00be54a2-bb6d-402f-9159-beb2d5319347"])
def test_ids_are_recognized(text):
    assert ID_PATTERN.fullmatch(text)


@pytest.mark.parametrize("text", ["Paris", "paris-1", "2c9180878eaf4204018eb019c357000", ""])
def test_names_are_not_taken_for_ids(text):
    assert not ID_PATTERN.fullmatch(text)
