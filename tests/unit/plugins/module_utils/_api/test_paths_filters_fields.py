# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pure functions: paths, filters, names of fields."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._api.fields import to_camel_case, to_snake_case
from ansible_collections.community.sailpoint.plugins.module_utils._api.filters import equals
from ansible_collections.community.sailpoint.plugins.module_utils._api.paths import collection_path, object_path


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("v3", "/v3/managed-clients"),
        ("v2024", "/v2024/managed-clients"),
        ("v2025", "/v2025/managed-clients"),
        ("v2026", "/v2026/managed-clients"),
        ("v1", "/managed-clients/v1"),
    ],
)
def test_paths_by_version(version, path):
    assert collection_path(version, "managed-clients") == path
    assert object_path(version, "managed-clients", "42") == f"{path}/42"


@pytest.mark.parametrize(
    ("object_id", "encoded"),
    [("../x", "..%2Fx"), ("a?b", "a%3Fb"), ("a#b", "a%23b"), ("a%2Fb", "a%252Fb"), ("ü", "%C3%BC")],
)
def test_an_id_stays_in_its_place(object_id, encoded):
    assert object_path("v1", "managed-clients", object_id) == f"/managed-clients/v1/{encoded}"


@pytest.mark.parametrize("object_id", ["", ".", ".."])
def test_an_id_that_would_leave_its_place_is_refused(object_id):
    with pytest.raises(OptionError):
        object_path("v1", "managed-clients", object_id)


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        ("plain", 'name eq "plain"'),
        ('a"b', r'name eq "a\"b"'),
        ("a\\b", r'name eq "a\\b"'),
        ('a\\"b', r'name eq "a\\\"b"'),
        ('" or name eq "x', r'name eq "\" or name eq \"x"'),
        ("%&ü ", 'name eq "%&ü "'),
    ],
)
def test_filters_are_escaped(value, expression):
    assert equals("name", value) == expression


def test_names_of_fields():
    api = {"id": 1, "clusterId": 2, "ipAddress": 3, "vaDownloadUrl": 4, "ccId": 5, "healthIndicators": {"keepMe": 6}}
    ours = {
        "id": 1,
        "cluster_id": 2,
        "ip_address": 3,
        "va_download_url": 4,
        "cc_id": 5,
        "health_indicators": {"keepMe": 6},
    }

    assert to_snake_case(api) == ours
    assert to_camel_case(ours) == api
