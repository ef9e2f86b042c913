# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make bench`` measures, shows and writes what it promises. No figure is tested: they depend on the machine."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.bench.process import BenchError, run
from tests.bench.sizes import TINY
from tests.bench.targets import all_targets
from tests.functional.engines import clean_environment
from tests.sandbox.handle import ROOT

CASES = "loop latency trips tokens cold unchanged creates limited hosts planning"


def bench(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.bench", *arguments],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.slow
def test_every_case_is_measured_shown_and_written(tmp_path):
    finished = bench("--tiny", "--output", str(tmp_path))

    assert finished.returncode == 0, finished.stderr
    figures = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))
    cases = {case["name"]: case for case in figures["cases"]}
    assert list(cases) == CASES.split()
    for case in cases.values():
        assert case["title"] in finished.stdout
        for name, contender in case["contenders"].items():
            assert name in finished.stdout
            assert contender["seconds"]["least"] <= contender["seconds"]["median"] <= contender["seconds"]["most"]
            assert contender["runs"][0]["peak_mb"] > 0
    assert [(target["case"], target["name"], target["bound"]) for target in figures["targets"]] == [
        (target.case, target.name, target.bound) for target in all_targets(TINY)
    ]
    for target in figures["targets"]:
        assert f"{'ok    ' if target['met'] else 'MISSED'} {target['case']}: {target['name']}: " in finished.stdout
    # What does not depend on the machine: what was sent, and that one token serves all.
    requests = {name: run["runs"][0]["requests"] for name, run in cases["loop"]["contenders"].items()}
    assert (requests["start-up"], requests["uri in a loop"]) == (0, TINY.loop)
    assert cases["tokens"]["contenders"]["action"]["runs"][0]["tokens"] == 1
    assert cases["hosts"]["contenders"]["action"]["runs"][0]["refused"] == 0
    assert requests["debug in a loop"] == 0
    assert "creates: round 1 of 1: fleet" in finished.stderr
    chart = ElementTree.parse(tmp_path / "performance.svg").getroot()
    assert chart.tag.endswith("svg")
    assert cases["cold"]["title"] in "".join(chart.itertext())


def test_one_case_alone(tmp_path):
    finished = bench("--tiny", "--only", "planning", "--output", str(tmp_path))

    assert finished.returncode == 0, finished.stderr
    (target,) = json.loads((tmp_path / "performance.json").read_text(encoding="utf-8"))["targets"]
    assert target["name"] == f"planning {TINY.large_fleet}"


def test_a_case_that_does_not_exist_is_one_line():
    finished = bench("--only", "nothing")

    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr.startswith("bench: there is no case nothing: there are loop, ")
    assert finished.stderr.count("\n") == 1


def test_a_program_is_timed_with_the_memory_of_its_children():
    child = "print(len(b'x' * 150_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    finished = run([sys.executable, "-c", parent], {}, "it")

    assert finished.output == "150000000\n"
    # A child begins as a copy of this process, which may be large.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 140 < finished.peak_mb < max(own, 150) + 100


def test_a_program_that_fails_says_so_in_one_line():
    with pytest.raises(BenchError, match=r"^it failed \(exit status 3\): one / two$"):
        run([sys.executable, "-c", "print('one'); print('two'); raise SystemExit(3)"], {}, "it")
