#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed cluster types."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_type_info
short_description: Read managed cluster types of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns the managed cluster types that match all given options, ordered by type and id.
  - The versions of the API before V(v2024) do not have cluster types.
  - Requires a personal access token with the scope V(idn:managed-cluster-types:read) or
    V(idn:managed-cluster-types:manage).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  id:
    description:
      - The id of a cluster type. If none has it, the module fails.
    type: str
  type:
    description:
      - The type, exact and case-sensitive.
    type: str
  pod:
    description:
      - The pod, exact and case-sensitive.
    type: str
  org:
    description:
      - The org, exact and case-sensitive.
    type: str
seealso:
  - module: community.sailpoint.managed_cluster_type
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Read all cluster types
  community.sailpoint.managed_cluster_type_info:
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.managed_cluster_types | map(attribute='type') }}"
"""

RETURN = r"""
managed_cluster_types:
  description: The cluster types, with all the fields that the API gives.
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_type_info import (
    MANAGED_CLUSTER_TYPE_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_TYPE_INFO)


if __name__ == "__main__":
    main()
