# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an execution environment needs, as ansible-builder finds it. The image itself takes a container engine."""

from __future__ import annotations

import re
import subprocess

import yaml

from tests.functional.awx.conftest import DATA
from tests.functional.installed import installed_environment
from tests.tools.link_checkout import ROOT


def run(awx_bin, installed, tmp_path, *arguments):
    finished = subprocess.run(
        [str(awx_bin / "ansible-builder"), *arguments],
        env=installed_environment(awx_bin, installed, tmp_path / "ansible-home"),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_introspect_finds_what_the_collection_needs(awx_bin, installed, tmp_path):
    run(awx_bin, installed, tmp_path, "introspect", str(installed), "--write-pip", "found", "--write-bindep", "system")

    found = (tmp_path / "found").read_text(encoding="utf-8")
    required = re.findall(r"^[a-z]+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert required == ["requests", "jsonpatch"]
    assert re.findall(r"^[a-z]+", found, re.MULTILINE) == required
    assert found.count("from collection community.sailpoint") == 2
    assert not (tmp_path / "system").exists()


def test_create_takes_the_shipped_definition(awx_bin, installed, tmp_path):
    definition = DATA / "execution-environment.yml"

    run(
        awx_bin,
        installed,
        tmp_path,
        "create",
        "--file",
        str(definition),
        "--context",
        "context",
        "--output-filename",
        "Containerfile",
    )

    requirements = yaml.safe_load((tmp_path / "context/_build/requirements.yml").read_text(encoding="utf-8"))
    assert requirements == {"collections": [{"name": "community.sailpoint"}]}
    containerfile = (tmp_path / "context/Containerfile").read_text(encoding="utf-8")
    assert "ansible-galaxy collection install" in containerfile
    assert "introspect.py introspect" in containerfile
