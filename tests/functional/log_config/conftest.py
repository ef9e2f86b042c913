# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of the module managed_cluster_log_config: what is in the tenant."""

from __future__ import annotations

import pytest

from tests.functional.log_config.written import moment


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """A cluster."""
    return sandbox.add_clusters("Paris")[0]


@pytest.fixture(name="configured")
def fixture_configured(sandbox, paris):
    """Request it to put levels into effect: ``configured(root, levels, minutes=...)``."""

    def configure(root="WARN", levels=None, **ahead):
        sandbox.set_log_configuration(
            paris["id"], rootLevel=root, logLevels=levels or {}, expiration=moment(**(ahead or {"hours": 4}))
        )

    return configure


@pytest.fixture(name="levels")
def fixture_levels(sandbox, paris):
    """Call it for the root level and the levels that the tenant has."""

    def read():
        configuration = sandbox.log_configurations()[paris["id"]]
        return configuration["rootLevel"], configuration["logLevels"]

    return read
