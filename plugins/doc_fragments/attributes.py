# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the attributes that all modules have."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.attributes``; the variant ``info`` is for modules that only read."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: Options of all modules in the group can be set once in C(module_defaults).
    support: full
    membership:
      - community.sailpoint.all
  check_mode:
    description: Runs in C(check_mode) and returns the changes that it would make, without making them.
    support: full
  diff_mode:
    description: Returns the changes that it made (or would make) in C(--diff) mode.
    support: full
requirements:
  - requests (on the host that runs the module)
  - jsonpatch (on the host that runs the module)
notes:
  - To set the connection options once for a play, use C(module_defaults) with the action group
    C(group/community.sailpoint.all).
"""

    INFO = r"""
options: {}
attributes:
  diff_mode:
    support: N/A
    details:
      - This module only reads.
"""
