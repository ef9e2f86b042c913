# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases: which contenders do which work, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench import plays
from tests.bench.naming import CLUSTER, client
from tests.bench.process import BenchError
from tests.bench.sample import Sample
from tests.bench.sizes import Sizes
from tests.bench.stage import Stage, sdk_python

STARTUP = "start-up"
"""The play that does nothing. Its time is taken off that of the others."""

REPEATS = 3

LATENCY_MS = 20.0
HOSTS = 5
TASKS = 20
LIMIT = 200
"""Requests in each second, for the case ``limited``."""
SLOW_LATENCY_MS = 100.0
"""For the case ``latency``: that of a tenant on another continent."""
SHARED_LIMIT, SHARED_WINDOW = 100, 5.0
"""Requests in so many seconds, for the case ``hosts``: the vendor's limit, in half its window."""


@dataclass(frozen=True)
class Contender:
    """One way to do the work: ``run`` prepares the tenant and measures one run, which deals with ``items`` things."""

    name: str
    run: Callable[[], Sample]
    items: int = 0
    repeats: int = 1
    """Runs in each round: more of what takes a second beside what takes a minute."""


@dataclass(frozen=True)
class Case:
    """Some work, and who does it."""

    name: str
    title: str
    contenders: Sequence[Contender]
    rounds: int
    latency_ms: float = LATENCY_MS
    per_item: bool = False
    """Whether the contenders are compared by the item, above start-up, rather than by the whole."""
    compares: bool = True
    """Whether the contenders do the same work, so that the chart shows them side by side."""


def all_cases(stage: Stage, secure: Stage, sizes: Sizes) -> list[Case]:
    """The cases, in the order in which they are shown. ``secure`` is a stage whose sandbox speaks TLS."""
    return [
        _loop(stage, sizes),
        _latency(stage, secure, sizes),
        _trips(stage),
        _tokens(stage, sizes),
        _cold(stage, sizes),
        _unchanged(stage, sizes),
        _creates(stage, sizes),
        _limited(stage, sizes),
        _hosts(stage, sizes),
        _planning(stage, sizes),
    ]


def _loop(stage: Stage, sizes: Sizes) -> Case:
    count = sizes.loop

    def seeded(run: Callable[[], Sample]) -> Callable[[], Sample]:
        return _after(lambda: stage.seed(count, latency_ms=0), run)

    return Case(
        "loop",
        f"Loop over {count} unchanged clients, at no latency",
        [
            Contender(STARTUP, seeded(lambda: stage.playbook(plays.nothing())), repeats=REPEATS),
            Contender("debug in a loop", seeded(lambda: stage.playbook(plays.debug(count))), count, REPEATS),
            Contender("uri in a loop", seeded(lambda: stage.playbook(plays.read_by_uri(count))), count),
            *(
                Contender(name, seeded(lambda version=version: stage.sdk(version, "read", count)), count)
                for version, name in _sdks()
            ),
            Contender(
                "module in a loop",
                seeded(lambda: stage.playbook(plays.read_by_module(count), in_process=False)),
                count,
            ),
            Contender("action in a loop", seeded(lambda: stage.playbook(plays.read_by_module(count))), count, REPEATS),
        ],
        sizes.long_rounds,
        latency_ms=0,
        per_item=True,
    )


def _latency(stage: Stage, secure: Stage, sizes: Sizes) -> Case:
    count = sizes.slow_loop

    def loop(where: Stage) -> Callable[[], Sample]:
        # The token is given: what each item takes does not depend on how many there are.
        options = {"cluster": CLUSTER, "access_token": "{{ token }}"}
        if where.sandbox.ca_path:
            options["ca_path"] = where.sandbox.ca_path
        play = plays.read_by_module(count, **options)
        return _after(lambda: where.seed(count, latency_ms=SLOW_LATENCY_MS), lambda: where.playbook(play))

    return Case(
        "latency",
        f"Loop over {count} unchanged clients and their cluster, far away",
        [
            Contender(STARTUP, lambda: stage.playbook(plays.nothing()), repeats=REPEATS),
            Contender("http", loop(stage), count),
            Contender("TLS", loop(secure), count),
        ],
        sizes.long_rounds,
        latency_ms=SLOW_LATENCY_MS,
        per_item=True,
    )


def _trips(stage: Stage) -> Case:
    def one(options: dict[str, str]) -> Callable[[], Sample]:
        return _after(lambda: stage.seed(1, latency_ms=LATENCY_MS), lambda: stage.playbook(plays.round_trips(options)))

    old, new = client(0), client(1)
    works = {
        "unchanged": old,
        "patch": {**old, "description": "changed"},
        "delete": {"name": old["name"], "state": "absent"},
        "create": new,
    }
    return Case(
        "trips",
        "Round trips of one task, with a token that is given",
        [Contender(name, one({"cluster": CLUSTER, **options})) for name, options in works.items()],
        rounds=1,
        compares=False,
    )


def _tokens(stage: Stage, sizes: Sizes) -> Case:
    inventory = ",".join(f"host{number}" for number in range(HOSTS)) + ","

    def run() -> Sample:
        stage.seed(latency_ms=LATENCY_MS)
        return stage.playbook(plays.many_tasks(TASKS), "-i", inventory, "--forks", str(HOSTS))

    title = f"{TASKS} different tasks on {HOSTS} hosts, forks: {HOSTS}"
    return Case("tokens", title, [Contender("action", run, TASKS * HOSTS)], sizes.long_rounds)


