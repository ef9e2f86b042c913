# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which options of a task reach a module as they are."""

from __future__ import annotations

from datetime import date

import pytest
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import is_json


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"name": "a\u2028\ud800", "list": [1, 1.5, True, None, {"a": []}]}, True),
        ({"description": date(2026, 1, 31)}, False),
        ({"description": b"bytes"}, False),
        ({"clients": [{1: "a number as a key"}]}, False),
        ({True: "a boolean as a key"}, False),
        ({"rate_limit": float("nan")}, False),
    ],
)
def test_what_json_carries(value, expected):
    assert is_json(value) is expected
