#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clusters."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_info
short_description: Read managed clusters of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns the managed clusters of a tenant, all of them or those that match all options given. A cluster matches an
    option that is a list if it matches one entry of it. An empty list selects all.
  - The list is whole, or the module fails.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  id:
    description:
      - The id of the cluster to return. The module fails when there is none.
    type: str
  name:
    description:
      - The exact, case-sensitive name of the clusters to return.
    type: str
  type:
    description:
      - The types of the clusters to return, such as V(idn).
      - A type that differs from a known one only by its case is an error. An unknown one is accepted with a warning.
    type: list
    elements: str
  status:
    description:
      - The statuses of the clusters to return, such as V(NORMAL) or V(NO_CLIENTS), checked as O(type) is.
    type: list
    elements: str
  version:
    description:
      - The installed releases of the clusters to return, such as V(123.1), exact or as patterns with V(*), V(?) and
        V([...]).
      - It is the field C(current_installed_release_version).
    type: list
    elements: str
  health:
    description:
      - The consolidated health of the clusters to return, such as V(WARNING) or V(ERROR), checked as O(type) is.
      - It is the field C(consolidated_health_indicators_status).
    type: list
    elements: str
  operational:
    description:
      - Whether to return the clusters that are operational, or those that are not. If not set, both.
    type: bool
seealso:
  - module: community.sailpoint.managed_cluster
  - module: community.sailpoint.managed_client_info
  - module: community.sailpoint.managed_cluster_upgrade
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Read all managed clusters
  community.sailpoint.managed_cluster_info:
  register: all_clusters

- name: Read those of a type that are not operational
  community.sailpoint.managed_cluster_info:
    type: [idn]
    operational: false
  register: down

- name: Name them
  ansible.builtin.debug:
    msg: "{{ down.managed_clusters | map(attribute='name') }}"

- name: Name the clusters that you have to update yourself
  ansible.builtin.debug:
    msg: "{{ outdated | map(attribute='name') }}"
  vars:
    outdated: "{{ all_clusters.managed_clusters | selectattr('upgrade.update_available')
      | rejectattr('upgrade.automatic', 'true') }}"

- name: Read those that need a look
  community.sailpoint.managed_cluster_info:
    status: [WARNING, FAILED]
  register: troubled

- name: Read one cluster
  community.sailpoint.managed_cluster_info:
    name: Paris
  register: paris
"""

RETURN = r"""
managed_clusters:
  description:
    - The clusters, ordered by name and id, with all the fields that the API gives except their keystores.
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
      description: The ids of its clients.
      type: list
      elements: str
      sample: [2c9180878eaf4204018eb019c3570003]
    status:
      description: The status, such as V(NORMAL), V(NO_CLIENTS) or V(FAILED). The vendor may add others.
      type: str
      sample: NORMAL
    operational:
      description: Whether the cluster is operational.
      type: bool
      sample: true
    upgrade:
      description:
        - What the cluster's record says of its releases and health, in a form of its own.
        - All of it is null or V(false) if the API does not say, as with O(api_version=v3).
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
          description: Whether there is an update.
          type: bool
          sample: true
        automatic:
          description:
            - Whether the vendor applies updates by itself (C(update_preferences.updateState) is V(AUTO)), V(false) if
              you have to (V(DISABLED)), or null.
          type: bool
          sample: false
        out_of_date_notified_at:
          description: When the vendor sent its notification that the cluster is out of date, or null.
          type: str
          sample: "2025-03-11T07:00:13.734393Z"
        health:
          description: The consolidated health, such as V(NORMAL), V(WARNING) or V(ERROR), or null.
          type: str
          sample: NORMAL
api:
  description: What the task asked of the API.
  returned: always, once the connection options are usable
  type: dict
  contains:
    requests:
      description: How many requests were sent, the one for a token included.
      type: int
      sample: 4
    round_trips:
      description:
        - How many requests followed one another. Times the latency of the tenant, this is the least
          time that the task takes.
        - Connections and requests for a token are not counted.
      type: int
      sample: 2
    retries:
      description: How many of them repeated another.
      type: int
      sample: 0
    throttled_seconds:
      description: How long requests of the task waited because of the rate limit, in seconds, added up.
      type: float
      sample: 0.0
    contended_seconds:
      description: How much of that was because others used the same credential at the same time.
      type: float
      sample: 0.0
    request_ids:
      description: The ids under which the vendor's support finds the requests.
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
