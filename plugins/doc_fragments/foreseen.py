# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the option that tells a task in check mode what tasks before it would have done."""

from __future__ import annotations


class ModuleDocFragment:
    """The option ``foreseen``."""

    DOCUMENTATION = r"""
options:
  foreseen:
    description:
      - What tasks before this one would have done in check mode, so that this one shows what it would do after them.
        The role P(community.sailpoint.fleet#role) gives it.
      - It has no effect outside of check mode.
    type: dict
    suboptions:
      clusters:
        description:
          - The clusters that would have been created or changed, as M(community.sailpoint.managed_cluster) returns them
            in check mode.
        type: list
        elements: dict
        default: []
      deleted_clients:
        description:
          - The ids of the clients that would have been deleted.
        type: list
        elements: str
        default: []
"""
