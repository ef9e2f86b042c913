# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.bench``: measure the collection beside what else does the same work.

Against the sandbox, which imitates a tenant; it is not the vendor's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import pathlib
import shutil
import sys
import tempfile
import time
from collections import defaultdict

from tests.bench.cases import STARTUP, Case, all_cases
from tests.bench.chart import draw
from tests.bench.process import ROOT, BenchError
from tests.bench.report import as_json, case_table, markdown, verdict_table, with_figures
from tests.bench.sample import Results, Sample, Series
from tests.bench.sizes import FULL, QUICK, TINY
from tests.bench.stage import Stage
from tests.bench.targets import all_targets, judge
from tests.sandbox import Sandbox

OUTPUT = ROOT / ".cache" / "bench"
DOCS = ROOT / "docs" / "explanation"


def main() -> int:
    """Measure, show and write. With --check, the exit status is 1 where a target is missed."""
    options = _options()
    sizes = options.sizes
    with contextlib.ExitStack() as opened:
        folder = pathlib.Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="sailpoint-bench-")))
        sandboxes = [opened.enter_context(Sandbox.start(tls=tls, validate=False)) for tls in (False, True)]
        stage, secure_stage = (Stage(sandbox, folder) for sandbox in sandboxes)
        cases = all_cases(stage, secure_stage, sizes)
        names = [case.name for case in cases]
        unknown = set(options.only) - set(names)
        if unknown:
            raise BenchError(f"there is no case {', '.join(sorted(unknown))}: there are {', '.join(names)}")
        cases = [case for case in cases if case.name in (options.only or names)]
        results = {}
        for case in cases:
            results[case.name] = _measure(case)
            print(f"{case_table(case, results[case.name])}\n", flush=True)
    verdicts = judge(all_targets(sizes), results)
    print(verdict_table(verdicts))
    options.output.mkdir(parents=True, exist_ok=True)
    figures = options.output / "performance.json"
    figures.write_text(json.dumps(as_json(sizes, cases, results, verdicts), indent=2) + "\n", encoding="utf-8")
    draw(cases, results, options.output / "performance.svg")
    print(f"\nFigures and chart are in {options.output}")
    if options.docs:
        for path in (figures, figures.with_suffix(".svg")):
            shutil.copy(path, DOCS)
        guide = DOCS / "performance.md"
        guide.write_text(with_figures(guide.read_text(encoding="utf-8"), markdown(cases, results, verdicts)), "utf-8")
        print(f"They are in {DOCS}, too")
    return 1 if options.check and not all(verdict.met for verdict in verdicts) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument(
        "--quick", dest="sizes", action="store_const", const=QUICK, help="less of everything, in about two minutes"
    )
    how_much.add_argument("--tiny", dest="sizes", action="store_const", const=TINY, help="to see that it works")
    parser.add_argument("--only", nargs="+", default=[], metavar="CASE", help="these cases only")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a target is missed")
    parser.add_argument("--docs", action="store_true", help="copy figures and chart to docs")
    parser.add_argument("--output", type=pathlib.Path, default=OUTPUT, metavar="DIR", help="where they are written")
    parser.set_defaults(sizes=FULL)
    return parser.parse_args()


def _measure(case: Case) -> Results:
    """All contenders in turn, round by round: what disturbs the machine for a while disturbs all."""
    samples: defaultdict[str, list[Sample]] = defaultdict(list)
    for number in range(case.rounds):
        turns = [contender for contender in case.contenders for _repeat in range(contender.repeats)]
        for contender in turns:
            started = time.monotonic()
            samples[contender.name].append(contender.run())
            _progress(case, number, contender.name, time.monotonic() - started)
    _progress_end()
    return {
        contender.name: Series(samples[contender.name], contender.items, samples.get(STARTUP, ()))
        for contender in case.contenders
    }


def _progress(case: Case, number: int, name: str, taken: float) -> None:
    text = f"{case.name}: round {number + 1} of {case.rounds}: {name}: {taken:.1f} s"
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    else:
        print(text, file=sys.stderr, flush=True)


def _progress_end() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BenchError, RuntimeError) as error:
        print(f"bench: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
