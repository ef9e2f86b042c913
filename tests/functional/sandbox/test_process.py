# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as a process: what it prints, and how it ends."""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys

import pytest
import requests

from tests.sandbox.handle import ROOT

COMMAND = [sys.executable, "-m", "tests.sandbox"]


def start(*arguments):
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def read_until(process, beginning):
    """The lines up to the one that begins so."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith(beginning):
            return lines
    raise AssertionError(lines)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_tells_how_to_reach_it_shows_requests_and_ends_cleanly(stop):
    with start() as process:
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
    with start() as process:
        url = next(line for line in read_until(process, "Requests:") if "BASE_URL" in line)
        finished = subprocess.run(
            [*COMMAND, "--port", url.rpartition(":")[2]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        process.terminate()

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
