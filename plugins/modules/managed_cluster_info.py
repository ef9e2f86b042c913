#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clusters."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_info
short_description: List managed clusters of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns all managed clusters of a tenant, or those that match all given options. A cluster matches a list option if
    it matches one of the values. An empty list matches every cluster.
  - The task fails if the list cannot be read completely.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  id:
    description:
      - The id of the cluster. The task fails if it does not exist.
    type: str
  name:
    description:
      - The exact, case-sensitive name of the clusters.
    type: str
  type:
    description:
      - The types of the clusters, such as V(idn).
      - An unknown type is accepted with a warning. A known type in another case is an error.
    type: list
    elements: str
  status:
    description:
      - The statuses of the clusters, such as V(NORMAL) or V(NO_CLIENTS).
      - An unknown status is accepted with a warning. A known status in another case is an error.
    type: list
    elements: str
  version:
    description:
      - The installed releases of the clusters (C(current_installed_release_version)), such as V(123.1). Values are
        exact or patterns with V(*), V(?) and V([...]).
    type: list
    elements: str
  health:
    description:
      - The consolidated health of the clusters (C(consolidated_health_indicators_status)), such as V(WARNING) or
        V(ERROR).
      - An unknown value is accepted with a warning. A known value in another case is an error.
    type: list
    elements: str
  operational:
    description:
      - Whether the clusters are operational. If not set, both kinds are returned.
    type: bool
seealso:
  - module: community.sailpoint.managed_cluster
  - module: community.sailpoint.managed_client_info
  - module: community.sailpoint.managed_cluster_upgrade
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: List all clusters
  community.sailpoint.managed_cluster_info:
  register: all_clusters

- name: List the clusters of a type that are not operational
  community.sailpoint.managed_cluster_info:
    type: [idn]
    operational: false
  register: down

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ down.managed_clusters | map(attribute='name') }}"

- name: Show the clusters with an update that the vendor does not apply by itself
  ansible.builtin.debug:
    msg: "{{ outdated | map(attribute='name') }}"
  vars:
    outdated: "{{ all_clusters.managed_clusters | selectattr('upgrade.update_available')
      | rejectattr('upgrade.automatic', 'true') }}"

- name: List the clusters with problems
  community.sailpoint.managed_cluster_info:
    status: [WARNING, FAILED]
  register: troubled

- name: Get one cluster
  community.sailpoint.managed_cluster_info:
    name: Paris
  register: paris
"""

RETURN = r"""
managed_clusters:
  description:
    - The clusters, sorted by name and id, with all fields of the API except their keystores.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the cluster.
      type: str
      sample: e1ff7bb24c934240bbf55e1aa39e41c5
    name:
      description: The name.
      type: str
      sample: Paris
    type:
      description: The type.
      type: str
      sample: idn
    description:
      description: The description.
      type: str
      sample: Appliances in Paris
    configuration:
      description: The configuration. All values are strings.
      type: dict
      sample:
        gmtOffset: "1"
    client_ids:
      description: The ids of the cluster's clients.
      type: list
      elements: str
      sample: [2c9180878eaf4204018eb019c3570003]
    status:
      description: The status, such as V(NORMAL), V(NO_CLIENTS) or V(FAILED). The vendor adds values.
      type: str
      sample: NORMAL
    operational:
      description: Whether the cluster is operational.
      type: bool
      sample: true
    upgrade:
      description:
        - A summary of the cluster's release, update and health fields.
        - If the API does not return these fields, as with O(api_version=v3), the values are null or V(false).
      type: dict
      contains:
        installed_release:
          description: The installed release.
          type: str
          sample: "123.1"
        available_release:
          description: The release that an upgrade would install; null if there is no update.
          type: str
          sample: 123.1.2
        update_available:
          description: Whether an update is available.
          type: bool
          sample: true
        automatic:
          description:
            - Whether the vendor applies updates automatically (C(update_preferences.updateState) is V(AUTO)) or you
              have to (V(DISABLED)); null if unknown.
          type: bool
          sample: false
        out_of_date_notified_at:
          description: The time when the vendor notified you that the cluster is out of date, or null.
          type: str
          sample: "2025-03-11T07:00:13.734393Z"
        health:
          description: The consolidated health, such as V(NORMAL), V(WARNING) or V(ERROR), or null.
          type: str
          sample: NORMAL
api:
  description: Statistics about the task's requests to the tenant.
  returned: always, once the connection options are valid
  type: dict
  contains:
    requests:
      description: The number of requests sent, including requests for access tokens.
      type: int
      sample: 4
    round_trips:
      description:
        - The length of the longest chain of requests that had to wait for one another. Multiplied by the latency of the
          tenant, it is the shortest possible duration of the task.
        - Opening connections and fetching access tokens do not count.
      type: int
      sample: 2
    retries:
      description: The number of requests that repeated another one.
      type: int
      sample: 0
    throttled_seconds:
      description: The total time that requests waited because of the rate limit, in seconds.
      type: float
      sample: 0.0
    contended_seconds:
      description: The part of RV(api.throttled_seconds) caused by other users of the same credential.
      type: float
      sample: 0.0
    request_ids:
      description: The ids by which the vendor's support can find the requests.
      type: list
      elements: str
      sample: [b21b1f7ce4da4d639f2c62a57171b427]
"""

from ansible_collections.community.sailpoint.plugins.module_utils._engine.run import run
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_info import (
    MANAGED_CLUSTER_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_INFO)


if __name__ == "__main__":
    main()
