# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's own SDKs find in the sandbox what it expects of a tenant."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess

import pytest

from tests.functional.engines import clean_environment

HOSTILE = 'quote " backslash \\ percent % plus + ünï'
HERE = pathlib.Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
NODE_MODULES = CACHE / "typescript" / "node_modules"


def python_sdk(version):
    """The command and the environment variables of the client that uses the SDK for Python."""
    python = CACHE / "venv" / f"sdk-{version}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"the SDK for {version} is not installed: make conformance installs it")
    return [str(python), str(HERE / "sdk_client.py"), version], {}


def typescript_sdk(_version):
    """The same of the one that uses the SDK for TypeScript."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node.js")
    if not NODE_MODULES.exists():
        pytest.skip("the SDK for TypeScript is not installed: make conformance installs it")
    return [node, str(HERE / "typescript" / "sdk_client.js")], {"NODE_PATH": str(NODE_MODULES)}


@pytest.mark.parametrize(
    ("sdk", "version"),
    [(python_sdk, "v2024"), (python_sdk, "v1"), (typescript_sdk, "v2024")],
    ids=["python-v2024", "python-v1", "typescript-v2024"],
)
def test_the_sdk_does_everything(sandbox, sdk, version):
    command, environment = sdk(version)
    cluster = sandbox.add_clusters("Paris")[0]

    finished = subprocess.run(
        [*command, cluster["id"], HOSTILE],
        env=clean_environment({**sandbox.environment(), **environment}),
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
