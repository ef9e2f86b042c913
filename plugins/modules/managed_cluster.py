#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage a managed cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster
short_description: Manage a managed cluster of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Creates, changes or deletes a managed cluster, the group that managed clients (virtual appliances) belong to. If the
    cluster already matches the options, the module sends no write.
  - The module identifies a cluster by O(id), or by its exact, case-sensitive O(name). If several clusters have this
    name, the task fails and lists their ids.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
options:
  name:
    description:
      - The name of the cluster. With O(id), the new name of the cluster.
      - O(name) or O(id) is required.
    type: str
  previous_name:
    description:
      - The former name of the cluster. If no cluster has O(name), the cluster with this name is renamed.
      - If both exist, the task fails. To rename a cluster by O(id), omit this option.
    type: str
  id:
    description:
      - The id of an existing cluster.
      - With O(state=absent), the task fails if O(name) is also set and differs from the cluster's.
    type: str
  type:
    description:
      - The type of the cluster, such as V(idn) or V(standard), V(idn) for a new cluster by default. The vendor adds
        types, so the module accepts an unknown one with a warning.
      - The type of an existing cluster cannot be changed. To protect its clients, the module does not replace a
        cluster.
    type: str
  description:
    description:
      - The description of the cluster. An empty string is the same as no description.
      - If not set, the current description is kept.
    type: str
  configuration:
    description:
      - The configuration keys to set, such as C(gmtOffset). Null removes a key. Other keys are left unchanged.
      - The API stores strings. The module converts numbers, V(true) and V(false) to strings, and lists and mappings to
        compact JSON.
      - The diff shows the keys that you set, and no others. If one of them is a secret, set C(no_log) on the task.
    type: dict
  state:
    description:
      - Whether the cluster should exist (V(present)) or not (V(absent)).
    type: str
    default: present
    choices: [present, absent]
  remove_clients:
    description:
      - Whether O(state=absent) also deletes the clients of the cluster. The diff lists them.
      - If V(false) and the cluster has clients, the task fails and lists them.
    type: bool
    default: false
seealso:
  - module: community.sailpoint.managed_cluster_info
  - module: community.sailpoint.managed_cluster_log_config
  - module: community.sailpoint.managed_client
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Create a cluster
  community.sailpoint.managed_cluster:
    name: Lyon
    description: Appliances in Lyon
    configuration:
      gmtOffset: 1
  register: lyon

- name: Change one configuration key and remove another
  community.sailpoint.managed_cluster:
    name: Lyon
    configuration:
      gmtOffset: 2
      debug: null

- name: Rename a cluster by its id
  community.sailpoint.managed_cluster:
    id: "{{ lyon.managed_cluster.id }}"
    name: Lyon (spare)

- name: Delete a cluster without clients
  community.sailpoint.managed_cluster:
    name: Lyon (spare)
    state: absent

- name: Delete a cluster and all its clients
  community.sailpoint.managed_cluster:
    name: Paris
    state: absent
    remove_clients: true
"""

RETURN = r"""
action:
  description:
    - What was done to the cluster or, in check mode, would be done.
    - One of V(created), V(patched), V(deleted) and V(unchanged).
  returned: success
  type: str
  sample: patched
managed_cluster:
  description:
    - The current cluster with all fields of the API except its keystore; null if the cluster does not exist.
    - In check mode, fields of a new cluster that the API assigns are null, such as the id.
  returned: success
  type: dict
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
patch:
  description:
    - The JSON Patch (RFC 6902) of the change; empty unless RV(action) is V(patched).
  returned: success
  type: list
  elements: dict
  sample:
    - op: replace
      path: /configuration/gmtOffset
      value: "2"
stopped_by:
  description:
    - What stopped the task early, which is the name of a signal, V(timeout) (the task keyword) or V(orphaned) (the
      C(ansible-playbook) process ended).
    - C(changed) is V(true) if the task changed anything, or may have, before it stopped.
  returned: if something stopped the task
  type: str
  sample: SIGTERM
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER)


if __name__ == "__main__":
    main()
