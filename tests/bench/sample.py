# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, and the figures that are made of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import fmean, median
from typing import Any


@dataclass(frozen=True)
class Sample:
    """One run of one contender.

    ``seconds`` is the whole program; ``work`` what it says itself to have taken without its start (0: it does not
    say). The rest is from the sandbox's log: all requests, those for a token, those answered 429, and the share of
    the rate limit that was used. ``round_trips`` are what a task says to have taken (0: it does not say).
    """

    seconds: float
    peak_mb: float = 0.0
    work: float = 0.0
    requests: int = 0
    tokens: int = 0
    refused: int = 0
    share: float = 0.0
    round_trips: int = 0


@dataclass(frozen=True)
class Spread:
    """Some measurements of the same thing."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Raises StatisticsError where there is nothing to measure."""
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True)
class Series:
    """The runs of one contender, in all rounds.

    ``items`` is how many things a run deals with; ``startup`` the runs of a play that does nothing, in the same rounds.
    """

    samples: Sequence[Sample]
    items: int = 0
    startup: Sequence[Sample] = ()

    @property
    def whole(self) -> Spread:
        """Seconds from start to end."""
        return Spread.of([sample.seconds for sample in self.samples])

    @property
    def above(self) -> Spread:
        """Seconds above start-up: what the program says itself, or its time less the median of the empty play."""
        if all(sample.work for sample in self.samples):
            return Spread.of([sample.work for sample in self.samples])
        startup = median([sample.seconds for sample in self.startup] or [0.0])
        return Spread.of([sample.seconds - startup for sample in self.samples])

    @property
    def per_item(self) -> Spread:
        """Seconds above start-up for each item."""
        above = self.above
        return Spread(above.median / self.items, above.least / self.items, above.most / self.items)

    def most(self, field: str) -> float:
        """The greatest value of a field of the samples."""
        return max(getattr(sample, field) for sample in self.samples)

    def least(self, field: str) -> float:
        """The least value of a field of the samples."""
        return min(getattr(sample, field) for sample in self.samples)

    def as_json(self) -> dict[str, Any]:
        """Everything, for the file of figures."""
        return {
            "items": self.items,
            "seconds": asdict(self.whole),
            "above_startup": asdict(self.above),
            "per_item": asdict(self.per_item) if self.items else None,
            "peak_mb": self.most("peak_mb"),
            "runs": [asdict(sample) for sample in self.samples],
        }


def share_of_limit(times: Sequence[str], limit: int, window: float) -> float:
    """How much of a rate limit was used: 1 where each request came just as soon as the limit allows.

    That is one window after the request ``limit`` places before it; bursts and even paces are the same to this.
    ``times`` are the moments (ISO 8601) of the requests that were not refused; 1 where they are within the limit.
    """
    moments = sorted(datetime.fromisoformat(moment).timestamp() for moment in times)
    waits = [later - earlier for earlier, later in zip(moments, moments[limit:])]
    return min(1.0, window / fmean(waits)) if waits else 1.0


Results = Mapping[str, Series]
"""The series of one case by the names of the contenders."""

Figure = Callable[[Results], "float | None"]
