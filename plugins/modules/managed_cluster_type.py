#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a managed cluster type."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_type
short_description: Declare a managed cluster type of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Creates, changes or deletes a managed cluster type, which says which processes clusters of a type run. Nothing is
    sent when nothing differs.
  - A cluster type is identified by O(id), or by its exact, case-sensitive O(type). When more than one has the type, the
    module fails and lists their ids.
  - The API does not say when a cluster type was created. So a create waits for twice O(consistency_timeout) seconds
    before it decides which of several that runs created at once is to stay.
  - The versions of the API before V(v2024) do not have cluster types.
  - Requires a personal access token with the scope V(idn:managed-cluster-types:manage).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
options:
  type:
    description:
      - The name of the type, such as V(idn).
      - With O(id), the type that it is to have.
      - One of O(type) and O(id) is required.
    type: str
  id:
    description:
      - The id of an existing cluster type.
      - With O(state=absent), a O(type) given besides must be its type, or the module fails.
    type: str
  pod:
    description:
      - The pod that it is pinned to. Required to create one.
    type: str
  org:
    description:
      - The org that it is pinned to. Required to create one.
    type: str
  managed_process_ids:
    description:
      - The ids of its managed processes, in this order. This is the whole list.
      - If not set, the list of an existing cluster type stays as it is. A new one gets an empty list.
    type: list
    elements: str
  state:
    description:
      - V(present) creates or changes the cluster type, V(absent) deletes it.
    type: str
    default: present
    choices: [present, absent]
seealso:
  - module: community.sailpoint.managed_cluster_type_info
  - module: community.sailpoint.managed_cluster
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Declare a cluster type
  community.sailpoint.managed_cluster_type:
    type: harbour
    pod: megapod-useast1
    org: acme
    managed_process_ids:
      - ccg
      - charon

- name: Delete it
  community.sailpoint.managed_cluster_type:
    type: harbour
    state: absent
"""

RETURN = r"""
action:
  description:
    - What was done to the cluster type, or in check mode would be.
    - One of V(created), V(patched), V(deleted) and V(unchanged).
  returned: success
  type: str
  sample: patched
managed_cluster_type:
  description:
    - The cluster type as it is now, with all the fields that the API gives; null when it is absent.
    - In check mode one that would be created has only the declared fields, and its C(id) is null.
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
      description: The pod that it is pinned to.
      type: str
      sample: megapod-useast1
    org:
      description: The org that it is pinned to.
      type: str
      sample: acme
    managed_process_ids:
      description: The ids of its managed processes. They may be null.
      type: list
      elements: str
      sample: [ccg, charon]
patch:
  description:
    - The JSON Patch (RFC 6902) that the change sends. It is empty unless RV(action) is V(patched).
  returned: success
  type: list
  elements: dict
  sample:
    - op: add
      path: /managedProcessIds/1
      value: charon
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_type import (
    MANAGED_CLUSTER_TYPE,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_TYPE)


if __name__ == "__main__":
    main()
