# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up managed clients."""

from __future__ import annotations

DOCUMENTATION = r"""
name: managed_client
short_description: Look up a managed client (virtual appliance) of SailPoint Identity Security Cloud, or a field of it
version_added: 1.0.0
description:
  - Returns the record of a managed client, or one field of it, for templates.
  - It is an error when there is no such client, or more than one.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.connection
  - community.sailpoint.connection.plugins
options:
  _terms:
    description:
      - The names of the clients, exact and with their case, or their ids where O(by=id).
    type: list
    elements: str
    required: true
  by:
    description:
      - What O(_terms) are.
    type: str
    default: name
    choices: [name, id]
  cluster:
    description:
      - The name or the id of the managed cluster in which the clients are. It must exist.
    type: str
  field:
    description:
      - The field to return instead of the whole record, such as V(id). A field within a field is named with dots, such
        as V(status_details.body.internal_ip).
    type: str
  default:
    description:
      - What to return where there is no such client, or where it has no such field, instead of failing.
    type: raw
  gather:
    description:
      - What to read of each client besides. Each takes one more request for each client.
      - V(status) takes the scope C(idn:managed-client-status:read), and adds the field C(status_details).
      - V(health) takes the scope C(idn:remote-client:manage), and O(api_version=v2025) or newer (V(v1) is the newest),
        and adds the field C(health).
    type: list
    elements: str
    choices: [status, health]
notes:
  - With C(--check) a lookup sees what the tasks before it would have done. What only the tenant gives, such as the id
    of a new client, is null then.
  - A lookup asks the tenant each time that its template is evaluated. Keep the result with M(ansible.builtin.set_fact)
    where it is used often. M(community.sailpoint.managed_client_info) reads many clients in few requests.
seealso:
  - module: community.sailpoint.managed_client_info
  - plugin: community.sailpoint.managed_clients
    plugin_type: inventory
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Tell the id of a client
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.managed_client', 'paris-1', cluster='Paris', field='id') }}"

- name: Keep the record of a client
  ansible.builtin.set_fact:
    paris_1: "{{ lookup('community.sailpoint.managed_client', 'paris-1', api_version='v1') }}"

- name: Look a client up by its id
  ansible.builtin.debug:
    msg: "{{ lookup('community.sailpoint.managed_client', paris_1.id, by='id', field='status') }}"

- name: Look two up at once
  ansible.builtin.debug:
    msg: "{{ query('community.sailpoint.managed_client', 'paris-1', 'paris-2', field='status', default='missing') }}"

- name: Tell the address of a client
  ansible.builtin.debug:
    msg: >-
      {{ lookup('community.sailpoint.managed_client', 'paris-1', gather=['status'],
      field='status_details.body.internal_ip') }}
"""

RETURN = r"""
_list:
  description:
    - For each term, the record of the client as M(community.sailpoint.managed_client_info) returns it, without its
      key, or the field of it.
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
