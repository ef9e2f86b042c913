# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Pythons of this machine: on the PATH, and beside our own where each version has a folder."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys


def folders() -> list[pathlib.Path]:
    """Where real Pythons are: ours, then its neighbours. A shim, which only chooses among them, is in none of these."""
    own = pathlib.Path(sys.base_prefix)
    neighbours = sorted(own.parent.glob("*/bin")) if own.parent.name == "versions" else []
    return [own / "bin", *neighbours]


def find(version: str) -> str | None:
    """The path of that Python, such as ``3.12``, or None where it is not there."""
    path = os.pathsep.join([*map(str, folders()), os.environ.get("PATH", os.defpath)])
    found = shutil.which(f"python{version}", path=path)
    # A shim of a version that is not chosen is there and fails.
    works = found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0
    return found if works else None
