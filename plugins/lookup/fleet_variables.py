# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the variables in which a fleet is declared."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_variables
short_description: Read and check the variables of the role fleet, from files and as they are given
version_added: 1.0.0
description:
  - Returns the variables C(fleet_clusters), C(fleet_clients) and C(fleet_log_levels) of the role
    P(community.sailpoint.fleet#role) as one mapping, from the YAML and JSON files of a folder, as they are given, or
    both.
  - Each entry is checked for what its module takes. It asks nothing of the tenant.
  - Files are read as they are, without templates, which makes ten thousand clients a matter of a second. C(!unsafe) is
    read as the text that follows. A file may be encrypted with C(ansible-vault) as a whole.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
options:
  _terms:
    description:
      - Folders on the controller. Each file in them whose name ends in C(.yml), C(.yaml) or C(.json) holds any of
        the three variables, and nothing else.
      - The files are taken in the order of their names, and their lists one after the other. Folders in a folder are
        not read, nor are files whose name starts with a dot.
    type: list
    elements: path
  fleet_clusters:
    description:
      - Clusters besides those in files, before them.
    type: list
    elements: dict
    default: []
  fleet_clients:
    description:
      - Clients besides those in files, before them.
    type: list
    elements: dict
    default: []
  fleet_log_levels:
    description:
      - Log levels besides those in files, before them.
    type: list
    elements: dict
    default: []
seealso:
  - module: community.sailpoint.managed_client_fleet
"""

EXAMPLES = r"""
- name: Tell how many clients are declared
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.fleet_variables', playbook_dir ~ '/fleet').fleet_clients | length }}"

- name: Check a variable as the role fleet does
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.fleet_variables', fleet_clients=[{'name': 'paris-1', 'cluster': 'Paris'}]) }}"
"""

RETURN = r"""
_list:
  description:
    - One mapping with the three lists. One of which nothing is declared is empty.
  type: list
  elements: dict
"""

import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.plugin_utils._declaration import (
    VARIABLES,
    checked_declaration,
)
from ansible_collections.community.sailpoint.plugins.plugin_utils._fleet_folder import read_folder
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core is not typed
    """The lookup ``community.sailpoint.fleet_variables``."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **options: Any) -> list[Any]:
        """The variables, as one mapping in a list. Raises AnsibleLookupError."""
        declaration: dict[str, list[Any]] = {variable: [] for variable in VARIABLES}
        try:
            declaration.update(checked_declaration(plain(options)))
            for term in terms:
                folder = pathlib.Path(self._loader.path_dwim(str(term)))
                for variable, entries in read_folder(folder, self._loader.get_real_file).items():
                    declaration[variable] += entries
        except SailPointError as error:
            raise AnsibleLookupError(str(error)) from None
        return [declaration]
