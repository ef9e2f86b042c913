# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a result says of the options of its task."""

from __future__ import annotations

from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import NOT_SHOWN, invocation
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._plan.kinds import FLEET


def test_an_invocation_has_all_options_but_secrets_and_the_entries_of_a_fleet():
    arguments = MANAGED_CLIENT_FLEET.arguments
    options = {"clients": [{"name": "paris-1"}], "purge_clusters": ["Paris"], "auth_client_secret": "hunter2hunter2"}

    shown = invocation(arguments, options)["module_args"]

    assert set(arguments.options) - set(shown) == {kind.option for kind in FLEET}
    assert (shown["purge_clusters"], shown["purge"]) == (["Paris"], None)
    assert shown["auth_client_secret"] == NOT_SHOWN
