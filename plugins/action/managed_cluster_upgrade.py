# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the module ``managed_cluster_upgrade``, in this process if that is possible."""

from __future__ import annotations

from ansible_collections.community.sailpoint.plugins.plugin_utils._in_process import InProcessAction


class ActionModule(InProcessAction):
    """The action of the module of the same name."""
