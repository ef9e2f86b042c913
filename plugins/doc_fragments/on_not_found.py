# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about an absent object that may be a typing error, documented once for all modules."""

from __future__ import annotations


class ModuleDocFragment:
    """The option of modules that delete objects."""

    DOCUMENTATION = r"""
options:
  on_not_found:
    description:
      - What to do if an object with C(state=absent) does not exist and may be a typing error, because its cluster
        does not exist, or because there is an object with a similar name or the same name in another case.
      - V(warn) warns and names the similar objects, V(fail) fails, V(ok) says nothing.
      - Names that differ only in their numbers, such as C(paris-1) and C(paris-2), are not similar.
    type: str
    default: warn
    choices: [ok, warn, fail]
"""
