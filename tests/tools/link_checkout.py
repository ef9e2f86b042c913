# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a plain checkout usable as ``ansible_collections.community.sailpoint``: by a link to it in ``.cache``."""

from __future__ import annotations

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLLECTIONS = ROOT / ".cache" / "collections"
"""For ANSIBLE_COLLECTIONS_PATH and for sys.path."""


def link_checkout() -> pathlib.Path:
    """Make the link where there is none. Returns the folder to look for collections in."""
    link = COLLECTIONS / "ansible_collections" / "community" / "sailpoint"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(ROOT)
    return COLLECTIONS


if __name__ == "__main__":
    link_checkout()
