# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``community.sailpoint.fleet_report``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_report
short_description: Summarise the managed clients and clusters of a tenant
version_added: 1.0.0
description:
  - Makes one summary of what M(community.sailpoint.managed_client_info) and M(community.sailpoint.managed_cluster_info)
    return. The role P(community.sailpoint.fleet_report#role) shows it as a page.
  - The filter only computes, it asks nothing of the tenant.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
positional: clusters
options:
  _input:
    description:
      - The clients, as M(community.sailpoint.managed_client_info) returns them, best with C(gather).
    type: list
    elements: dict
    required: true
  clusters:
    description:
      - The clusters, as M(community.sailpoint.managed_cluster_info) returns them.
    type: list
    elements: dict
    required: true
  declared:
    description:
      - The variables of the role P(community.sailpoint.fleet#role), to find what differs from them.
      - Of them C(fleet_clusters) and C(fleet_clients) are used. What is missing is not compared.
    type: dict
  now:
    description:
      - When the lists were read, such as V(2026-01-31T12:00:00Z). The present moment if not given.
    type: str
  log_levels:
    description:
      - Results of M(community.sailpoint.managed_cluster_log_config) in check mode, in a loop over the declared log
        levels.
    type: list
    elements: dict
    default: []
seealso:
  - plugin: community.sailpoint.fleet_report
    plugin_type: role
"""

EXAMPLES = r"""
- name: Read the clients
  community.sailpoint.managed_client_info:
  register: clients

- name: Read the clusters
  community.sailpoint.managed_cluster_info:
  register: clusters

- name: Name the clients that keep their clusters from getting updates
  ansible.builtin.debug:
    msg: "{{ summary.findings | selectattr('kind', 'equalto', 'never_deployed') | map(attribute='clients') | flatten }}"
  vars:
    summary: "{{ clients.managed_clients | community.sailpoint.fleet_report(clusters.managed_clusters) }}"
"""

RETURN = r"""
_value:
  description:
    - The summary, with C(generated_at), C(totals), C(statuses), C(health), C(versions), C(last_seen), C(findings),
      C(clusters) (each with its C(clients)) and C(drift), which is null when nothing is declared.
  type: dict
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.community.sailpoint.plugins.module_utils._libraries import MISSING, pip_command
from ansible_collections.community.sailpoint.plugins.module_utils._report.client import moment
from ansible_collections.community.sailpoint.plugins.module_utils._report.summary import summarise
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain


def fleet_report(
    clients: Sequence[dict[str, Any]],
    clusters: Sequence[dict[str, Any]],
    declared: Mapping[str, Any] | None = None,
    now: str | None = None,
    log_levels: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The summary of these clients and clusters. Raises AnsibleFilterError where an option cannot be used."""
    if declared and "jsonpatch" in MISSING:
        raise AnsibleFilterError(
            f"fleet_report needs the Python library jsonpatch here ({MISSING['jsonpatch']}): install with "
            f"{pip_command('jsonpatch')}"
        )
    for name, value in (("the input", clients), ("clusters", clusters)):
        if isinstance(value, (str, Mapping)) or not isinstance(value, Sequence):
            raise AnsibleFilterError(f"fleet_report: {name} must be a list of records, as an info module returns it")
    read_at = datetime.now(timezone.utc) if now is None else moment(now)
    if read_at is None:
        raise AnsibleFilterError(f'fleet_report: now is "{now}": give a date and time such as 2026-01-31T12:00:00Z')
    # What Ansible attaches to variables would be copied with them, again and again.
    clusters, clients, declared, log_levels = map(plain, (clusters, clients, declared, log_levels))
    # Names come from the tenant: they are never templates.
    summary: dict[str, Any] = wrap_var(summarise(clusters, clients, read_at, declared, log_levels))
    return summary


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Any]:
        """The filters by name."""
        return {"fleet_report": fleet_report}
