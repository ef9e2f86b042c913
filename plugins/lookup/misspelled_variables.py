# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the variables of a play that are one of the collection's, misspelled."""

from __future__ import annotations

DOCUMENTATION = r"""
name: misspelled_variables
short_description: Find misspelled variables of the roles and playbooks
version_added: 1.0.0
description:
  - Ansible ignores a variable that nothing uses. This lookup returns a message for each variable of the host whose name
    resembles that of a variable of the collection's roles and playbooks, such as C(sailpoint_foldr).
  - Your own variables with the same prefix, such as C(fleet_owner), are accepted.
  - The roles and playbooks of the collection run this check first. The lookup sends no request.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
options:
  _terms:
    description:
      - Names of more variables to treat as known.
    type: list
    elements: str
"""

EXAMPLES = r"""
- name: Fail if a variable is misspelled
  ansible.builtin.assert:
    that: misspelled | length == 0
    fail_msg: "{{ misspelled | join('; ') }}"
  vars:
    misspelled: "{{ query('community.sailpoint.misspelled_variables') }}"
"""

RETURN = r"""
_list:
  description:
    - Messages such as C(unknown variable sailpoint_foldr. Did you mean sailpoint_folder?).
  type: list
  elements: str
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase
from ansible_collections.community.sailpoint.plugins.plugin_utils._variable_names import known_names, problems


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core is not typed
    """The lookup ``community.sailpoint.misspelled_variables``."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **_options: Any) -> list[Any]:
        """A message for each misspelled variable."""
        return problems(map(str, variables or {}), {*known_names(), *map(str, terms)})
