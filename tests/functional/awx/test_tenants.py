# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tenants in one job: each is a host."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import ExitStack

import pytest
import yaml

from tests.functional.awx.conftest import DATA
from tests.functional.awx.job import Job
from tests.functional.installed import installed_environment
from tests.sandbox import Sandbox

TENANTS = 20
FAILING = "tenant-07"
PASSWORD = "vault-password"


@pytest.fixture(name="tenants", scope="module")
def fixture_tenants():
    """Sandboxes by the name of their tenant, each with the cluster Paris, and a secret of its own."""
    with ExitStack() as stack:
        running = {f"tenant-{number:02}": stack.enter_context(Sandbox.start()) for number in range(1, TENANTS + 1)}
        for name, sandbox in running.items():
            sandbox.add_clusters("Paris")
            sandbox.add_credential(name, secret_of(name), scopes=["sp:scopes:all"], user=True)
        yield running


@pytest.fixture(name="job")
def fixture_job(tenants, awx_bin, installed, tmp_path):
    """The shipped project, with an inventory of these tenants and their secrets in an encrypted file."""
    job = Job(awx_bin, tmp_path, installed)
    shutil.copytree(DATA / "project", job.project, dirs_exist_ok=True)
    shipped = yaml.safe_load((DATA / "project" / "inventories" / "tenants.yml").read_text(encoding="utf-8"))
    shipped["tenants"]["hosts"] = {
        name: {
            "sailpoint_base_url": sandbox.base_url,
            "sailpoint_auth_client_id": name,
        }
        for name, sandbox in tenants.items()
    }
    for name in tenants:
        folder = job.project / "fleet" / name
        folder.mkdir()
        (folder / "fleet.yml").write_text(f"fleet_clients: [{{name: {name}-a, cluster: Paris}}]\n", encoding="utf-8")
    secrets = job.project / "secrets.yml"
    secrets.write_text(yaml.safe_dump({name: secret_of(name) for name in tenants}), encoding="utf-8")
    (job.data / "env" / "vault").write_text(PASSWORD, encoding="utf-8")
    subprocess.run(
        [str(awx_bin / "ansible-vault"), "encrypt", "--vault-password-file", str(job.data / "env/vault"), str(secrets)],
        env=installed_environment(awx_bin, installed, tmp_path / "ansible-home"),
        capture_output=True,
        timeout=60,
        check=True,
    )
    job.prepare({}, inventory=shipped, cmdline="--forks 10 --vault-password-file ../env/vault")
    return job


def secret_of(name):
    return f"secret-of-{name}"


def test_one_of_twenty_fails_and_the_others_are_done(tenants, job):
    tenants[FAILING].fault("client.create", kind="answer", status=400, times=None)

    finished = job.run("apply_tenants.yml")

    assert finished.status == "failed"
    assert f'could not create managed client "{FAILING}-a": 400' in finished.stdout
    assert finished.stats["failures"] == {FAILING: 1}
    assert finished.stats["dark"] == {}
    for name, sandbox in tenants.items():
        assert [client["name"] for client in sandbox.clients()] == ([] if name == FAILING else [f"{name}-a"])
        # Its own credential, and one token for the whole run.
        assert [entry["operation"] for entry in sandbox.log()].count("token") == 1
    assert [name for name in tenants if secret_of(name) in finished.everything] == []
