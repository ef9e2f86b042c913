# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation of modules and plugins, in the README and in the guides runs as it stands.

What a tutorial or a how-to guide shows as the output of its commands is their output.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from tests.functional.engines import clean_environment, playbook_settings, run_command, run_playbook
from tests.tools.copy_checkout import GUIDES, ROOT, tracked_files

PLUGINS = sorted(
    f"{folder}.{path.stem}" for folder in ("modules", "filter") for path in (ROOT / "plugins" / folder).glob("[!_]*.py")
)
PAGES = tracked_files("README.md", *GUIDES, "roles/*/README.md")
KEYS = ROOT / "docs" / "how-to" / "store-a-key.md"
"""The page with the playbook that others use, too."""
FIRST = "declare-a-fleet"
"""The guide that creates its clients."""
PACKAGE = "ansible_collections.community.sailpoint.plugins"
EXAMPLE_URL = "https://acme.api.identitynow.com"
NOT_RUN = {
    "make": "the tests of the targets run what is behind them",
    "pip install": "it would change the tests' own environment",
    "ansible-galaxy collection install": "release/test_tarball.py installs the tarball",
    "ansible-rulebook": "eda/test_rulebook.py runs it: it does not end by itself",
    "ansible-playbook community.sailpoint.awx_setup": "awx/test_setup.py runs it: it takes a controller",
    "ansible-playbook --inventory inventories/tenants.yml": "awx/test_tenants.py runs it: it asks for a password",
    "curl --header": "it takes a controller; awx/test_jobs.py looks at the artifact",
    "ansible-builder build": "it takes a container engine; awx/test_execution_environment.py makes what it builds from",
    "ansible-sign": "it takes a key",
    "gpg": "it takes a key",
    "sha256sum": "it takes a release",
    "python -m tests.tools.link_checkout": "it takes the folder of the checkout; the tests have done it",
}
"""Commands on a page that are not run, by their beginning, and why."""


def documents(text):
    """The YAML documents of a text, as they are written."""
    return text.split("\n---\n")


INVENTORY_EXAMPLES = importlib.import_module(f"{PACKAGE}.inventory.managed_clients").EXAMPLES


def secrets_of(credentials):
    """The variables that examples have for what would be in Ansible Vault."""
    return {
        "sailpoint_client_id": credentials["SAIL_CLIENT_ID"],
        "sailpoint_client_secret": credentials["SAIL_CLIENT_SECRET"],
    }


@pytest.fixture(name="run")
def fixture_run(sandbox, tmp_path):
    """Run tasks or plays against the sandbox, in which there are the clusters Paris and Austin: ``run(text)``."""
    sandbox.add_clusters("Paris", "Austin")
    # There are examples that wait for them.
    sandbox.settings(appliances_connect=True)
    credentials = sandbox.environment()
    # What ansible-rulebook hands to a playbook.
    event = {"exact": base64.b64encode(b'{"managed_client": {"name": "paris-1"}}').decode()}
    variables = {**secrets_of(credentials), "ansible_eda": {"event": event}}

    def run(text):
        content = yaml.safe_load(text.replace(EXAMPLE_URL, sandbox.base_url))
        if "hosts" not in content[0]:
            content = [{"name": "Examples", "hosts": "localhost", "gather_facts": False, "tasks": content}]
        content[0].setdefault("vars", {}).update(variables)
        playbook = tmp_path / "playbook.yml"
        playbook.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        finished = run_playbook(playbook, environment=credentials)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    return run


@pytest.fixture(name="lists")
def fixture_lists(sandbox, tmp_path):
    """The names of the hosts that an inventory file lists: ``lists(text)``."""

    def lists(text):
        path = tmp_path / "sailpoint.yml"
        path.write_text(text.replace(EXAMPLE_URL, sandbox.base_url), encoding="utf-8")
        credentials = sandbox.environment()
        environment = {
            **credentials,
            "ACME_CLIENT_ID": credentials["SAIL_CLIENT_ID"],
            "ACME_CLIENT_SECRET": credentials["SAIL_CLIENT_SECRET"],
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            # The examples keep a cache there.
            "HOME": str(tmp_path),
        }
        finished = run_command("ansible-inventory", "-i", str(path), "--list", home=tmp_path, environment=environment)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return sorted(json.loads(finished.stdout)["_meta"]["hostvars"])

    return lists


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_examples_of_a_plugin(run, plugin):
    source = importlib.import_module(f"{PACKAGE}.{plugin}")

    output = run(source.EXAMPLES)

    assert "failed=0" in output
    assert "skipped=0" in output


@pytest.mark.parametrize("number", range(len(documents(INVENTORY_EXAMPLES))))
def test_the_examples_of_the_inventory(lists, sandbox, number):
    paris, austin = sandbox.add_clusters("Paris", "Austin")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]}, {"name": "austin-1", "clusterId": austin["id"]})

    assert lists(documents(INVENTORY_EXAMPLES)[number]) == ["austin-1", "paris-1"]


