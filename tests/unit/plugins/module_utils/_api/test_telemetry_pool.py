# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task cost, and work that is done at once."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.pool import map_concurrently
from ansible_collections.community.sailpoint.plugins.module_utils._api.telemetry import Telemetry


def test_all_is_counted():
    telemetry = Telemetry()
    assert telemetry.deprecated is False

    for _time in range(2):
        telemetry.count_request()
        telemetry.count_retry()
        telemetry.add_throttled(0.12345)
    telemetry.add_request_id("a")

    assert telemetry.as_result() == {"requests": 2, "retries": 2, "throttled_seconds": 0.247, "request_ids": ["a"]}


@pytest.mark.parametrize("items", [[], [1], [1, 2], [3, 1, 2]])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_each_item_is_done_once_and_in_order(items, workers):
    assert map_concurrently(lambda item: item * 2, items, workers) == [item * 2 for item in items]


def test_the_first_error_is_raised():
    with pytest.raises(ZeroDivisionError):
        map_concurrently(lambda item: 1 / item, [1, 0, 2])
