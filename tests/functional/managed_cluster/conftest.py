# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of the module managed_cluster: what is in the tenant."""

from __future__ import annotations

import pytest

from tests.functional.managed_cluster.keystore import KEYSTORE


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """A cluster with a configuration and a keystore."""
    return sandbox.add_clusters(
        {
            "name": "Paris",
            "description": "old",
            "configuration": {"gmtOffset": "-5", "kept": "value-of-another"},
            "attributes": {"keystore": KEYSTORE, "queue": {"name": "q", "region": "us-east-1"}},
        }
    )[0]


@pytest.fixture(name="clients")
def fixture_clients(sandbox, paris):
    """Two clients of the cluster, and one that is not of it."""
    other = sandbox.add_clusters("Austin")[0]
    return sandbox.add_clients(
        {"name": "paris-2", "clusterId": paris["id"]},
        {"name": "paris-1", "clusterId": paris["id"]},
        {"name": "austin-1", "clusterId": other["id"]},
    )
