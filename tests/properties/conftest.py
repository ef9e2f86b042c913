# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much is tried: little, always the same, or much (``PROPERTIES=thorough``). A failure says how to repeat it."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.configuration import set_hypothesis_home_dir

from tests.sandbox.fixtures import sandbox, sandbox_process
from tests.tools.link_checkout import ROOT

__all__ = ["sandbox", "sandbox_process"]

set_hypothesis_home_dir(ROOT / ".cache" / "hypothesis")
# A test asks the sandbox again and again, on a machine that may be busy: no example is too slow. It resets the sandbox
# itself where it must.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, max_examples=25, **COMMON)
# For mutation testing, which runs a test again and again.
settings.register_profile("mutation", derandomize=True, max_examples=2, **COMMON)
settings.register_profile("thorough", print_blob=True, max_examples=500, **COMMON)
settings.load_profile(os.environ.get("PROPERTIES", "ci"))
