# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up managed clients."""

from __future__ import annotations

DOCUMENTATION = r"""
name: managed_client
short_description: Look up a managed client (virtual appliance) of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns the record of a managed client, or one of its fields.
  - The lookup fails if the client does not exist, or if several clients match.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.connection
  - community.sailpoint.connection.plugins
options:
  _terms:
    description:
      - The exact, case-sensitive names of the clients or, with O(by=id), their ids.
    type: list
    elements: str
    required: true
  by:
    description:
      - Whether O(_terms) are names or ids.
    type: str
    default: name
    choices: [name, id]
  cluster:
    description:
      - The name or id of the managed cluster that the clients belong to. The lookup fails if it does not exist.
    type: str
  field:
    description:
      - The field to return instead of the record, such as V(id). Use dots for nested fields, such as
        V(status_details.body.internal_ip).
    type: str
  default:
    description:
      - The value to return if the client or the field does not exist. If not set, the lookup fails.
    type: raw
  gather:
    description:
      - Additional data to read. Each value sends one more request for each client.
      - V(status) adds the field C(status_details). It requires the scope C(idn:managed-client-status:read).
      - V(health) adds the field C(health). It requires the scope C(idn:remote-client:manage) and O(api_version=v2025),
        V(v2026) or V(v1).
    type: list
    elements: str
    choices: [status, health]
notes:
  - With C(--check), the lookup returns what the tasks before it would have changed. Values that only the tenant
    assigns, such as the id of a new client, are null.
  - The lookup sends its requests each time the template is evaluated. If you use the result several times, store it
    with M(ansible.builtin.set_fact). To read many clients in few requests, use
    M(community.sailpoint.managed_client_info).
seealso:
  - module: community.sailpoint.managed_client_info
  - plugin: community.sailpoint.managed_clients
    plugin_type: inventory
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Show the id of a client
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.managed_client', 'paris-1', cluster='Paris', field='id') }}"

- name: Store the record of a client
  ansible.builtin.set_fact:
    paris_1: "{{ lookup('community.sailpoint.managed_client', 'paris-1') }}"

- name: Look up a client by its id
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.managed_client', paris_1.id, by='id', field='status') }}"

- name: Look up two clients
  ansible.builtin.debug:
    msg: "{{ query('community.sailpoint.managed_client', 'paris-1', 'paris-2', field='status', default='missing') }}"

- name: Show the address of an appliance
  ansible.builtin.debug:
    msg: >-
      {{ lookup('community.sailpoint.managed_client', 'paris-1', gather=['status'],
      field='status_details.body.internal_ip') }}
"""

RETURN = r"""
_list:
  description:
    - For each term, the record of the client without its key, as M(community.sailpoint.managed_client_info) returns it,
      or the value of O(field).
  type: list
  elements: raw
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._shown import shown
from ansible_collections.community.sailpoint.plugins.plugin_utils._client_lookup import CLIENT_LOOKUP
from ansible_collections.community.sailpoint.plugins.plugin_utils._reading import (
    ReadingError,
    read,
    refuse_unknown,
    resolved,
)

ARGUMENTS = CLIENT_LOOKUP.arguments + ArgumentSpec({"field": {"type": "str"}})


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core is not typed
    """The lookup ``community.sailpoint.managed_client``."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **options: Any) -> list[Any]:
        """The record or the field for each term. Raises AnsibleLookupError."""
        try:
            params = resolved(ARGUMENTS, {**options, "terms": terms}, variables or {}, self._templar)
            self.set_options(var_options=variables, direct={**options, **params})
            refuse_unknown(options, self.get_options())
            # Only --check: Ansible does not tell a lookup whether a single task is in check mode.
            check = bool((variables or {}).get("ansible_check_mode"))
            records = read(CLIENT_LOOKUP, params, share_token=self.get_option("share_token"), check=check)
        except (ReadingError, SailPointError) as error:
            raise AnsibleLookupError(str(error)) from None
        return [self._answer(term, record, options) for term, record in zip(params["terms"], records)]

    def _answer(self, term: str, record: Mapping[str, Any], options: Mapping[str, Any]) -> Any:
        field = self.get_option("field")
        if record:
            found, value = field_of(record, field)
            problem = f'managed client "{term}" has no field {field}. Its fields: {shown(", ".join(record))}'
        else:
            found, value = False, None
            where = f' in cluster "{self.get_option("cluster")}"' if self.get_option("cluster") else ""
            problem = f'managed client "{term}"{" (id)" if self.get_option("by") == "id" else ""} not found{where}'
        if found:
            return value
        if "default" in options:
            return options["default"]
        raise AnsibleLookupError(f"{problem}. Correct it, or set default")


def field_of(record: Mapping[str, Any], field: str | None) -> tuple[bool, Any]:
    """Whether a record has that field (dots for nested fields), and its value."""
    value: Any = record
    for name in field.split(".") if field else ():
        if not isinstance(value, Mapping) or name not in value:
            return False, None
        value = value[name]
    return True, value
