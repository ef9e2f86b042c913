# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the collection, as it stands in galaxy.yml (a unit test compares them)."""

from __future__ import annotations

VERSION = "1.0.0"
