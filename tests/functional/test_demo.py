# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo`` shows what it promises, and leaves nothing behind when it is stopped."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter

import pytest

from tests.functional.engines import clean_environment
from tests.sandbox.handle import ROOT

COMMAND = [sys.executable, "-m", "tests.demo"]
MAX_END = 20.0


@pytest.fixture(name="short_path")
def fixture_short_path():
    """An empty folder whose path leaves room for that of a socket, which tmp_path does not."""
    with tempfile.TemporaryDirectory() as folder:
        yield pathlib.Path(folder)


def start(**environment):
    return subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=clean_environment(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def processes_with(mark):
    """The command lines of the processes that have that text in their environment."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text(encoding="utf-8").replace("\0", " "))
    return found


def test_each_step_says_what_was_sent_and_the_report_and_the_export_are_left():
    shutil.rmtree(ROOT / ".cache" / "demo", ignore_errors=True)

    with start() as process:
        output = process.stdout.read()

    assert process.returncode == 0, output
    steps = re.split(r"^=== ", output, flags=re.MULTILINE)
    sent = {
        step[0]: Counter(re.findall(r"^  (POST|PUT|PATCH|DELETE) /managed-(\w+)", step, re.MULTILINE))
        for step in steps
        if step[:1].isdigit()
    }
    assert sent == {
        "1": {("POST", "clusters"): 2, ("POST", "clients"): 5, ("PUT", "clusters"): 1},
        **{step: {} for step in "2356"},
        "4": {("PATCH", "clients"): 1},
        "7": {("DELETE", "clusters"): 2},
    }
    assert output.count('[{"op": "replace", "path": "/description", "value": "Moved to the second floor"}]') == 1
    assert '+    "description": "Moved to the second floor"' in output
    assert "[WARNING]" not in output
    # A person reads it in under a minute.
    assert len(output.splitlines()) < 150
    (path,) = re.findall(r"The report is (\S+);", output)
    page = pathlib.Path(path).read_text(encoding="utf-8")
    assert "paris-2" in page
    assert "Not declared" in page
    summary = json.loads(pathlib.Path(path).with_suffix(".json").read_text(encoding="utf-8"))
    assert [(finding["kind"], finding["clients"]) for finding in summary["findings"]] == [
        ("not_connected", ["austin-3"])
    ]
    assert summary["totals"]["clients_by_level"] == {"good": 4, "unknown": 0, "attention": 0, "bad": 1}
    assert "Moved to the second floor" in pathlib.Path(path).with_name("fleet.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("moment", ["=== Install", "PLAY [", "changed: ", "=== 2."])
def test_ctrl_c_leaves_nothing_behind(short_path, moment):
    mark = f"TMPDIR={short_path}"
    with start(TMPDIR=str(short_path)) as process:
        seen = next(line for line in process.stdout if line.startswith(moment))
        assert processes_with(mark), seen
        # As a terminal does it: to all that run in the foreground.
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stdout.read()

    assert (process.returncode, rest.splitlines()[-1]) == (130, "demo: stopped")
    assert "Traceback" not in rest
    deadline = time.monotonic() + MAX_END
    while processes_with(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert processes_with(mark) == []
    assert list(short_path.iterdir()) == []
