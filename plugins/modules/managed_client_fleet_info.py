#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a whole fleet as it would be declared."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_fleet_info
short_description: Read all managed clusters, clients and log levels as they would be declared
version_added: 1.0.0
description:
  - Reads a tenant of SailPoint Identity Security Cloud as the variables of the role
    P(community.sailpoint.fleet#role), which would find nothing to do with them. The role
    P(community.sailpoint.fleet_export#role) writes them to a file.
  - It returns what can be declared and nothing else, so no ids, statuses or other fields that the tenant owns, and no
    keys.
  - An object is identified by its name. Where it has none, or another one has the same name (for a client, in the same
    cluster), it is identified by its id, and cannot be declared in another tenant so.
  - A client without a name is called C(VA-) and its client id, as the vendor's specification says.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  log_levels:
    description:
      - Whether to read the log levels that are in effect. It takes one request for each cluster.
    type: bool
    default: true
  configuration:
    description:
      - Whether to return the configuration of the clusters. The specification does not say what it may hold. It is
        returned as it is, so set C(no_log) or V(false) where there is a secret in it.
    type: bool
    default: true
seealso:
  - module: community.sailpoint.managed_client_fleet
  - plugin: community.sailpoint.fleet_yaml
    plugin_type: filter
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Read the fleet
  community.sailpoint.managed_client_fleet_info:
  register: found

- name: Tell how many clients there are
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
        - The clusters, ordered by name, each with C(name) or C(id), C(type), C(description) and C(configuration).
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
        - The clients, ordered by cluster and name, each with C(name) or C(id), C(cluster), C(type) and C(description).
      type: list
      elements: dict
      sample:
        - name: paris-1
          cluster: Paris
          type: VA
          description: First appliance in Paris
    fleet_log_levels:
      description:
        - The log levels in effect, other than the default, ordered by cluster, each with C(cluster), C(root_level),
          C(log_levels) and, unless it is 240, C(duration_minutes). They are in effect for this time from when they are
          declared.
      type: list
      elements: dict
      sample:
        - cluster: Paris
          root_level: WARN
          log_levels:
            sailpoint.connector.JDBCConnector: DEBUG
          duration_minutes: 120
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet_info import (
    MANAGED_CLIENT_FLEET_INFO,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT_FLEET_INFO)


if __name__ == "__main__":
    main()
