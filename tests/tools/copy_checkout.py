# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python tests/tools/copy_checkout.py FOLDER``: copy what git tracks, so that nothing else that lies here counts.

The copy stands in ``FOLDER/ansible_collections/community/sailpoint``, as Ansible wants it.
"""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys
from fnmatch import fnmatchcase

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = (".cache", ".git", "tests/output")
"""What tools leave in a copy, for their next run."""
GUIDES = ("docs/*.md", *(f"docs/{folder}/*.md" for folder in ("tutorials", "how-to", "explanation", "reference")))


def tracked() -> list[str]:
    """The paths of the files that git tracks and that are there. Raises CalledProcessError."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def tracked_files(*patterns: str) -> list[pathlib.Path]:
    """The files that git tracks and that match one of the patterns, such as ``docs/*.md``: ``*`` matches no slash."""
    return [
        ROOT / path
        for path in tracked()
        for pattern in patterns
        if fnmatchcase(path, pattern) and path.count("/") == pattern.count("/")
    ]


def copy_checkout(folder: pathlib.Path) -> pathlib.Path:
    """Make the copy, or bring an older one up to date. Returns where it stands."""
    copy = folder / "ansible_collections" / "community" / "sailpoint"
    wanted = set(tracked())
    for path in copy.rglob("*"):
        inside = path.relative_to(copy).as_posix()
        if path.is_file() and inside not in wanted and not inside.startswith(tuple(f"{name}/" for name in KEPT)):
            path.unlink()
    for name in wanted:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    # Without a repository of its own, all of it counts as ignored by ours.
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    return copy


if __name__ == "__main__":
    copy_checkout(pathlib.Path(sys.argv[1]).absolute())
