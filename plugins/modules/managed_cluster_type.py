#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage a managed cluster type."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_type
short_description: Manage a managed cluster type of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Creates, changes or deletes a managed cluster type, which lists the processes that clusters of this type run. If the
    cluster type already matches the options, the module sends no write.
  - The module identifies a cluster type by O(id), or by its exact, case-sensitive O(type). If several cluster types
    match, the task fails and lists their ids.
  - The API does not report when a cluster type was created. After creating one, the module therefore waits for twice
    O(consistency_timeout) to find duplicates that other runs created at the same time.
  - Requires a personal access token with the scope C(idn:managed-cluster-types:manage), and an O(api_version) other
    than V(v3).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
options:
  type:
    description:
      - The name of the type, such as V(idn). With O(id), the new name of the type.
      - O(type) or O(id) is required.
    type: str
  id:
    description:
      - The id of an existing cluster type.
      - With O(state=absent), the task fails if O(type) is also set and differs from the cluster type's.
    type: str
  pod:
    description:
      - The pod of the cluster type. Required to create one.
    type: str
  org:
    description:
      - The org of the cluster type. Required to create one.
    type: str
  managed_process_ids:
    description:
      - The complete list of the ids of the managed processes, in order.
      - If not set, the current list is kept. A new cluster type gets an empty list.
    type: list
    elements: str
  state:
    description:
      - Whether the cluster type should exist (V(present)) or not (V(absent)).
    type: str
    default: present
    choices: [present, absent]
seealso:
  - module: community.sailpoint.managed_cluster_type_info
  - module: community.sailpoint.managed_cluster
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Create a cluster type
  community.sailpoint.managed_cluster_type:
    type: harbour
    pod: megapod-useast1
    org: acme
    managed_process_ids:
      - ccg
      - charon

- name: Delete a cluster type
  community.sailpoint.managed_cluster_type:
    type: harbour
    state: absent
"""

RETURN = r"""
action:
  description:
    - What was done to the cluster type or, in check mode, would be done.
    - One of V(created), V(patched), V(deleted) and V(unchanged).
  returned: success
  type: str
  sample: patched
managed_cluster_type:
  description:
    - The current cluster type with all fields of the API; null if it does not exist.
    - In check mode, a new cluster type has only the fields that you set, and its C(id) is null.
  returned: success
  type: dict
  contains:
    id:
      description: The id of the cluster type.
      type: str
      sample: 5f0f1a9c2b3d4e5f8a7b6c5d4e3f2a1b
    type:
      description: The name of the type.
      type: str
      sample: idn
    pod:
      description: The pod.
      type: str
      sample: megapod-useast1
    org:
      description: The org.
      type: str
      sample: acme
    managed_process_ids:
      description: The ids of the managed processes, or null.
      type: list
      elements: str
      sample: [ccg, charon]
patch:
  description:
    - The JSON Patch (RFC 6902) of the change; empty unless RV(action) is V(patched).
  returned: success
  type: list
  elements: dict
  sample:
    - op: add
      path: /managedProcessIds/1
      value: charon
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_type import (
    MANAGED_CLUSTER_TYPE,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_TYPE)


if __name__ == "__main__":
    main()