def test_the_examples_of_the_lookup(run, sandbox):
    source = importlib.import_module(f"{PACKAGE}.lookup.managed_client")
    paris = next(cluster for cluster in sandbox.clusters() if cluster["name"] == "Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})

    assert "failed=0" in run(source.EXAMPLES)


def test_the_examples_of_the_lookup_of_variables(run, tmp_path):
    source = importlib.import_module(f"{PACKAGE}.lookup.fleet_variables")
    misspelled = importlib.import_module(f"{PACKAGE}.lookup.misspelled_variables")
    (tmp_path / "fleet").mkdir()
    (tmp_path / "fleet" / "a.yml").write_text("fleet_clients: []", encoding="utf-8")

    assert "failed=0" in run(source.EXAMPLES)
    assert "failed=0" in run(misspelled.EXAMPLES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_yaml_of_a_page(run, lists, sandbox, page):
    for text in re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if text.startswith("plugin:"):
            lists(text)
        else:
            assert "failed=0" in run(text)


def blocks(text):
    """The blocks of a page in their order, each with its language: ``(language, text)``."""
    return re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def lines(block):
    """The commands in a shell block."""
    return block.replace("\\\n", " ").splitlines()


def commands(text):
    """The commands in a page's shell blocks."""
    return [line for language, block in blocks(text) if language == "shell" for line in lines(block)]


@pytest.fixture(name="shell")
def fixture_shell(sandbox, tmp_path):
    """Run a command of a page, unless it is one of those not run, and return its output: ``shell(command)``."""
    credentials = sandbox.environment()
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "group_vars" / "all.json").write_text(json.dumps(secrets_of(credentials)), encoding="utf-8")
    settings = {**playbook_settings(tmp_path), **credentials, "NO_PROXY": "127.0.0.1", "SAIL_API_VERSION": "v1"}
    environment = clean_environment(settings)
    environment["PATH"] = os.pathsep.join([str(pathlib.Path(sys.executable).parent), environment["PATH"]])

    def shell(command):
        words = shlex.split(command, comments=True)
        # What is exported there is what the sandbox has here.
        if not words or words[0] == "export" or command.startswith(tuple(NOT_RUN)):
            return ""
        finished = subprocess.run(
            ["bash", "-c", command.replace("<id>", sandbox.clients()[0]["id"])],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert finished.returncode == 0, f"{command}\n{finished.stdout}{finished.stderr}"
        return finished.stdout

    return shell


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_print_what_it_shows(sandbox, shell, tmp_path, page):
    text = page.read_text(encoding="utf-8")
    guide = page.parent.name == "how-to"
    create_tenant(sandbox, ["paris-1", "paris-2"] if guide and page.stem != FIRST else ["paris-0"])
    if "new_client.yml" in text:
        write_files(KEYS.read_text(encoding="utf-8"), tmp_path, sandbox)
    write_files(text, tmp_path, sandbox)
    output = ""
    for language, block in blocks(text):
        if language == "shell":
            output += "".join(shell(command) for command in lines(block))
        elif language == "text" and (guide or page.parent.name == "tutorials"):
            missing = [line for line in block.splitlines() if not re.search(pattern(line), output)]
            assert missing == [], output
            output = ""


def create_tenant(sandbox, names):
    """Create the clusters Paris and Austin, both with an update, and connected clients in Paris."""
    clusters = sandbox.add_clusters("Paris", "Austin")
    sandbox.settings(appliances_connect=True)
    for cluster in clusters:
        sandbox.set_cluster(cluster["id"], currentInstalledReleaseVersion="123.1", updatePackage="123.1.2")
    sandbox.add_clients(*({"name": name, "clusterId": clusters[0]["id"], "status": "NORMAL"} for name in names))


def pattern(line):
    """A regular expression for a line of output as a page shows it, where ``...`` stands for anything."""
    return ".*".join(re.escape(part) for part in line.strip().split("..."))


def write_files(text, folder, sandbox):
    """Write the page's first playbook and inventory under the names that its commands have for them, and other files.

    Their names stand right before them.
    """
    for name, block in re.findall(r"`([\w/]+\.yml)`\n\n```yml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(block, encoding="utf-8")
    for block in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        path = folder / ("sailpoint.yml" if block.startswith("plugin:") else "playbook.yml")
        if not path.exists():
            path.write_text(block.replace(EXAMPLE_URL, sandbox.base_url), encoding="utf-8")


def test_every_reason_not_to_run_a_command_is_used():
    every = [command for page in PAGES for command in commands(page.read_text(encoding="utf-8"))]

    assert [start for start in NOT_RUN if not any(command.startswith(start) for command in every)] == []
