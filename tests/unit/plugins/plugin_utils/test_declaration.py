# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A declaration is checked as a whole, before any tenant is asked."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.plugin_utils._declaration import checked_declaration


def test_entries_stand_as_they_were_given_without_null():
    declaration = {
        "fleet_clusters": [{"name": "Paris", "configuration": {"a": 1}}],
        "fleet_clients": [{"name": "a", "cluster": "Paris", "description": None}],
        "fleet_log_levels": None,
    }

    assert checked_declaration(declaration) == {
        "fleet_clusters": [{"name": "Paris", "configuration": {"a": 1}}],
        "fleet_clients": [{"name": "a", "cluster": "Paris"}],
    }


@pytest.mark.parametrize(
    ("declaration", "text"),
    [
        (None, "it is not a mapping. Give one of fleet_clusters, fleet_clients, fleet_log_levels"),
        ([], "it is not a mapping. Give one of fleet_clusters, fleet_clients, fleet_log_levels"),
        (
            {"fleet_client": [], "x": 1},
            "unknown variable fleet_client, x. Valid variables: fleet_clusters, fleet_clients, fleet_log_levels",
        ),
        ({"fleet_clients": {"name": "a"}}, "fleet_clients is not a list"),
        ({"fleet_clients": [{"name": "a"}, "b"]}, "entry 2 of fleet_clients: it is not a mapping of options"),
        ({"fleet_clients": [{"name": "a"}, {"name": 5}]}, "entry 2 of fleet_clients: name is "),
        ({"fleet_clients": [{"name": "a"}, {"nam": "b"}]}, "entry 2 of fleet_clients: "),
        ({"fleet_clients": [{"name": "a", "state": "absent"}, {"name": "b", "state": "gone"}]}, "entry 2 of fleet_cl"),
        ({"fleet_clients": [{"name": "a", "recreate": True}, {"name": "b", "recreate": "x"}]}, "entry 2 of fleet_cl"),
        ({"fleet_log_levels": [{"cluster": "Paris"}]}, "entry 1 of fleet_log_levels: "),
    ],
)
def test_what_is_wrong_is_named_with_its_entry(declaration, text):
    with pytest.raises(OptionError) as caught:
        checked_declaration(declaration)

    assert str(caught.value).startswith(text)
