# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster's configuration: all values are strings."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.cluster import (
    as_configuration,
    as_text,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("text", "text"),
        ("", ""),
        ("5", "5"),
        (5, "5"),
        (-1.5, "-1.5"),
        (10**30, "1" + 30 * "0"),
        (True, "true"),
        (False, "false"),
        ([], "[]"),
        ({"a": [1, None, "ü"], "b": {}}, '{"a":[1,null,"ü"],"b":{}}'),
    ],
)
def test_values(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), [float("inf")]])
def test_what_has_no_json(value):
    with pytest.raises(OptionError):
        as_text(value)


def test_null_stays():
    assert as_configuration({"5": 5, "true": None, "a": "b"}) == {"5": "5", "true": None, "a": "b"}
