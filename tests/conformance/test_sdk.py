# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's own SDK finds in the sandbox what it expects of a tenant."""

from __future__ import annotations

import json
import pathlib
import subprocess

import pytest

from tests.conformance.sdk_client import HOSTILE
from tests.functional.engines import clean_environment

HERE = pathlib.Path(__file__).parent
VENVS = HERE.parents[1] / ".cache" / "venv"


@pytest.mark.parametrize("version", ["v2024", "v1"])
def test_the_sdk_does_everything(sandbox, version):
    python = VENVS / f"sdk-{version}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"the SDK for {version} is not installed: make conformance installs it")
    cluster = sandbox.add_clusters("Paris")[0]

    finished = subprocess.run(
        [str(python), str(HERE / "sdk_client.py"), version, cluster["id"]],
        env=clean_environment(sandbox.environment()),
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    got = json.loads(finished.stdout)
    assert got["clients"] == {
        "made": ["sdk-1", "sdk-2", "sdk-3", HOSTILE],
        "pages": [["sdk-1", "sdk-2"], ["sdk-3", HOSTILE], []],
        "found": [[HOSTILE], ["sdk-1"], ["sdk-2"], ["sdk-1", "sdk-2", "sdk-3", HOSTILE]],
        "patched": "changed",
        "read": "changed",
        "status": ["VA", "flatcar"],
        "left": ["sdk-1", "sdk-3", HOSTILE],
    }
    assert got["clusters"] == {
        "made": [HOSTILE, "idn", {"gmtOffset": "-5"}],
        "found": [[HOSTILE], ["Paris", HOSTILE], []],
        "patched": {"gmtOffset": "1"},
        "read": {"gmtOffset": "1"},
        "logs": [None, ["WARN", {"a.b": "TRACE"}], ["ERROR", {}]],
        "expires": True,
        "left": [HOSTILE],
    }
    assert sandbox.clients() == []
    assert {entry["version"] for entry in sandbox.log() if entry["operation"] != "token"} == {version}
    assert {entry["status"] for entry in sandbox.log()} == {200, 204}
