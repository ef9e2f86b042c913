# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as a process: its options, what it prints, and how it ends."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from tests.sandbox.handle import MAX_STOP, ROOT

COMMAND = [sys.executable, "-m", "tests.sandbox"]


def read_until(process, beginning):
    """The lines that it prints up to the one that begins so."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(beginning):
            return lines
    raise AssertionError(lines)


@contextlib.contextmanager
def started(*arguments):
    """The process, and its base URL."""
    with subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            lines = read_until(process, "export SAIL_BASE_URL=")
            yield process, lines[-1].partition("=")[2]
        finally:
            process.terminate()
            try:
                process.wait(MAX_STOP)
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
            output, _none = process.communicate(timeout=MAX_STOP)
            with pytest.raises(requests.ConnectionError):
                waiting.result()

    # What the sandbox said at its start may be part of this or not: it was read line by line.
    assert (process.returncode, output.splitlines()[-1], "Traceback" in output) == (0, "sandbox: stopped", False)


def test_a_client_that_hangs_up_while_it_sends_leaves_no_trace():
    with started() as (process, base_url):
        url = urlsplit(base_url)
        with socket.create_connection((url.hostname, url.port)) as connection:
            connection.sendall(
                b"POST /oauth/token HTTP/1.1\r\nHost: tenant\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
            )
            # It has begun to read the request.
            assert b"100 Continue" in connection.recv(100)
        # By the answer to this one it has seen the end of the other.
        logged = state(base_url, "log")
        process.terminate()
        output = process.stdout.read()

    assert logged == []
    assert "Traceback" not in output, output


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_tells_how_to_reach_it_shows_requests_and_ends_cleanly(stop):
    command = subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with command as process:
        lines = read_until(process, "Requests:")
        exports = dict(line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export "))
        assert list(exports) == ["SAIL_BASE_URL", "SAIL_CLIENT_ID", "SAIL_CLIENT_SECRET"]
        assert "it is not the vendor's" in lines[0]
        requests.get(f"{exports['SAIL_BASE_URL']}/v3/managed-clients", timeout=30)
        assert process.stdout.readline().split() == ["GET", "/v3/managed-clients", "401"]
        process.send_signal(stop)
        rest = process.stdout.read()

    assert (process.returncode, rest.strip()) == (0, "sandbox: stopped")


def test_a_port_that_is_taken_is_one_line():
    with started() as (_process, base_url):
        finished = subprocess.run(
            [*COMMAND, "--port", base_url.rpartition(":")[2]], cwd=ROOT, capture_output=True, text=True, check=False
        )

    assert finished.returncode == 1
    assert finished.stderr.startswith("sandbox: cannot listen on port")
    assert finished.stderr.count("\n") == 1


def test_it_ends_with_the_process_that_started_it(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, signal\n"
        "from tests.sandbox import Sandbox\n"
        "with Sandbox.start() as sandbox:\n"
        "    print(sandbox.base_url, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    read_end, write_end = os.pipe()
    # The sandbox inherits the pipe's other end: we read its end when no one holds it any more.
    parent = subprocess.run(
        [sys.executable, str(script)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(pathlib.Path(ROOT))},
        stdout=subprocess.PIPE,
        stderr=write_end,
        text=True,
        check=False,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        assert pipe.read() == ""

    assert parent.returncode == -signal.SIGKILL
    with pytest.raises(requests.ConnectionError):
        requests.get(parent.stdout.strip(), timeout=30)
