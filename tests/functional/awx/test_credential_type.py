# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a credential gives to a job is what the collection reads, and all that it takes."""

from __future__ import annotations

import json
import subprocess

from tests.functional.awx.conftest import DATA, inject, read
from tests.functional.engines import run_playbook
from tests.functional.installed import installed_environment

CREDENTIAL_TYPE = read("credential_types/sailpoint")


def test_each_input_goes_to_the_variable_that_the_collection_reads(sandbox, injected):
    assert injected == {**sandbox.environment(), "SAIL_API_VERSION": "v1"}


def test_each_input_is_injected_and_required(sandbox):
    inputs = CREDENTIAL_TYPE["inputs"]
    names = [field["id"] for field in inputs["fields"]]
    injected = inject(sandbox, **{name: f"the {name}" for name in names})

    assert sorted(injected.values()) == sorted(f"the {name}" for name in names)
    assert inputs["required"] == names
    assert [field["id"] for field in inputs["fields"] if field.get("secret")] == ["client_secret"]


def test_a_playbook_takes_these_variables_and_nothing_else(sandbox, injected, tmp_path):
    sandbox.add_clusters("Paris")
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(
        """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_client:
        name: paris-1
        cluster: Paris
    - community.sailpoint.managed_client_info:
""",
        encoding="utf-8",
    )

    finished = run_playbook(playbook, environment=injected)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert {entry["version"] for entry in sandbox.log() if entry["operation"] != "token"} == {"v1"}


def test_the_inventory_takes_them_too(sandbox, injected, awx_bin, installed, tmp_path):
    """As AWX 24 syncs it: ANSIBLE_COLLECTIONS_PATHS is not read by ansible-core 2.19, the source's variables are."""
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})
    variables = read("inventory_sources/managed_clients").get("source_vars", {})
    environment = installed_environment(awx_bin, "", tmp_path, ANSIBLE_COLLECTIONS_PATHS=str(installed), **injected)
    del environment["ANSIBLE_COLLECTIONS_PATH"]

    finished = subprocess.run(
        [
            str(awx_bin / "ansible-inventory"),
            "-i",
            str(DATA / "project" / "inventories" / "sailpoint.yml"),
            "--list",
        ],
        env={
            **environment,
            **{
                name: text.replace("/runner/requirements_collections", str(installed))
                for name, text in variables.items()
            },
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert json.loads(finished.stdout)["sailpoint_cluster_Paris"] == {"hosts": ["paris-1"]}
    assert {entry["version"] for entry in sandbox.log() if entry["operation"] != "token"} == {"v1"}
