# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``community.sailpoint.fleet_yaml``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_yaml
short_description: Convert the variables of the role fleet to YAML
version_added: 1.0.0
description:
  - Converts the result of M(community.sailpoint.managed_client_fleet_info) to a YAML document that the role
    P(community.sailpoint.fleet#role) can read.
  - The same variables always result in the same document, byte for byte. Strings survive unchanged. A string that
    Ansible could evaluate as a template is tagged C(!unsafe).
  - A string with a lone surrogate, such as V(\\ud800), is an error that names its entry, because YAML cannot represent
    it.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
options:
  _input:
    description:
      - The variables C(fleet_clusters), C(fleet_clients) and C(fleet_log_levels), each a list of entries.
    type: dict
    required: true
seealso:
  - plugin: community.sailpoint.fleet_export
    plugin_type: role
"""

EXAMPLES = r"""
- name: Read the fleet
  community.sailpoint.managed_client_fleet_info:
  register: found

- name: Show the fleet as YAML
  ansible.builtin.debug:
    msg: "{{ (found.fleet | community.sailpoint.fleet_yaml).splitlines() }}"
"""

RETURN = r"""
_value:
  description:
    - The YAML document.
  type: str
"""

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_yaml import fleet_as_yaml
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain


def fleet_yaml(variables: Mapping[str, Any]) -> str:
    """YAML of the variables. Raises AnsibleFilterError for unknown variables or unrepresentable strings."""
    given = plain(variables)
    if not isinstance(given, dict) or not all(
        isinstance(entries, list) and all(isinstance(entry, dict) and entry for entry in entries)
        for entries in given.values()
    ):
        raise AnsibleFilterError(
            "fleet_yaml: the input is not a fleet. Give the fleet that managed_client_fleet_info returns"
        )
    # Names come from the tenant: they are never templates.
    try:
        text: str = wrap_var(fleet_as_yaml(given))
    except SailPointError as error:
        raise AnsibleFilterError(str(error)) from None
    return text


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Any]:
        """The filters by name."""
        return {"fleet_yaml": fleet_yaml}
