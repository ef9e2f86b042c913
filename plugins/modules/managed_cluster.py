#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a managed cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster
short_description: Declare a managed cluster of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Creates, changes or deletes a managed cluster, which is what managed clients (virtual appliances) belong to, so that
    it is as declared. Nothing is sent when nothing differs.
  - A cluster is identified by O(id), or by its exact, case-sensitive O(name). When more than one cluster has the name,
    the module fails and lists their ids.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
options:
  name:
    description:
      - The name of the cluster.
      - With O(id), the name that the cluster is to have.
      - One of O(name) and O(id) is required.
    type: str
  previous_name:
    description:
      - The name that the cluster had before. If no cluster has O(name) and one has this name, it is renamed.
      - If both exist, the module fails. To rename a cluster by O(id), leave it out.
    type: str
  id:
    description:
      - The id of an existing cluster.
      - With O(state=absent), a O(name) given besides must be that of the cluster, or the module fails.
    type: str
  type:
    description:
      - The type of the cluster, such as V(idn) or V(standard). The vendor adds types, so any is accepted.
      - A new cluster gets V(idn) if this is not set. The type of an existing cluster cannot be changed; a cluster is
        not deleted to be created anew, because its clients would go with it.
    type: str
  description:
    description:
      - The description of the cluster. An empty one and none are the same.
      - If not set, the description of an existing cluster stays as it is.
    type: str
  configuration:
    description:
      - The configuration of the cluster, such as C(gmtOffset), key by key. Keys that are not named are left alone.
      - In the API all values are strings. A number, V(true) or V(false) is turned into such a string, a list or a
        mapping into compact JSON.
      - Null removes a key.
      - The diff shows the keys that are named, and no others. Set C(no_log) on the task if one of them is a secret.
    type: dict
  state:
    description:
      - V(present) creates or changes the cluster, V(absent) deletes it.
    type: str
    default: present
    choices: [present, absent]
  remove_clients:
    description:
      - Whether to delete the clients of the cluster with it, with O(state=absent). The diff then names them.
      - If V(false), a cluster that has clients is not deleted, and the module fails and names them.
    type: bool
    default: false
seealso:
  - module: community.sailpoint.managed_cluster_info
  - module: community.sailpoint.managed_cluster_log_config
  - module: community.sailpoint.managed_client
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Declare a cluster
  community.sailpoint.managed_cluster:
    name: Lyon
    description: Appliances in Lyon
    configuration:
      gmtOffset: 1
  register: lyon

- name: Change one key of its configuration and remove another
  community.sailpoint.managed_cluster:
    name: Lyon
    configuration:
      gmtOffset: 2
      debug: null

- name: Rename a cluster that is known by its id
  community.sailpoint.managed_cluster:
    id: "{{ lyon.managed_cluster.id }}"
    name: Lyon (spare)

- name: Delete a cluster that has no clients
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
    - What was done to the cluster, or in check mode would be.
    - One of V(created), V(patched), V(deleted) and V(unchanged).
  returned: success
  type: str
  sample: patched
managed_cluster:
  description:
    - The cluster as it is now, with all the fields that the API gives except its keystore; null when it is absent.
    - In check mode, fields of a new cluster that only the API knows are null, such as its id.
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
patch:
  description:
    - The JSON Patch (RFC 6902) that the change sends. It is empty unless RV(action) is V(patched).
  returned: success
  type: list
  elements: dict
  sample:
    - op: replace
      path: /configuration/gmtOffset
      value: "2"
stopped_by:
  description:
    - What stopped the task before its end, a signal or C(timeout) (the task keyword) or C(orphaned) (Ansible ended).
    - C(changed) tells whether anything was changed.
  returned: when something stopped it
  type: str
  sample: SIGTERM
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster import MANAGED_CLUSTER


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER)


if __name__ == "__main__":
    main()
