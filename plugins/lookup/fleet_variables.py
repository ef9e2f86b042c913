# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the variables in which a fleet is declared."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_variables
short_description: Read and check the variables of the role fleet
version_added: 1.0.0
description:
  - Returns the variables C(fleet_clusters), C(fleet_clients) and C(fleet_log_levels) of the role
    P(community.sailpoint.fleet#role) as one mapping. It reads them from the YAML and JSON files of folders, from its
    options, or from both.
  - The lookup checks the options of each entry. It sends no request.
  - Files are read without evaluating templates, so that ten thousand clients take about a second. C(!unsafe) is read as
    a plain string. You can encrypt whole files with C(ansible-vault).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
options:
  _terms:
    description:
      - Folders on the controller. Each file with the extension C(.yml), C(.yaml) or C(.json) in them may contain the
        three variables, and nothing else.
      - Files are read in alphabetical order, and their lists are joined. Subfolders and files whose name starts with a
        dot are ignored.
    type: list
    elements: path
  fleet_clusters:
    description:
      - Clusters to add before those of the files.
    type: list
    elements: dict
    default: []
  fleet_clients:
    description:
      - Clients to add before those of the files.
    type: list
    elements: dict
    default: []
  fleet_log_levels:
    description:
      - Log levels to add before those of the files.
    type: list
    elements: dict
    default: []
seealso:
  - module: community.sailpoint.managed_client_fleet
"""

EXAMPLES = r"""
- name: Show the number of declared clients
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.fleet_variables', playbook_dir ~ '/fleet').fleet_clients | length }}"

- name: Check the entries of a variable
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.fleet_variables', fleet_clients=[{'name': 'paris-1', 'cluster': 'Paris'}]) }}"
"""

RETURN = r"""
_list:
  description:
    - One mapping with the three lists, which may be empty.
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
