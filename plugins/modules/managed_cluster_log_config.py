#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage the log levels of a managed cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_log_config
short_description: Manage the log levels of a managed cluster of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Sets the log levels of a managed cluster for a limited time, or returns to the default.
  - Every log configuration expires after 24 hours at most, and the default applies again. To keep levels for longer,
    run the task repeatedly, more often than O(renew_within).
  - Nothing is sent if the declared levels are in effect for at least O(renew_within) more minutes. If you set levels
    for no longer than O(renew_within), they are renewed after half of their time.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
options:
  cluster:
    description:
      - The name or id of the managed cluster. It must exist, except with O(state=absent).
    type: str
    required: true
  root_level:
    description:
      - The log level of all classes that O(log_levels) does not name, such as V(INFO) or V(DEBUG).
      - If not set, the level in effect is kept. If no log configuration is in effect, V(INFO) is set.
      - With O(state=present), O(root_level) or O(log_levels) is required.
      - The API documents V(OFF), V(FATAL), V(ERROR), V(WARN), V(INFO), V(DEBUG) and V(TRACE). The module accepts
        another level with a warning. A known level in another case, such as V(debug), is an error.
      - YAML reads an unquoted V(OFF) as false. The module accepts that as V(OFF).
    type: str
  log_levels:
    description:
      - The log levels of individual classes, as a mapping from class to level. See O(root_level) for the levels.
      - The mapping replaces the one in effect. A class that is null or missing returns to the root level.
      - If not set, the mapping in effect is kept, and sent along when the root level changes or the levels are renewed.
    type: dict
  duration_minutes:
    description:
      - The number of minutes for which the levels apply. From 5 to 1440 (24 hours).
      - If neither this nor O(expiration) is set, the levels apply for 240 minutes. The two options are mutually
        exclusive.
    type: int
  expiration:
    description:
      - The date and time at which the levels end, with a time zone, such as V(2026-01-31T18:00:00Z).
      - It must be in the future, and at most 24 hours ahead.
      - A difference from the current expiration alone does not renew the levels. See O(renew_within).
    type: str
  renew_within:
    description:
      - The number of minutes before their end from which the levels are renewed. From 0 to 10080.
    type: int
    default: 30
  state:
    description:
      - Whether to set the levels (V(present)) or return to the default (V(absent)), which is the root level V(INFO) and
        no levels for individual classes.
      - The API cannot delete a log configuration, so V(absent) sets the default for 5 minutes, and ignores the other
        options. Nothing is sent if the default is in effect or no log configuration exists.
    type: str
    default: present
    choices: [present, absent]
seealso:
  - module: community.sailpoint.managed_cluster
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Enable debug logs of a connector for two hours
  community.sailpoint.managed_cluster_log_config:
    cluster: Paris
    root_level: WARN
    log_levels:
      sailpoint.connector.JDBCConnector: DEBUG
    duration_minutes: 120

- name: Keep a level for as long as this task runs every hour
  community.sailpoint.managed_cluster_log_config:
    cluster: Paris
    root_level: INFO
    duration_minutes: 1440
    renew_within: 90

- name: Return to the default
  community.sailpoint.managed_cluster_log_config:
    cluster: Paris
    state: absent
"""

RETURN = r"""
action:
  description:
    - What was done to the log configuration or, in check mode, would be done.
    - V(created) if the default was in effect before, V(patched) if levels were changed or renewed, V(deleted) if the
      cluster returned to the default, otherwise V(unchanged).
  returned: success
  type: str
  sample: created
managed_cluster_log_config:
  description:
    - The log configuration with all fields of the API; null with O(state=absent).
    - In check mode, fields that the API assigns are null, such as the expiration.
  returned: success
  type: dict
  contains:
    root_level:
      description: The level of all classes that RV(managed_cluster_log_config.log_levels) does not name.
      type: str
      sample: WARN
    log_levels:
      description: The levels of individual classes.
      type: dict
      sample:
        sailpoint.connector.JDBCConnector: DEBUG
    duration_minutes:
      description: The number of minutes for which the levels apply from the time when they were set.
      type: int
      sample: 120
    expiration:
      description: The date and time at which the levels end.
      type: str
      sample: "2026-01-31T18:00:00.000Z"
patch:
  description:
    - The difference between the former and the new levels as a JSON Patch (RFC 6902); empty unless RV(action) is
      V(patched).
    - The API offers no PATCH for log levels. The module sends the complete log configuration.
  returned: success
  type: list
  elements: dict
  sample:
    - op: replace
      path: /root_level
      value: WARN
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_log_config import (
    MANAGED_CLUSTER_LOG_CONFIG,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_LOG_CONFIG)


if __name__ == "__main__":
    main()
