# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""schemathesis makes requests of our statement of the API: the sandbox answers none but as stated."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

from tests.sandbox.operations import HANDLERS
from tests.specification import TOKEN_PATH, VERSIONS, document

PROGRAM = pathlib.Path(sys.executable).with_name("schemathesis")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
QUICK = ("--phases", "coverage,fuzzing", "--max-examples", "5")
THOROUGH = ("--phases", "coverage,fuzzing,stateful", "--max-examples", "25")


def statement(version, client_id, cluster_id):
    """The operations that the sandbox has, with ids that it knows, so that not every request ends in 404."""
    stated = json.loads(json.dumps(document(version)))
    stated["paths"] = {
        path: item
        for path, item in stated["paths"].items()
        if path == TOKEN_PATH or {operation["operationId"] for operation in item.values()} & {*HANDLERS}
    }
    components = stated["components"]
    components["parameters"]["id"]["schema"]["enum"] = [client_id, cluster_id, "none"]
    components["schemas"]["client-request"]["properties"]["clusterId"]["enum"] = [cluster_id, "none"]
    return stated


@pytest.mark.parametrize(
    ("version", "options"),
    [("v1", QUICK), *(pytest.param(version, THOROUGH, marks=pytest.mark.slow) for version in VERSIONS)],
)
def test_every_answer_is_as_stated(sandbox, tmp_path, version, options):
    # It sends wrong requests on purpose. A DELETE of what does not exist has no documented answer but 204.
    sandbox.settings(validate_requests=False)
    sandbox.switch(delete_missing=204)
    (paris,) = sandbox.add_clusters("Paris")
    (client,) = sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(statement(version, client["id"], paris["id"])), encoding="utf-8")

    command = [str(PROGRAM), "run", str(path), "--url", sandbox.base_url, "--checks", ",".join(CHECKS), *options]
    command += ["--header", f"Authorization: Bearer {sandbox.token()}", "--no-color", "--warnings", "off"]
    # The same requests each time, and no limit that a busy machine could miss.
    command += ["--generation-deterministic", "--suppress-health-check", "all"]
    finished = subprocess.run(
        command,
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "", "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert len(sandbox.log()) > 300
