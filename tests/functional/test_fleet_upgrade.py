# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role fleet_upgrade and the playbook upgrade, as a user runs them."""

from __future__ import annotations

import json

import pytest

from tests.functional.engines import run_command
from tests.functional.roles import run_role

RINGS = [{"name": "test", "clusters": ["Austin"]}, {"name": "production", "clusters": ["Paris"]}]


@pytest.fixture(name="austin")
def fixture_austin(sandbox):
    """A cluster with an update; the other one is Paris."""
    update = {"currentInstalledReleaseVersion": "123.1", "updatePackage": "123.1.2", "status": "NORMAL"}
    clusters = sandbox.add_clusters(*({"name": name, **update} for name in ("Paris", "Austin")))
    sandbox.add_clients(*({"name": f"{one['name']}-1", "clusterId": one["id"], "status": "NORMAL"} for one in clusters))
    return clusters[1]


@pytest.fixture(name="play")
def fixture_play(sandbox, tmp_path):
    """Run the playbook: ``play(*arguments, **variables)``."""

    def play(*arguments, **variables):
        given = json.dumps({"sailpoint_api_version": "v1", **variables})
        command = ("ansible-playbook", "community.sailpoint.upgrade", "-e", given, *arguments)
        return run_command(*command, home=tmp_path, environment=sandbox.environment())

    return play


def messages(output):
    """What the two last tasks show."""
    return [line.strip(' ",') for line in output.splitlines() if "->" in line or "unchanged 2" in line]


def test_check_mode_shows_the_whole_way_and_a_run_goes_it_once(sandbox, austin, play, writes):
    sandbox.switch(upgrade_steps=1)

    checked = play("--check", fleet_upgrade_rings=RINGS)
    assert writes() == []
    done = play(fleet_upgrade_rings=RINGS)
    again = play(fleet_upgrade_rings=RINGS, fleet_upgrade_concurrency=None)

    way = [
        "test: Austin 123.1 -> 123.1.2",
        "production: Paris 123.1 -> 123.1.2",
        'msg": "upgraded 2: Austin 123.1 -> 123.1.2, Paris 123.1 -> 123.1.2',
    ]
    assert messages(checked.stdout) == messages(done.stdout) == way
    assert (done.returncode, again.returncode) == (0, 0), done.stdout + again.stdout
    assert messages(again.stdout) == ['msg": "unchanged 2: Austin, Paris']
    assert "changed=0 " in again.stdout
    assert [entry["path"].split("/")[-2] == austin["id"] for entry in writes()] == [True, False]
    assert "WARNING" not in checked.stderr + done.stderr


def test_the_first_that_is_not_well_ends_the_role(sandbox, austin, tmp_path, writes):
    sandbox.switch(upgrade_ends="unhealthy")

    finished = run_role("fleet_upgrade", sandbox, tmp_path, rings=RINGS, wait_timeout=1)

    assert finished.returncode == 2
    assert "its health is ERROR after 1 s" in finished.stdout
    assert (
        "; upgraded 1: Austin 123.1 -> 123.1.2; not started 1: Paris; run the task again to continue" in finished.stdout
    )
    assert len(writes()) == 1


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "set fleet_upgrade_rings to the clusters to upgrade"),
        ({"fleet_upgrade_ring": RINGS}, "unknown variable fleet_upgrade_ring. Did you mean fleet_upgrade_rings?"),
    ],
)
def test_what_is_not_set_or_misspelled_is_said_before_anything_is_sent(sandbox, play, variables, said):
    finished = play(**variables)

    assert finished.returncode == 2
    assert said in finished.stdout
    assert sandbox.log() == []
