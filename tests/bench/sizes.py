# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """How many things each case deals with, and how often it does so."""

    name: str
    loop: int
    """Items of the loops over clients that are as they should be."""
    slow_loop: int
    """Items of the loops over such clients where each takes its time."""
    hosts: int
    slow_creates: int
    """Creates in a loop of tasks that take half a second each."""
    script: int
    """Creates by the SDK's script and by the loop in process."""
    fleet: int
    large_fleet: int
    rounds: int
    """For what takes seconds."""
    long_rounds: int
    """For what takes minutes."""


FULL = Sizes(
    "full",
    loop=50,
    slow_loop=20,
    hosts=20,
    slow_creates=10,
    script=100,
    fleet=1000,
    large_fleet=10_000,
    rounds=7,
    long_rounds=3,
)
QUICK = Sizes(
    "quick",
    loop=10,
    slow_loop=10,
    hosts=20,
    slow_creates=3,
    script=30,
    fleet=300,
    large_fleet=3000,
    rounds=2,
    long_rounds=1,
)
TINY = Sizes(
    "tiny",
    loop=3,
    slow_loop=2,
    hosts=2,
    slow_creates=2,
    script=3,
    fleet=3,
    large_fleet=6,
    rounds=1,
    long_rounds=1,
)
"""To see that everything works: the figures mean nothing."""
