# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests that talk to the sandbox: import them into a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.handle import OPENAPI, Sandbox


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    """One sandbox for the session; its answers are held to the vendor's specification where that is at hand."""
    with Sandbox.start(openapi=OPENAPI) as running:
        yield running


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Iterator[Sandbox]:
    """An empty tenant. What it answers in the test must be what the specification allows."""
    sandbox_process.reset()
    yield sandbox_process
    assert sandbox_process.violations() == []
