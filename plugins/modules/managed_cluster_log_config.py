#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare the log levels of a managed cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_log_config
short_description: Declare the log levels of a managed cluster of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Sets the log levels of a managed cluster for a while, or goes back to the default.
  - The vendor lets every log configuration expire, in 24 hours at most; the default is in effect then. To keep levels
    for longer, run the task again and again, more often than O(renew_within).
  - Nothing is sent while the wanted levels are in effect and will stay so for at least O(renew_within) minutes. Levels
    that are wanted for no longer than O(renew_within) are sent again when half of their time is over.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
options:
  cluster:
    description:
      - The name or the id of the managed cluster. It must exist, except with O(state=absent).
    type: str
    required: true
  root_level:
    description:
      - The level of all that O(log_levels) does not name, such as V(INFO) or V(DEBUG).
      - If not set, the level in effect is kept; where nothing is in effect, it is V(INFO).
      - With O(state=present), one of O(root_level) and O(log_levels) is required.
      - The specification has V(OFF), V(FATAL), V(ERROR), V(WARN), V(INFO), V(DEBUG) and V(TRACE). The module warns of
        others, and sends them.
      - YAML reads V(OFF) without quotes as false. The module takes that for V(OFF).
      - A level in another case, such as V(debug), is an error.
    type: str
  log_levels:
    description:
      - The levels of logging classes, by class. This is the whole map, since the API replaces it as a whole. A class
        that is in effect and not named here, or is null, goes back to the root level.
      - If not set, the levels in effect are kept, and sent again with a change of the root level or a renewal.
      - Levels are those of O(root_level).
    type: dict
  duration_minutes:
    description:
      - How long the levels are to be in effect, in minutes, from 5 to 1440 (24 hours).
      - If neither this nor O(expiration) is set, it is 240. They exclude each other.
    type: int
  expiration:
    description:
      - The moment until which the levels are to be in effect, with its time zone, such as V(2026-01-31T18:00:00Z).
      - A moment that is past, or more than 24 hours ahead, is refused.
      - It is not compared with the end of what is in effect; see O(renew_within).
    type: str
  renew_within:
    description:
      - The levels are sent again when they will be in effect for fewer minutes than this, from 0 to 10080.
    type: int
    default: 30
  state:
    description:
      - V(present) brings the levels into effect.
      - V(absent) goes back to the default, which is the root level V(INFO) and no levels of classes. The API cannot
        delete a log configuration, so the default is set for 5 minutes, and remains. Nothing is sent when the default
        is in effect. The other options do not count.
    type: str
    default: present
    choices: [present, absent]
seealso:
  - module: community.sailpoint.managed_cluster
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Have a connector say more for two hours
  community.sailpoint.managed_cluster_log_config:
    cluster: Paris
    root_level: WARN
    log_levels:
      sailpoint.connector.JDBCConnector: DEBUG
    duration_minutes: 120

- name: Keep a level as long as this runs every hour
  community.sailpoint.managed_cluster_log_config:
    cluster: Paris
    root_level: INFO
    duration_minutes: 1440
    renew_within: 90

- name: Go back to the default
  community.sailpoint.managed_cluster_log_config:
    cluster: Paris
    state: absent
"""

RETURN = r"""
action:
  description:
    - What was done to the log configuration, or in check mode would be.
    - V(created) where the default was in effect, V(patched) where other levels were, or where they were renewed,
      V(deleted) where it went back to the default, else V(unchanged).
  returned: success
  type: str
  sample: created
managed_cluster_log_config:
  description:
    - The log configuration, with all the fields that the API gives; null with O(state=absent).
    - In check mode, fields that only the API knows are null, such as the moment at which it expires.
  returned: success
  type: dict
  contains:
    root_level:
      description: The level of all that is not in RV(managed_cluster_log_config.log_levels).
      type: str
      sample: WARN
    log_levels:
      description: The levels of logging classes.
      type: dict
      sample:
        sailpoint.connector.JDBCConnector: DEBUG
    duration_minutes:
      description: How long it is in effect from when it was set, in minutes.
      type: int
      sample: 120
    expiration:
      description: The moment at which it expires.
      type: str
      sample: "2026-01-31T18:00:00.000Z"
patch:
  description:
    - The JSON Patch (RFC 6902) from the levels before to those after, if RV(action) is V(patched), else empty. The API
      has no PATCH for them and is sent the whole log configuration.
  returned: success
  type: list
  elements: dict
  sample:
    - op: replace
      path: /root_level
      value: WARN
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
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_log_config import (
    MANAGED_CLUSTER_LOG_CONFIG,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_LOG_CONFIG)


if __name__ == "__main__":
    main()
