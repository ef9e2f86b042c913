# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``community.sailpoint.fleet_report``."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_report
short_description: Summarize the managed clients and clusters of a tenant
version_added: 1.0.0
description:
  - Combines the results of M(community.sailpoint.managed_client_info) and M(community.sailpoint.managed_cluster_info)
    into one summary. To get it as a web page, use the role P(community.sailpoint.fleet_report#role).
  - The filter sends no request.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
positional: clusters
options:
  _input:
    description:
      - The clients returned by M(community.sailpoint.managed_client_info). Use its option C(gather) to get status
        details and health into the summary.
    type: list
    elements: dict
    required: true
  clusters:
    description:
      - The clusters returned by M(community.sailpoint.managed_cluster_info).
    type: list
    elements: dict
    required: true
  fleet:
    description:
      - The result of M(community.sailpoint.managed_client_fleet) in check mode. Its planned changes are reported as
        drift.
    type: dict
  previous:
    description:
      - The previous summary as JSON. If only times have changed since (when the report was made, when clients were last
        seen), the filter returns the previous summary, so that the file stays the same. A string that is not a summary
        is ignored.
    type: str
  now:
    description:
      - The time when the lists were read, such as V(2026-01-31T12:00:00Z). The default is the current time.
    type: str
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

- name: Show the clients that keep their clusters from getting updates
  ansible.builtin.debug:
    msg: "{{ summary.findings | selectattr('kind', 'equalto', 'never_deployed') | map(attribute='clients') | flatten }}"
  vars:
    summary: "{{ clients.managed_clients | community.sailpoint.fleet_report(clusters.managed_clusters) }}"
"""

RETURN = r"""
_value:
  description:
    - The summary with the keys C(generated_at), C(totals), C(statuses), C(health), C(versions), C(last_seen),
      C(findings), C(clusters) (each with its C(clients)) and C(drift), which is null without O(fleet).
  type: dict
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.unsafe_proxy import wrap_var
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._report.client import moment
from ansible_collections.community.sailpoint.plugins.plugin_utils._report.summary import as_before, summarise


def fleet_report(
    clients: Sequence[dict[str, Any]],
    clusters: Sequence[dict[str, Any]],
    fleet: Mapping[str, Any] | None = None,
    now: str | None = None,
    previous: str | None = None,
) -> dict[str, Any]:
    """The summary of these clients and clusters. Raises AnsibleFilterError for an invalid option."""
    for name, value in (("the input", clients), ("clusters", clusters)):
        if isinstance(value, (str, Mapping)) or not isinstance(value, Sequence):
            raise AnsibleFilterError(f"fleet_report: {name} must be a list of records, as returned by an info module")
    read_at = datetime.now(timezone.utc) if now is None else moment(now)
    if read_at is None:
        raise AnsibleFilterError(f'fleet_report: now is "{now}". Give a date and time such as 2026-01-31T12:00:00Z')
    # The tags that Ansible attaches to variables would be copied many times.
    clusters, clients, fleet = map(plain, (clusters, clients, fleet))
    summary = summarise(clusters, clients, read_at, fleet)
    last = _parsed(previous or "")
    # Names come from the tenant: they are never templates.
    result: dict[str, Any] = wrap_var(last if as_before(summary, last) else summary)
    return result


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Any]:
        """The filters by name."""
        return {"fleet_report": fleet_report}
