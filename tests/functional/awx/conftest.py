# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of what is shipped for AWX: it cannot run here, but what it runs jobs by can."""

from __future__ import annotations

import pytest
import yaml
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.functional.installed import VENVS, install_collection
from tests.tools.link_checkout import ROOT

DATA = ROOT / "extensions" / "awx"


def read(path):
    """A file of the shipped data, by its path without the ending."""
    return yaml.safe_load((DATA / f"{path}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def awx_bin():
    """The commands that come with the group awx."""
    folder = VENVS / "awx" / "bin"
    if not (folder / "ansible-runner").exists():
        pytest.skip("ansible-runner is not installed: make awx installs it")
    return folder


@pytest.fixture(scope="session")
def installed(awx_bin, tmp_path_factory):
    """A folder with nothing but the collection, as AWX installs it from collections/requirements.yml."""
    return install_collection(awx_bin, tmp_path_factory.mktemp("installed"))


@pytest.fixture
def injected(sandbox):
    """The environment variables that a credential for the sandbox is injected as: rendered strictly, as AWX does."""
    return inject(sandbox)


def inject(tenant, **inputs):
    """The variables of a credential for that tenant."""
    credentials = tenant.environment()
    values = {
        "base_url": credentials["SAIL_BASE_URL"],
        "client_id": credentials["SAIL_CLIENT_ID"],
        "client_secret": credentials["SAIL_CLIENT_SECRET"],
        "api_version": "v1",
        **inputs,
    }
    render = ImmutableSandboxedEnvironment(undefined=StrictUndefined).from_string
    injectors = read("credential_types/sailpoint")["injectors"]
    assert injectors.keys() == {"env"}
    return {name: render(text).render(values) for name, text in injectors["env"].items()}
