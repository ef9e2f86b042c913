# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a plain checkout importable, and usable by ansible-playbook, as ``ansible_collections.community.sailpoint``."""

from __future__ import annotations

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
COLLECTIONS = ROOT / ".cache" / "collections"
"""What ANSIBLE_COLLECTIONS_PATH is in tests: it holds a link to the checkout."""


def _link_checkout() -> None:
    link = COLLECTIONS / "ansible_collections" / "community" / "sailpoint"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(ROOT)
    sys.path.insert(0, str(COLLECTIONS))


# ansible-test brings its own importer, and runs in a copy that already lies where it must.
if ROOT.parent.name != "community":
    _link_checkout()
