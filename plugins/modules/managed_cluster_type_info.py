#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed cluster types."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_type_info
short_description: List managed cluster types of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns all managed cluster types of a tenant, or those that match all given options.
  - Requires a personal access token with the scope C(idn:managed-cluster-types:read) or
    C(idn:managed-cluster-types:manage), and an O(api_version) other than V(v3).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  id:
    description:
      - The id of the cluster type. The task fails if it does not exist.
    type: str
  type:
    description:
      - The exact, case-sensitive name of the type.
    type: str
  pod:
    description:
      - The exact, case-sensitive pod.
    type: str
  org:
    description:
      - The exact, case-sensitive org.
    type: str
seealso:
  - module: community.sailpoint.managed_cluster_type
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: List all cluster types
  community.sailpoint.managed_cluster_type_info:
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.managed_cluster_types | map(attribute='type') }}"
"""

RETURN = r"""
managed_cluster_types:
  description: The cluster types, sorted by type and id, with all fields of the API.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_type_info import (
    MANAGED_CLUSTER_TYPE_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_TYPE_INFO)


if __name__ == "__main__":
    main()
