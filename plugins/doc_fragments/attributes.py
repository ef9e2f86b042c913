# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of what all modules support."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.attributes``; the variant ``info`` is for modules that only read."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action_group:
    description: Options for all modules of the group can be set once, with C(module_defaults).
    support: full
    membership:
      - community.sailpoint.all
  check_mode:
    description: Can run in C(check_mode) and return what it would change, without changing it.
    support: full
  diff_mode:
    description: Will return details on what has changed (or would change) with C(--diff).
    support: full
requirements:
  - requests (on the host that runs the module)
  - jsonpatch (on the host that runs the module)
notes:
  - Every option of the connection can be set once for a play with C(module_defaults) and the action group
    C(group/community.sailpoint.all).
"""

    INFO = r"""
options: {}
attributes:
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
"""
