#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a whole fleet as the variables that declare it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_fleet_info
short_description: Read all managed clusters, clients and log levels as the variables that declare them
version_added: 1.0.0
description:
  - Reads a tenant of SailPoint Identity Security Cloud and returns it as variables of the role
    P(community.sailpoint.fleet#role). With these variables, the role finds nothing to change.
  - To write the variables to a file, use the role P(community.sailpoint.fleet_export#role).
  - The result contains only fields that you can declare. It has no statuses, keys or other fields that the tenant
    manages.
  - Objects are identified by name. If an object has no name, or shares it with another one (for a client, in the same
    cluster), it is identified by its id, and you cannot declare it in another tenant.
  - A client without a name is called C(VA-) followed by its client ID, as the vendor's specification says.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  log_levels:
    description:
      - Whether to read the log levels in effect. This sends one request for each cluster.
    type: bool
    default: true
  configuration:
    description:
      - Whether to return the configuration of the clusters.
      - The vendor does not document its content, and the module returns it unmasked. If it contains a secret, set this
        to V(false), or set C(no_log) on the task.
    type: bool
    default: true
seealso:
  - module: community.sailpoint.managed_client_fleet
  - plugin: community.sailpoint.fleet_yaml
    plugin_type: filter
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Read the fleet
  community.sailpoint.managed_client_fleet_info:
  register: found

- name: Show the number of clients
  ansible.builtin.debug:
    msg: "{{ found.fleet.fleet_clients | length }}"
"""

RETURN = r"""
fleet:
  description:
    - The variables of the role P(community.sailpoint.fleet#role).
  returned: success
  type: dict
  contains:
    fleet_clusters:
      description:
        - The clusters, sorted by name, each with C(name) or C(id), C(type), C(description) and C(configuration).
      type: list
      elements: dict
      sample:
        - name: Paris
          type: idn
          description: Appliances in Paris
          configuration:
            gmtOffset: "1"
    fleet_clients:
      description:
        - The clients, sorted by cluster and name, each with C(name) or C(id), C(cluster), C(type) and C(description).
      type: list
      elements: dict
      sample:
        - name: paris-1
          cluster: Paris
          type: VA
          description: First appliance in Paris
    fleet_log_levels:
      description:
        - The log levels in effect that differ from the default, sorted by cluster, each with C(cluster), C(root_level),
          C(log_levels) and, unless it is 240, C(duration_minutes).
        - When you declare them, they apply for this time again.
      type: list
      elements: dict
      sample:
        - cluster: Paris
          root_level: WARN
          log_levels:
            sailpoint.connector.JDBCConnector: DEBUG
          duration_minutes: 120
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet_info import (
    MANAGED_CLIENT_FLEET_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT_FLEET_INFO)


if __name__ == "__main__":
    main()
