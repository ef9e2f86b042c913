#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read managed clients."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_info
short_description: List managed clients (virtual appliances) of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Returns all managed clients of a tenant, or those that match all given options. A client matches a list option if it
    matches one of the values. An empty list matches every client.
  - The task fails if the list cannot be read completely.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  name:
    description:
      - The exact, case-sensitive name of the clients.
    type: str
  id:
    description:
      - The id of the client. The task fails if it does not exist.
    type: str
  client_id:
    description:
      - The client ID that the appliance uses in the API management.
    type: str
  cluster:
    description:
      - The name or id of the managed cluster that the clients belong to. The task fails if it does not exist.
    type: str
  type:
    description:
      - The types of the clients, such as V(VA).
      - An unknown type is accepted with a warning. A known type in another case is an error.
    type: list
    elements: str
  status:
    description:
      - The statuses of the clients (RV(managed_clients[].status)), such as V(NORMAL) or V(FAILED).
      - An unknown status is accepted with a warning. A known status in another case is an error.
    type: list
    elements: str
  version:
    description:
      - The versions of the clients' appliances (RV(managed_clients[].va_version)). Values are exact or patterns with
        V(*), V(?) and V([...]).
    type: list
    elements: str
  health:
    description:
      - The consolidated health of the clients, such as V(WARNING) or V(ERROR).
      - An unknown value is accepted with a warning. A known value in another case is an error.
      - This option returns RV(managed_clients[].health) and has the same requirements as O(gather=health). It sends one
        more request for each client that matches the other options.
    type: list
    elements: str
  seen_within:
    description:
      - Return clients that the tenant has seen within this number of minutes.
      - The time is that of the host that runs the module.
    type: int
  not_seen_for:
    description:
      - Return clients that the tenant has not seen for more than this number of minutes, or never.
    type: int
  gather:
    description:
      - Additional data to read. Each value sends one more request for each client.
      - V(status) requires the scope C(idn:managed-client-status:read), which C(idn:remote-client:read) does not
        include.
      - V(health) requires the scope C(idn:remote-client:manage) and O(api_version=v2025), V(v2026) or V(v1).
    type: list
    elements: str
    choices: [status, health]
seealso:
  - module: community.sailpoint.managed_client
  - plugin: community.sailpoint.managed_client
    plugin_type: lookup
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: List all clients
  community.sailpoint.managed_client_info:
  register: all_clients

- name: List the clients of a cluster
  community.sailpoint.managed_client_info:
    cluster: Paris
  register: paris

- name: List the clients that failed or report errors
  community.sailpoint.managed_client_info:
    status: [ERROR, FAILED]
  register: failed

- name: Show these clients with their clusters
  ansible.builtin.debug:
    msg: "{{ failed.managed_clients | items2dict(key_name='name', value_name='cluster_name') }}"

- name: List the appliances that the tenant has not seen for an hour, or never
  community.sailpoint.managed_client_info:
    type: [VA]
    not_seen_for: 60
  register: silent

- name: Get one client
  community.sailpoint.managed_client_info:
    name: paris-1
    cluster: Paris
  register: paris_1

- name: List the clients of a cluster with their status details and health
  community.sailpoint.managed_client_info:
    cluster: Paris
    gather: [status, health]
    api_version: v1
  register: paris_details
"""

RETURN = r"""
managed_clients:
  description:
    - The clients, sorted by name and id, with all fields of the API except their keys.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the client.
      type: str
      sample: 2c9180878eaf4204018eb019c3570003
    name:
      description: The name; if null, the client is called V(VA-) followed by its C(client_id).
      type: str
      sample: paris-1
    cluster_id:
      description: The id of the client's cluster.
      type: str
      sample: e1ff7bb24c934240bbf55e1aa39e41c5
    cluster_name:
      description:
        - The name of the client's cluster. If the credential may not list clusters, such as an API client, the name is
          null and the task shows a warning.
      type: str
      sample: Paris
    client_id:
      description: The client ID that the appliance uses in the API management.
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
      description: The status, such as V(NORMAL), V(NOT_CONFIGURED) or V(FAILED). The vendor adds values.
      type: str
      sample: NORMAL
    va_version:
      description: The version of the appliance.
      type: str
      sample: va-megapod-useast1-610-1621372012
    last_seen:
      description: The time when the tenant last saw the client; null if it never did.
      type: str
      sample: "2026-01-30T15:12:11.123Z"
    status_details:
      description:
        - The response of the status endpoint, with field names in snake_case. The vendor does not document C(body). Its
          numbers are strings, and any field may be missing.
      returned: if O(gather) contains V(status)
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
        - The response of the health indicators endpoint, with field names in snake_case.
      returned: if O(gather) contains V(health), or O(health) is set
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT_INFO)


if __name__ == "__main__":
    main()
