# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of tasks in the controller's process."""

from __future__ import annotations

import textwrap

import pytest

from tests.functional.engines import run_playbook
from tests.functional.in_process.play import HEADER


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run tasks as a play against the sandbox: ``play(tasks, *arguments, hosts=...)``."""
    sandbox.add_clusters("Paris")

    def play(tasks, *arguments, hosts="localhost", **environment):
        playbook = tmp_path / "playbook.yml"
        body = textwrap.indent(textwrap.dedent(tasks), "  ")
        playbook.write_text(HEADER.format(hosts=hosts) + body, encoding="utf-8")
        return run_playbook(playbook, *arguments, environment={**sandbox.environment(), **environment})

    return play
