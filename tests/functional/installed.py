# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as users have it: installed by ansible-galaxy from its tarball, and nothing else beside it."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

from tests.functional.engines import clean_environment
from tests.tools.copy_checkout import ROOT, copy_checkout

VENVS = ROOT / ".cache" / "venv"


def install_collection(bin_folder: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """Build the tarball, and install it to an empty folder by that virtual environment. Returns the folder.

    It is built from a copy of the checkout: other tests make and remove files beside it.
    """
    checkout = copy_checkout(folder / "checkout")
    _galaxy(pathlib.Path(sys.executable).parent, folder, "build", "--output-path", str(folder), str(checkout))
    shutil.rmtree(folder / "checkout")
    (tarball,) = folder.glob("community-sailpoint-*.tar.gz")
    _galaxy(bin_folder, folder, "install", "--offline", "--collections-path", str(folder), str(tarball))
    tarball.unlink()
    return folder


def installed_environment(
    bin_folder: pathlib.Path, collections: pathlib.Path | str, home: pathlib.Path, **variables: str
) -> dict[str, str]:
    """An environment with nothing but what is installed: no checkout, and no collections of the user."""
    environment = clean_environment(variables)
    return {
        **environment,
        "PYTHONPATH": "",
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_HOME": str(home),
        "ANSIBLE_NOCOLOR": "true",
        "PATH": os.pathsep.join([str(bin_folder), environment["PATH"]]),
    }


def _galaxy(bin_folder: pathlib.Path, folder: pathlib.Path, *arguments: str) -> None:
    subprocess.run(
        [str(bin_folder / "ansible-galaxy"), "collection", *arguments],
        env=installed_environment(bin_folder, folder, folder / "ansible-home"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=True,
    )
