# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball: what is in it, and that it works where there is nothing else of the project."""

from __future__ import annotations

import json
import re
import shutil
import tarfile

import pytest
import yaml

from tests.functional.engines import run_command, run_playbook
from tests.tools.copy_checkout import ROOT, copy_checkout, tracked

KEPT_BACK = re.compile(
    r"\.(?!ansible-lint$)|changelogs/(?!changelog\.yaml$)|docs/(releasing\.md|site/|pictures/.*\.dot$)|LICENSES/|tests/"
    r"|(CODE_OF_CONDUCT|CONTRIBUTING)\.md$|(Makefile|REUSE\.toml|galaxy\.yml|pyproject\.toml)$"
)
"""What git tracks and users do not need."""
STRAYS = (
    "notes.txt",
    "secrets.yml",
    ".env",
    ".idea/workspace.xml",
    "collections/requirements.yml",
    "community-sailpoint-1.0.0.tar.gz",
    "docs/notes.md",
    "docs/secrets.yml",
    "docs/images/photo.png",
    "extensions/awx/project/secrets.yml",
    "extensions/eda/rulebooks/mine.yml",
    "meta/secrets.yml",
    "playbooks/mine.yml",
    "playbooks/group_vars/all.yml",
    "plugins/modules/.managed_client.py.swp",
    "plugins/modules/.#managed_client.py",
    "plugins/modules/__pycache__/managed_client.cpython-311.pyc",
    "plugins/modules/managed_client.py.orig",
    "plugins/modules/secrets.yml",
    "roles/fleet/files/key.pem",
    "roles/fleet/secrets.yml",
    "roles/fleet/vars/secrets.yml",
    "roles/fleet_report/templates/.report.html.j2.swp",
    "tests/secrets.yml",
    "venv/bin/python",
)
"""Files that may lie in a checkout."""
PLUGINS = {"filter": "filter", "inventory": "inventory", "lookup": "lookup", "module": "modules"}
PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - community.sailpoint.managed_client_info:
        api_version: v1
      register: found
    - ansible.builtin.assert:
        that:
          - lookup('community.sailpoint.managed_client', 'paris-1', field='id', api_version='v1') == found_id
          - (found.managed_clients | community.sailpoint.fleet_report([])).totals is mapping
      vars:
        found_id: "{{ found.managed_clients[0].id }}"
"""


@pytest.fixture(scope="session", name="tarball")
def fixture_tarball(tmp_path_factory):
    """The tarball, built from a checkout in which other files lie, too."""
    checkout = copy_checkout(tmp_path_factory.mktemp("checkout"))
    for path in STRAYS:
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        (checkout / path).write_text("stray", encoding="utf-8")
    folder = tmp_path_factory.mktemp("dist")
    arguments = ["collection", "build", str(checkout), "--output-path", str(folder)]
    finished = run_command("ansible-galaxy", *arguments, home=folder)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (tarball,) = folder.glob("*.tar.gz")
    return tarball


@pytest.fixture(scope="session", name="installed")
def fixture_installed(tarball, tmp_path_factory):
    """The environment variables of a place in which there is nothing but the tarball, installed."""
    folder = tmp_path_factory.mktemp("installed")
    environment = {"ANSIBLE_COLLECTIONS_PATH": str(folder), "PYTHONPATH": ""}
    arguments = ["collection", "install", str(tarball), "--offline", "--collections-path", str(folder)]
    finished = run_command("ansible-galaxy", *arguments, home=folder, environment=environment)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return environment


def test_it_holds_what_users_need_and_nothing_else(tarball):
    with tarfile.open(tarball) as archive:
        paths = [member.name for member in archive.getmembers() if member.isfile()]

    wanted = [path for path in tracked() if not KEPT_BACK.match(path)]
    assert sorted(paths) == sorted([*wanted, "FILES.json", "MANIFEST.json"]), "the manifest in galaxy.yml lists it"


def test_its_version_is_that_of_the_collection_everywhere():
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]

    for path in [*(ROOT / "plugins").rglob("*.py"), *(ROOT / "roles").rglob("argument_specs.yml")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip().startswith("version_added:"):
                assert line.split()[1] <= version, f"{path}: nothing can have been added after {version}"
                assert line.split()[1] >= "1.0.0", f"{path}: nothing was published before 1.0.0"


@pytest.mark.parametrize("kind", PLUGINS)
def test_ansible_doc_shows_every_plugin(installed, tmp_path, kind):
    names = sorted(path.stem for path in (ROOT / "plugins" / PLUGINS[kind]).glob("[!_]*.py"))
    assert names

    finished = run_command(
        "ansible-doc",
        *("--type", kind, "--json"),
        *(f"community.sailpoint.{name}" for name in names),
        home=tmp_path,
        environment=installed,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stderr == ""
    shown = json.loads(finished.stdout)
    assert sorted(shown) == [f"community.sailpoint.{name}" for name in names]
    assert all(plugin["doc"]["short_description"] and plugin["examples"] for plugin in shown.values())


def test_the_playbooks_of_the_demo_run(installed, sandbox, tmp_path):
    folder = tmp_path / "fleet"
    shutil.copytree(ROOT / "tests" / "demo" / "fleet", folder)
    for name, *variables in (
        ("apply", f"sailpoint_folder={folder}"),
        ("export", f"sailpoint_export={tmp_path / 'export.yml'}"),
        ("report", f"sailpoint_report={tmp_path / 'report.html'}"),
    ):
        finished = run_command(
            "ansible-playbook",
            *(f"community.sailpoint.{name}", "--diff", "-e", "sailpoint_api_version=v1"),
            *(word for variable in variables for word in ("-e", variable)),
            home=tmp_path,
            environment={**sandbox.environment(), **installed},
        )

        assert finished.returncode == 0, finished.stdout + finished.stderr
        assert finished.stderr == ""
    assert (tmp_path / "report.html").exists()
    assert "paris-1" in (tmp_path / "export.yml").read_text(encoding="utf-8")


def test_modules_lookup_filter_and_inventory_work(installed, sandbox, tmp_path):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    inventory = tmp_path / "sailpoint.yml"
    inventory.write_text("plugin: community.sailpoint.managed_clients\napi_version: v1\n", encoding="utf-8")
    environment = {**sandbox.environment(), **installed}

    finished = run_playbook(playbook, "--inventory", str(inventory), environment=environment)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    listed = run_command("ansible-inventory", "-i", str(inventory), "--list", home=tmp_path, environment=environment)
    assert "paris-1" in json.loads(listed.stdout)["_meta"]["hostvars"]
