# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of the inventory managed_clients, by the commands of Ansible, against the sandbox tenant."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.functional.engines import run_command

PLUGIN = "community.sailpoint.managed_clients"
STRICT = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}


@pytest.fixture(name="clusters")
def fixture_clusters(sandbox):
    """The clusters Paris and Austin."""
    return sandbox.add_clusters("Paris", "Austin")


@pytest.fixture(name="clients")
def fixture_clients(sandbox, clusters):
    """Two clients in Paris, one in Austin."""
    paris, austin = (cluster["id"] for cluster in clusters)
    return sandbox.add_clients(
        {"name": "paris-1", "clusterId": paris, "ipAddress": "192.0.2.7", "vaVersion": "va-610", "status": "NORMAL"},
        {"name": "paris-2", "clusterId": paris, "secret": "s3cret-of-paris-2"},
        {"name": "austin-1", "clusterId": austin, "type": "CCG"},
    )


@pytest.fixture(name="write")
def fixture_write(tmp_path):
    """Write an inventory file with these options: ``write(name, **options)`` returns its path."""

    def write(name="sailpoint.yml", **options):
        path = tmp_path / name
        content = {"plugin": PLUGIN, "api_version": "v1", **options}
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture(name="run")
def fixture_run(sandbox, tmp_path):
    """Run a command of Ansible with the sandbox's credentials in the environment."""

    def run(command, *arguments, **environment):
        variables = {**sandbox.environment(), **STRICT, **environment}
        return run_command(command, *arguments, home=tmp_path, environment=variables)

    return run


@pytest.fixture(name="listed")
def fixture_listed(run, write):
    """What ansible-inventory lists for these options."""

    def listed(*arguments, **options):
        finished = run("ansible-inventory", "-i", write(**options), "--list", *arguments)
        assert finished.returncode == 0, finished.stderr
        assert finished.stderr == ""
        return json.loads(finished.stdout)

    return listed


@pytest.fixture(name="refused")
def fixture_refused(run, write):
    """Why there is no inventory for these options. That not one host is left is checked without the strict setting."""

    def refused(*arguments, **options):
        path = write(**options)
        finished = run("ansible-inventory", "-i", path, "--list", *arguments)
        assert finished.returncode != 0
        assert "Traceback" not in finished.stdout + finished.stderr
        left = run(
            "ansible-inventory", "-i", path, "--list", *arguments, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="false"
        )
        inventory = json.loads(left.stdout)
        assert inventory.pop("_meta")["hostvars"] == {}
        assert inventory == {"all": {"children": ["ungrouped"]}}
        return " ".join(finished.stderr.split())

    return refused


@pytest.fixture
def all_secrets(sandbox, clients):
    """What must not be shown: the keys of all clients, and the secret of the credential."""
    return [client["secret"] for client in sandbox.clients()] + [sandbox.environment()["SAIL_CLIENT_SECRET"]]