def _cold(stage: Stage, sizes: Sizes) -> Case:
    def seeded(run: Callable[[], Sample]) -> Callable[[], Sample]:
        return _after(lambda: stage.seed(1, latency_ms=LATENCY_MS), run)

    # All with a token that they are given, as it is one GET that they are compared by.
    ours = plays.read_by_module(1, access_token="{{ token }}")
    return Case(
        "cold",
        "One task, the whole playbook",
        [
            Contender("uri", seeded(lambda: stage.playbook(plays.read_by_uri(1))), repeats=REPEATS),
            Contender("module", seeded(lambda: stage.playbook(ours, in_process=False)), repeats=REPEATS),
            Contender("action", seeded(lambda: stage.playbook(ours)), repeats=REPEATS),
        ],
        sizes.rounds,
    )


def _unchanged(stage: Stage, sizes: Sizes) -> Case:
    def fleet(count: int, kind: str = "json") -> Callable[[], Sample]:
        play = plays.fleet(stage.fleet_file(count, kind))
        return _after(lambda: stage.seed(count, latency_ms=LATENCY_MS), lambda: stage.playbook(play))

    large_folder = plays.fleet_folder(stage.fleet_folder(sizes.large_fleet))
    folder = _after(lambda: stage.seed(sizes.large_fleet, latency_ms=LATENCY_MS), lambda: stage.playbook(large_folder))
    return Case(
        "unchanged",
        f"Fleets of {sizes.fleet:,} and {sizes.large_fleet:,} clients, nothing to do",
        [
            Contender(STARTUP, lambda: stage.playbook(plays.nothing())),
            Contender("ping", lambda: stage.playbook(plays.ping())),
            Contender("fleet", fleet(sizes.fleet), sizes.fleet),
            Contender("fleet from YAML", fleet(sizes.fleet, "yml"), sizes.fleet),
            Contender("large fleet", fleet(sizes.large_fleet), sizes.large_fleet),
            Contender("large fleet from YAML", fleet(sizes.large_fleet, "yml"), sizes.large_fleet),
            Contender("large fleet from a folder", folder, sizes.large_fleet),
        ],
        sizes.rounds,
    )


def _creates(stage: Stage, sizes: Sizes) -> Case:
    def empty(run: Callable[[], Sample]) -> Callable[[], Sample]:
        return _after(lambda: stage.seed(latency_ms=LATENCY_MS), run)

    slow, script = sizes.slow_creates, sizes.script
    fleet = plays.fleet(stage.fleet_file(sizes.fleet))
    return Case(
        "creates",
        f"Create clients: {sizes.fleet:,} by a fleet, {script} by scripts and in process, {slow} by slow loops",
        [
            Contender(STARTUP, empty(lambda: stage.playbook(plays.nothing())), repeats=REPEATS),
            Contender("uri in a loop", empty(lambda: stage.playbook(plays.create_by_uri(slow))), slow),
            *(
                Contender(name, empty(lambda version=version: stage.sdk(version, "create", script)), script)
                for version, name in _sdks()
            ),
            Contender(
                "module in a loop",
                empty(lambda: stage.playbook(plays.create_by_module(slow), in_process=False)),
                slow,
            ),
            Contender("action in a loop", empty(lambda: stage.playbook(plays.create_by_module(script))), script),
            Contender(
                "fleet", empty(lambda: _all_made(stage, stage.playbook(fleet), sizes.fleet)), sizes.fleet, REPEATS
            ),
        ],
        sizes.long_rounds,
        per_item=True,
    )


def _limited(stage: Stage, sizes: Sizes) -> Case:
    play = plays.fleet(stage.fleet_file(sizes.fleet), rate_limit=LIMIT, rate_window=1)

    def run() -> Sample:
        stage.seed(latency_ms=LATENCY_MS, rate_limit=LIMIT, rate_window=1)
        return _all_made(stage, stage.playbook(play), sizes.fleet)

    title = f"Create {sizes.fleet:,} clients, {LIMIT} requests a second allowed"
    return Case("limited", title, [Contender("fleet", run, sizes.fleet)], sizes.long_rounds)


def _hosts(stage: Stage, sizes: Sizes) -> Case:
    hosts, count = sizes.hosts, sizes.slow_loop
    inventory = ",".join(f"host{number}" for number in range(hosts)) + ","
    limit = {"rate_limit": SHARED_LIMIT, "rate_window": SHARED_WINDOW}
    play = plays.on_all_hosts(plays.read_by_module(count, **limit))

    def run() -> Sample:
        stage.seed(count, latency_ms=LATENCY_MS, **limit)
        return stage.playbook(play, "-i", inventory, "--forks", str(hosts))

    title = (
        f"{hosts} hosts, forks: {hosts}, {count} unchanged clients each, {SHARED_LIMIT} requests in {SHARED_WINDOW:g} s"
    )
    return Case("hosts", title, [Contender("action", run, hosts * count)], sizes.long_rounds)


def _planning(stage: Stage, sizes: Sizes) -> Case:
    count = sizes.large_fleet
    return Case(
        "planning",
        f"Plan {count:,} clients, no I/O",
        [Contender("plan", lambda: stage.planning(count), count)],
        sizes.rounds,
        latency_ms=0,
    )


def _sdks() -> list[tuple[str, str]]:
    """Version and name of the official SDKs that are installed."""
    known = (("v2024", "SDK 1.4 (v2024) script"), ("v1", "SDK 2 (v1) script"))
    return [(version, name) for version, name in known if sdk_python(version).exists()]


def _after(prepare: Callable[[], None], run: Callable[[], Sample]) -> Callable[[], Sample]:
    def both() -> Sample:
        prepare()
        return run()

    return both


def _all_made(stage: Stage, sample: Sample, count: int) -> Sample:
    """The sample, once it is sure that the work was done."""
    made = len(stage.sandbox.clients())
    if made != count:
        raise BenchError(f"the fleet made {made} clients of {count}")
    return sample
