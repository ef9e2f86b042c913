# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests that talk to the sandbox: import them into a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.handle import Sandbox


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    """One sandbox for the session, which holds requests and answers to ``tests/specification``."""
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Iterator[Sandbox]:
    """An empty tenant. What it is asked and what it answers must be what the statement of the API allows."""
    sandbox_process.reset()
    yield sandbox_process
    sandbox_process.assert_valid()
