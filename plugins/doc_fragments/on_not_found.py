# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of what happens if an object to delete does not exist."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.on_not_found``, for modules that delete objects."""

    DOCUMENTATION = r"""
options:
  on_not_found:
    description:
      - What to do if an object with C(state=absent) does not exist and its name may be misspelled, because its
        cluster does not exist, or because an object has a similar name or the same name in another case.
      - V(warn) shows a warning that lists the similar objects. V(fail) makes the task fail. V(ok) accepts the name.
      - Names that differ only in their numbers, such as C(paris-1) and C(paris-2), do not count as similar.
    type: str
    default: warn
    choices: [ok, warn, fail]
"""
