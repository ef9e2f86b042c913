# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of ``python -m tests.sandbox``."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.sandbox.handle import LONGEST_STOP, ROOT

COMMAND = [sys.executable, "-m", "tests.sandbox"]


@contextlib.contextmanager
def started(*arguments):
    """The process, and its base URL."""
    with subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            line = next(line for line in process.stdout if line.startswith("export SAIL_BASE_URL="))
            yield process, line.strip().partition("=")[2]
        finally:
            process.terminate()
            try:
                process.wait(LONGEST_STOP)
            except subprocess.TimeoutExpired:
                process.kill()


def state(base_url, kind, **arguments):
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{base_url}/_sandbox/{kind}", timeout=30, **arguments).json()


def test_demo_data():
    with started("--demo-data") as (_process, base_url):
        clusters = {cluster["id"]: cluster["name"] for cluster in state(base_url, "clusters")}
        clients = [(clusters[client["clusterId"]], client["name"]) for client in state(base_url, "clients")]

    assert clients == [("Paris", "paris-1"), ("Paris", "paris-2"), ("Austin", "austin-1"), ("Austin", "austin-2")]


def test_quiet():
    with started("--quiet") as (process, base_url):
        requests.get(f"{base_url}/v3/managed-clients", timeout=30)
        process.terminate()
        rest = process.stdout.read()

    assert "Requests:" not in rest
    assert "/v3/" not in rest
    assert process.returncode == 0


def test_the_certificate_of_the_ca_is_written_where_it_is_wanted(tmp_path):
    path = tmp_path / "ca.pem"
    with started("--tls", "--ca-file", str(path), "--empty") as (_process, base_url):
        for url in (base_url, base_url.replace("127.0.0.1", "localhost")):
            assert state(url, "clusters", verify=str(path)) == []

    assert path.exists()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (
            ["--tls", "--ca-file", "/nowhere/ca.pem"],
            1,
            "sandbox: cannot write /nowhere/ca.pem: No such file or directory",
        ),
        (["--ca-file", "ca.pem"], 2, "--ca-file needs --tls"),
        (["--empty", "--demo-data"], 2, "not allowed with argument --empty"),
    ],
)
def test_options_that_cannot_be_met(arguments, status, said):
    finished = subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (finished.returncode, said in finished.stderr, "Traceback" in finished.stderr) == (status, True, False)


def test_it_ends_cleanly_while_a_request_still_waits():
    with started("--quiet") as (process, base_url):
        requests.post(f"{base_url}/_sandbox/faults", json={"operation": "token", "kind": "delay", "seconds": 3600})
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(requests.post, f"{base_url}/oauth/token", timeout=20)
            # The log has a request from the moment it came.
            while not waiting.done() and not state(base_url, "log"):
                pass
            process.terminate()
            output, _none = process.communicate(timeout=LONGEST_STOP)
            with pytest.raises(requests.ConnectionError):
                waiting.result()

    # What the sandbox said at its start may be part of this or not: it was read line by line.
    assert (process.returncode, output.splitlines()[-1], "Traceback" in output) == (0, "sandbox: stopped", False)
