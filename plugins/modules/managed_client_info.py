#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clients."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_info
short_description: Read managed clients (virtual appliances) of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns the managed clients of a tenant, all of them or those that match all options given. A client matches an
    option that is a list if it matches one entry of it. An empty list selects all.
  - The list is whole, or the module fails.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  name:
    description:
      - The exact, case-sensitive name of the clients to return.
    type: str
  id:
    description:
      - The id of the client to return. It must exist.
    type: str
  client_id:
    description:
      - The client id that the client's appliance uses in the API management.
    type: str
  cluster:
    description:
      - The name or the id of the managed cluster whose clients to return. It must exist.
    type: str
  type:
    description:
      - The types of the clients to return, such as V(VA).
      - A type that differs from a known one only by its case is an error. An unknown one is accepted with a warning.
    type: list
    elements: str
  status:
    description:
      - The statuses of the clients to return, such as V(NORMAL) or V(FAILED), checked as O(type) is.
      - It is the field RV(managed_clients[].status).
    type: list
    elements: str
  version:
    description:
      - The versions of the clients to return, exact or as patterns with V(*), V(?) and V([...]).
      - It is the field RV(managed_clients[].va_version).
    type: list
    elements: str
  health:
    description:
      - The consolidated health of the clients to return, such as V(WARNING) or V(ERROR), checked as O(type) is.
      - RV(managed_clients[].health) is then returned, as with O(gather=health), which says what that requires. Only
        clients that match the other options are asked for it.
    type: list
    elements: str
  seen_within:
    description:
      - Return the clients that the tenant has seen in the last so many minutes.
      - The clock of the host that runs the module counts.
    type: int
  not_seen_for:
    description:
      - Return the clients that the tenant has not seen for more than so many minutes, or never.
    type: int
  gather:
    description:
      - What to read of each client besides. Each takes one more request for each client.
      - V(status) takes the scope C(idn:managed-client-status:read), which C(idn:remote-client:read) does not include.
      - V(health) takes the scope C(idn:remote-client:manage), and O(api_version=v2025) or newer (V(v1) is the newest).
    type: list
    elements: str
    choices: [status, health]
seealso:
  - module: community.sailpoint.managed_client
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Read all managed clients
  community.sailpoint.managed_client_info:
  register: all_clients

- name: Read the clients of a cluster
  community.sailpoint.managed_client_info:
    cluster: Paris
  register: paris

- name: Read the clients that have failed, or report errors
  community.sailpoint.managed_client_info:
    status: [ERROR, FAILED]
  register: failed

- name: Name them with their clusters
  ansible.builtin.debug:
    msg: "{{ failed.managed_clients | items2dict(key_name='name', value_name='cluster_name') }}"

- name: Read the appliances that have been silent for an hour, or never connected
  community.sailpoint.managed_client_info:
    type: [VA]
    not_seen_for: 60
  register: silent

- name: Read one client
  community.sailpoint.managed_client_info:
    name: paris-1
    cluster: Paris
  register: paris_1

- name: Read the clients of a cluster with all that their appliances tell of themselves
  community.sailpoint.managed_client_info:
    cluster: Paris
    gather: [status, health]
    api_version: v1
  register: paris_details
"""

RETURN = r"""
managed_clients:
  description:
    - The clients, ordered by name and id, with all the fields that the API gives except their keys.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the client.
      type: str
      sample: 2c9180878eaf4204018eb019c3570003
    name:
      description: The name. It may be null, then the client is called V(VA-) and its C(client_id).
      type: str
      sample: paris-1
    cluster_id:
      description: The id of its cluster.
      type: str
      sample: e1ff7bb24c934240bbf55e1aa39e41c5
    cluster_name:
      description:
        - The name of its cluster. Null, with a warning, if this user may not list clusters, such as a client of the API
          management.
      type: str
      sample: Paris
    client_id:
      description: The client id that its appliance uses in the API management.
      type: str
      sample: 00be54a2-bb6d-402f-9159-beb2d5319347
    description:
      description: The description.
      type: str
      sample: First appliance in Paris
    type:
      description: The type.
      type: str
      sample: VA
    status:
      description: The status, such as V(NORMAL), V(NOT_CONFIGURED) or V(FAILED). The vendor may add others.
      type: str
      sample: NORMAL
    va_version:
      description: The version of its appliance.
      type: str
      sample: va-megapod-useast1-610-1621372012
    last_seen:
      description: When the tenant has seen it last. Null if it was never seen.
      type: str
      sample: "2026-01-30T15:12:11.123Z"
    status_details:
      description:
        - The answer to the request for its status, with its field names in snake_case. What C(body) holds is not
          documented. Its numbers are strings, and any of it may be missing.
      returned: when O(gather) has V(status)
      type: dict
      sample:
        status: NORMAL
        type: VA
        timestamp: "2026-01-30T15:12:11.123Z"
        body:
          hostname: va-1.example.com
          internal_ip: 192.0.2.17
          os_type: flatcar
          since_seen_millis: "14708"
          va_version: va-megapod-useast1-610-1621372012
    health:
      description:
        - The answer to the request for its health indicators, with its field names in snake_case.
      returned: when O(gather) has V(health), or O(health) is set
      type: dict
      sample:
        status: NORMAL
        type: VA
        timestamp: "2026-01-30T15:12:11.123Z"
        body:
          consolidated_health_indicators_status: NORMAL
          health_indicators:
            memory: { errors: [], warnings: [] }
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT_INFO)


if __name__ == "__main__":
    main()
