# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo`` shows what it promises, and leaves nothing behind when it is stopped."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

from tests.functional.engines import clean_environment
from tests.sandbox.handle import ROOT

COMMAND = [sys.executable, "-m", "tests.demo"]


def start(write_end=None):
    return subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=write_end or subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_each_step_says_what_was_sent():
    with start() as process:
        output = process.stdout.read()

    assert process.returncode == 0, output
    steps = re.split(r"^=== ", output, flags=re.MULTILINE)
    sent = {step[0]: re.findall(r"^  (POST|PATCH|DELETE) ", step, re.MULTILINE) for step in steps if step[:1].isdigit()}
    assert sent == {"1": ["POST"] * 5, "2": [], "3": [], "4": ["PATCH"], "5": [], "6": ["DELETE"] * 5}
    assert output.count('[{"op": "replace", "path": "/description", "value": "Moved to the second floor"}]') == 1
    assert '+    "description": "Moved to the second floor"' in output
    assert "[WARNING]" not in output
    # A person reads it in under a minute.
    assert len(output.splitlines()) < 150


def test_ctrl_c_leaves_no_process_behind():
    read_end, write_end = os.pipe()
    with start(write_end) as process:
        for line in process.stdout:
            if line.startswith("PLAY ["):
                break
        # As a terminal does it: to all that run in the foreground.
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stdout.read()
    os.close(write_end)
    # All that it started holds the other end of this pipe: its end is read when none of them lives.
    with os.fdopen(read_end) as pipe:
        errors = pipe.read()

    assert process.returncode == 130
    assert rest.rstrip().endswith("demo: stopped")
    assert "Traceback" not in errors
