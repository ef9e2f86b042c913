# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be reached: each target one declared value, computed from one run. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench.cases import LATENCY_MS, LIMIT, SHARED_LIMIT, SHARED_WINDOW
from tests.bench.sample import Figure, Results
from tests.bench.sizes import Sizes

CONCURRENCY = 8
"""Of the fleet, by default."""


@dataclass(frozen=True)
class Target:
    """A figure of one case and its bound: at most that much, or at least. ``needs`` are its contenders."""

    case: str
    name: str
    needs: tuple[str, ...]
    figure: Figure
    bound: float
    unit: str = ""
    at_least: bool = False


@dataclass(frozen=True)
class Verdict:
    """A target and what was measured; None where it could not be."""

    target: Target
    figure: float | None

    @property
    def met(self) -> bool:
        """Whether the target was reached. One that was not measured was not."""
        if self.figure is None:
            return False
        return self.figure >= self.target.bound if self.target.at_least else self.figure <= self.target.bound

    def as_json(self) -> dict[str, Any]:
        """Everything, for the file of figures."""
        relation = "at least" if self.target.at_least else "at most"
        return {
            "case": self.target.case,
            "name": self.target.name,
            "figure": self.figure,
            "bound": self.target.bound,
            "relation": relation,
            "unit": self.target.unit,
            "met": self.met,
        }


def all_targets(sizes: Sizes) -> list[Target]:
    """The targets, in the order of the cases. All times are medians; counts are the worst of all rounds."""
    ideal = sizes.fleet * LATENCY_MS / 1000 / CONCURRENCY
    sdks = ("SDK 1.4 (v2024) script", "SDK 2 (v1) script")
    return [
        Target(
            "loop",
            "uri / action, per item above start-up",
            ("uri in a loop", "action in a loop"),
            lambda of: of["uri in a loop"].per_item.median / of["action in a loop"].per_item.median,
            40,
            "x",
            at_least=True,
        ),
        Target(
            "loop",
            "action / debug, per item above start-up",
            ("debug in a loop", "action in a loop"),
            lambda of: of["action in a loop"].per_item.median / of["debug in a loop"].per_item.median,
            1.8,
            "x",
        ),
        *(
            Target(
                "latency",
                f"an item above start-up, {name}",
                (name,),
                lambda of, name=name: of[name].per_item.median,
                0.11,
                "s",
            )
            for name in ("http", "TLS")
        ),
        *(
            Target(
                "trips",
                f"round trips, {name}",
                (name,),
                lambda of, name=name: of[name].most("round_trips") or None,
                most,
            )
            for name, most in (("unchanged", 1), ("patch", 2), ("delete", 2), ("create", 3))
        ),
        Target("tokens", "token requests in all", ("action",), lambda of: of["action"].most("tokens"), 1),
        Target("cold", "module / uri", ("uri", "module"), lambda of: _ratio(of, "module", "uri"), 0.95, "x"),
        Target("cold", "action / uri", ("uri", "action"), lambda of: _ratio(of, "action", "uri"), 0.6, "x"),
        Target("unchanged", "requests, token included", ("fleet",), lambda of: of["fleet"].most("requests"), 7),
        Target("unchanged", "fleet / ping", ("ping", "fleet"), lambda of: _ratio(of, "fleet", "ping"), 1.5, "x"),
        Target(
            "unchanged",
            "large fleet / fleet, above start-up",
            ("fleet", "large fleet"),
            lambda of: of["large fleet"].above.median / of["fleet"].above.median,
            12,
            "x",
        ),
        Target(
            "unchanged",
            "peak memory of any process, large fleet",
            ("large fleet",),
            lambda of: of["large fleet"].most("peak_mb"),
            200,
            "MB",
        ),
        Target(
            "unchanged",
            "large fleet from a folder / ping",
            ("ping", "large fleet from a folder"),
            lambda of: _ratio(of, "large fleet from a folder", "ping"),
            4,
            "x",
        ),
        Target(
            "creates",
            f"fleet above start-up (1.2 x {ideal:g} s)",
            ("fleet",),
            lambda of: of["fleet"].above.median,
            1.2 * ideal,
            "s",
        ),
        *(
            Target(
                "creates",
                f"{sdk} / fleet, per item, without start and import",
                (sdk, "fleet"),
                lambda of, sdk=sdk: of[sdk].per_item.median / of["fleet"].per_item.median,
                6,
                "x",
                at_least=True,
            )
            for sdk in sdks
        ),
        Target(
            "limited",
            f"share of the {LIMIT} requests a second that was used",
            ("fleet",),
            lambda of: 100 * of["fleet"].least("share"),
            95,
            "%",
            at_least=True,
        ),
        Target(
            "limited",
            "requests answered 429",
            ("fleet",),
            lambda of: of["fleet"].most("refused"),
            0,
        ),
        Target("hosts", "requests answered 429", ("action",), lambda of: of["action"].most("refused"), 0),
        Target(
            "hosts",
            "whole time / (requests / limit)",
            ("action",),
            lambda of: max(
                sample.seconds / (sample.requests * SHARED_WINDOW / SHARED_LIMIT) for sample in of["action"].samples
            ),
            1.1,
            "x",
        ),
        Target("planning", f"planning {sizes.large_fleet:,}", ("plan",), lambda of: of["plan"].above.median, 0.5, "s"),
    ]


def judge(targets: list[Target], results: Mapping[str, Results]) -> list[Verdict]:
    """The verdicts on the targets of those cases that were run."""
    return [
        Verdict(target, target.figure(of) if all(name in of for name in target.needs) else None)
        for target in targets
        if (of := results.get(target.case)) is not None
    ]


def _ratio(of: Results, one: str, other: str) -> float:
    """Of two whole programs."""
    return of[one].whole.median / of[other].whole.median
