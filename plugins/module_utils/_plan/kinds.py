# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of kinds, in the order in which objects come to be: what others belong to comes first."""

from __future__ import annotations

from .client import Client
from .cluster import Cluster
from .log_levels import LogLevels

CLUSTER, CLIENT, LOG_LEVELS = KINDS = (Cluster(), Client(), LogLevels())
