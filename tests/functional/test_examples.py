# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation of modules, in the README and in the guides runs as it stands."""

from __future__ import annotations

import importlib
import re

import pytest
import yaml

from tests.functional.engines import run_playbook
from tests.tools.link_checkout import ROOT

PLUGINS = sorted(
    f"{folder}.{path.stem}" for folder in ("modules", "filter") for path in (ROOT / "plugins" / folder).glob("[!_]*.py")
)
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "roles").glob("*/README.md")])
EXAMPLE_URL = "https://acme.api.identitynow.com"


@pytest.fixture(name="run")
def fixture_run(sandbox, tmp_path):
    """Run tasks or plays against the sandbox, in which there are the clusters Paris and Austin: ``run(text)``."""
    sandbox.add_clusters("Paris", "Austin")
    credentials = sandbox.environment()
    variables = {
        "sailpoint_client_id": credentials["SAIL_CLIENT_ID"],
        "sailpoint_client_secret": credentials["SAIL_CLIENT_SECRET"],
    }

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


@pytest.mark.parametrize("plugin", PLUGINS)
def test_the_examples_of_a_plugin(run, plugin):
    source = importlib.import_module(f"ansible_collections.community.sailpoint.plugins.{plugin}")

    output = run(source.EXAMPLES)

    assert "failed=0" in output
    assert "skipped=0" in output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_playbooks_of_a_page(run, page):
    for playbook in re.findall(r"^```yaml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        assert "failed=0" in run(playbook)
