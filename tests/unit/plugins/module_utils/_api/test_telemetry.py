# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task cost."""

from __future__ import annotations

from ansible_collections.community.sailpoint.plugins.module_utils._api.telemetry import Telemetry


def test_all_is_counted():
    telemetry = Telemetry()
    assert telemetry.deprecated is False

    for _time in range(2):
        telemetry.count_request()
        telemetry.count_retry()
        telemetry.add_throttled(0.12345, contended=False)
    telemetry.add_request_id("a")

    assert telemetry.as_result() == {
        "requests": 2,
        "round_trips": 0,
        "retries": 2,
        "throttled_seconds": 0.247,
        "contended_seconds": 0.0,
        "request_ids": ["a"],
    }
