# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox: a small server that imitates a SailPoint Identity Security Cloud tenant. It is not the vendor's."""

from __future__ import annotations

from tests.sandbox.handle import Sandbox

__all__ = ["Sandbox"]
