# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault matrix: every operation of every module while something goes wrong, once, twice and always."""

from __future__ import annotations

import tests.conftest  # noqa: F401 - makes the collection importable
