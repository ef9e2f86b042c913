# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret of a cluster."""

from __future__ import annotations

KEYSTORE = "/u3+7QAAAAIAAAABAAAAAQAvL3Byb3h5"
