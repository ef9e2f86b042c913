#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage a whole fleet: clusters, clients and log levels."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_fleet
short_description: Manage all clusters, clients and log levels of a SailPoint Identity Security Cloud tenant at once
version_added: 1.0.0
description:
  - Creates, changes and deletes managed clusters, managed clients (virtual appliances) and log levels as one plan.
  - The module compares the tenant with all entries, plans every change, and sends only the requests needed, several at
    a time. Clusters are created before their clients, and deletions come last.
  - If an entry cannot be carried out, two entries contradict each other, or two objects would have the same name, the
    task fails, lists these entries, and sends nothing.
  - If the task is stopped, it reports what it has done. Run it again to do the rest.
  - After a change, the task shows RV(msg) on the terminal, unless it registers its result or sets C(no_log).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.fleet
  - community.sailpoint.fleet.purge
  - community.sailpoint.on_not_found
  - community.sailpoint.wait
options:
  approved_digest:
    description:
      - The RV(digest) of the approved plan. If the current plan has another digest, the task fails, shows what differs,
        and sends nothing.
    type: str
  approved_plan:
    description:
      - The approved RV(plan), or the whole result that contains it. It is used to show what differs from the current
        plan. A string is parsed as JSON.
    type: raw
  concurrency:
    description: The maximum number of requests in progress at the same time. From 1 to 64. O(rate_limit) still applies.
    type: int
    default: 8
  on_error:
    description:
      - What to do if a change fails. V(stop) starts no further change, V(continue) makes the remaining changes. In
        both cases the task fails and reports what was done.
      - With O(wait=true), V(stop) does not wait after a failed change, and stops waiting as soon as a client is
        V(FAILED) or gone. V(continue) waits for all clients that can still reach the status.
    type: str
    default: stop
    choices: [stop, continue]
seealso:
  - module: community.sailpoint.managed_client
  - module: community.sailpoint.managed_cluster
  - module: community.sailpoint.managed_cluster_log_config
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Create a cluster with two clients and debug logs for an hour
  community.sailpoint.managed_client_fleet:
    clusters:
      - name: Rome
    clients:
      - name: rome-1
        cluster: Rome
      - name: rome-2
        cluster: Rome
    log_levels:
      - cluster: Rome
        root_level: DEBUG
        duration_minutes: 60

- name: Declare the clients of Paris and delete all others there
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
      - name: paris-2
        cluster: Paris
    purge: true
    purge_clusters: [Paris]
    max_deletions: 2

- name: Purge all clusters except Rome and the clients of a lab
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
      - name: austin-1
        cluster: Austin
    purge: true
    purge_clusters: all
    purge_ignore: [Rome, "lab-*"]
    max_deletions: 2

- name: Wait until all clients have connected, even if one of them fails
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
      - name: paris-2
        cluster: Paris
    wait: true
    wait_timeout: 1800
    on_error: continue

- name: Plan a change
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
        description: Approved
  check_mode: true
  register: drift

- name: Apply exactly this plan
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
        description: Approved
    approved_digest: "{{ drift.digest }}"
    approved_plan: "{{ drift.plan }}"
"""

RETURN = r"""
msg:
  description: A summary in one line of what was done or, in check mode, would be done.
  returned: once the plan is complete
  type: str
  sample: "created 2: rome-1, rome-2; deleted 1: tokyo-2; 9 unchanged"
plan:
  description: The planned changes, in the order of the entries, then those of a purge. Unchanged objects are omitted.
  returned: once the plan is complete
  type: list
  elements: dict
  contains:
    kind:
      description: V(cluster), V(client) or V(log_levels).
      type: str
    name:
      description: The name of the object or, for log levels, of their cluster.
      type: str
    id:
      description: The id of the object; null if it does not exist yet or is of a kind without ids.
      type: str
    cluster:
      description: The name of the object's cluster; null for a cluster.
      type: str
    action:
      description: V(created), V(patched), V(deleted) or V(recreated) (deleted and created again).
      type: str
    before:
      description: The fields before the change; empty if the object does not exist.
      type: dict
    after:
      description: The fields after the change; empty if the object is deleted.
      type: dict
    patch:
      description: The JSON Patch (RFC 6902) of the change; empty unless the action is V(patched).
      type: list
      elements: dict
  sample:
    - kind: client
      name: paris-1
      id: 2c9180878eaf4204018eb019c3570003
      cluster: Paris
      action: patched
      before: { name: paris-1, cluster: Paris, description: "", type: VA }
      after: { name: paris-1, cluster: Paris, description: First appliance in Paris, type: VA }
      patch: [{ op: replace, path: /description, value: First appliance in Paris }]
digest:
  description: The checksum of the plan. Identical plans have the same digest. Pass it to O(approved_digest).
  returned: once the plan is complete
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
undeclared:
  description:
    - The clusters and clients in the tenant without an entry, each with C(kind), C(name), C(id) and C(cluster).
    - Clusters are included if O(clusters) is set, clients if O(clients) is set.
  returned: once the plan is complete
  type: list
  elements: dict
  sample: []
refused:
  description: The entries that cannot be carried out, each with C(kind), C(name), C(cluster) and the reason in C(msg).
  returned: once the tenant has been read
  type: list
  elements: dict
  sample: []
results:
  description:
    - What was done for each entry or, in check mode, would be done. Clusters come first, then clients, log levels and
      purged clients.
  returned: once the plan is complete, even if a change failed
  type: list
  elements: dict
  contains:
    kind:
      description: V(cluster), V(client) or V(log_levels).
      type: str
    name:
      description: The name of the object or, for log levels, of their cluster.
      type: str
    id:
      description: The id of the object; null if it does not exist.
      type: str
    cluster:
      description: The name of the object's cluster; null for a cluster.
      type: str
    action:
      description: The action as in RV(plan[].action), or V(unchanged).
      type: str
    status:
      description: The last known status; null if the object has none or does not exist.
      type: str
    error:
      description: The reason why the change failed or the client did not reach the status; null otherwise.
      type: str
  sample:
    - kind: client
      name: paris-1
      id: 2c9180878eaf4204018eb019c3570003
      cluster: Paris
      action: patched
      status: NORMAL
      error: null
summary:
  description:
    - The number of objects by outcome. C(not_started) counts changes that were not started.
    - A client that did not reach the status is counted by what was done to it.
  returned: once the plan is complete, even if a change failed
  type: dict
  sample: { created: 2, patched: 1, deleted: 0, recreated: 0, unchanged: 997, failed: 0, not_started: 0 }
stopped_by:
  description:
    - What stopped the task early, which is the name of a signal, V(timeout) (the task keyword) or V(orphaned) (the
      C(ansible-playbook) process ended).
    - RV(results) lists what was done before that.
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
    waited_seconds:
      description: The time that the task waited for the status, in seconds.
      returned: if the task waited
      type: float
      sample: 42.5
"""

from ansible_collections.community.sailpoint.plugins.module_utils._engine.run import run
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT_FLEET)


if __name__ == "__main__":
    main()
