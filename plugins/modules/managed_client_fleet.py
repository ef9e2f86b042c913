#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a whole fleet: clusters, clients and log levels."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_fleet
short_description: Declare the clusters, clients and log levels of a SailPoint Identity Security Cloud tenant at once
version_added: 1.0.0
description:
  - Compares the tenant with all that is declared, plans every change, and then sends only the requests needed, several
    at a time.
  - New clusters come before their clients, deletions come last, and a cluster is deleted after its clients.
  - If any entry cannot be carried out, if two entries contradict each other, or if two objects would have one name, the
    module fails, says which, and sends nothing.
  - With O(wait=true) it then waits until all declared clients have a status. Many clients are read in one list, so that
    waiting for a fleet takes few requests.
  - If it is stopped in the middle, it reports what was done. Run it again to do the rest.
  - A task that changed something shows RV(msg) on the terminal, unless it registers its result or has C(no_log).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
  - community.sailpoint.wait
options:
  clusters:
    description:
      - The clusters, each with the options of M(community.sailpoint.managed_cluster).
      - Clusters that are not listed are left alone. If the option is set, they are returned as RV(undeclared).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the cluster, exact and case-sensitive. With O(clusters[].id), the name that it is to have.
          - One of O(clusters[].name) and O(clusters[].id) is required.
        type: str
      previous_name:
        description:
          - The name that the cluster had before. If no cluster has O(clusters[].name) and one has this name, it is
            renamed.
        type: str
      id:
        description:
          - The id of an existing cluster.
        type: str
      type:
        description:
          - The type of the cluster. A new cluster gets V(idn) if this is not set. It cannot be changed.
        type: str
      description:
        description:
          - The description of the cluster. If not set, that of an existing cluster stays as it is.
        type: str
      configuration:
        description:
          - The configuration of the cluster, key by key. Keys that are not named are left alone, null removes a key.
        type: dict
      state:
        description:
          - V(present) creates or changes the cluster, V(absent) deletes it.
        type: str
        default: present
        choices: [present, absent]
      remove_clients:
        description:
          - Whether to delete the clients of a cluster with it. If V(false), a cluster that keeps clients is an error.
          - These clients do not count for O(max_deletions).
        type: bool
        default: false
  clients:
    description:
      - The clients, each with the options of M(community.sailpoint.managed_client).
      - Clients that are not listed are left alone, see O(purge). If the option is set, they are returned as
        RV(undeclared).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the client, exact and case-sensitive. With O(clients[].id), the name that the client is to have.
          - One of O(clients[].name) and O(clients[].id) is required.
        type: str
      previous_name:
        description:
          - The name that the client had before. If no client has O(clients[].name) and one in the cluster has this
            name, it is renamed.
        type: str
      id:
        description:
          - The id of an existing client.
        type: str
      cluster:
        description:
          - The name or the id of the managed cluster that the client belongs to, as it is after the changes of
            O(clusters). Required to create one.
        type: str
      description:
        description:
          - The description of the client. If not set, that of an existing client stays as it is.
        type: str
      type:
        description:
          - The type of the client. A new client gets V(VA) if this is not set.
        type: str
      state:
        description:
          - V(present) creates or changes the client, V(absent) deletes it.
        type: str
        default: present
        choices: [present, absent]
      recreate:
        description:
          - Whether to replace the client (delete it and create it anew) if its type, or (with O(clients[].id)) its
            cluster, has to change. It counts as a deletion.
        type: bool
        default: false
  log_levels:
    description:
      - The log levels of clusters, each with the options of M(community.sailpoint.managed_cluster_log_config).
    type: list
    elements: dict
    suboptions:
      cluster:
        description:
          - The name or the id of the managed cluster.
        type: str
        required: true
      root_level:
        description:
          - The level of all classes that have none of their own.
        type: str
      log_levels:
        description:
          - The levels of single classes, by the name of the class.
        type: dict
      duration_minutes:
        description:
          - How long the levels are in effect, in minutes, from 5 to 1440. The default is 240.
        type: int
      expiration:
        description:
          - The date and time at which the levels end, at most 24 hours ahead.
        type: str
      renew_within:
        description:
          - Levels that end within so many minutes are set again.
        type: int
        default: 30
      state:
        description:
          - V(present) sets the levels, V(absent) goes back to the default.
        type: str
        default: present
        choices: [present, absent]
  purge:
    description:
      - Whether to delete the clients in O(purge_clusters) that are not among O(clients).
    type: bool
    default: false
  purge_clusters:
    description:
      - The names or ids of the clusters in which O(purge) deletes, or V(all) for all clusters. Required with
        O(purge=true).
      - If a cluster is named C(all), V(all) is an error. Name the clusters by their ids then.
    type: list
    elements: str
  purge_ignore:
    description:
      - The clients that O(purge) leaves alone, by their name or id or by that of their cluster, exact or as patterns
        with V(*), V(?) and V([...]). Case matters.
      - They are still among RV(undeclared).
    type: list
    elements: str
  purge_all:
    description:
      - Whether O(purge) may delete all clients that a cluster has. If V(false) and a purge would leave none, the
        task fails, names the cluster and its clients, and sends nothing. A list of O(clients) that is empty by mistake
        does no harm then.
    type: bool
    default: false
  max_deletions:
    description:
      - How many objects may be deleted at most, 0 or more. If the plan deletes more, the task fails, names them, and
        sends nothing.
    type: int
    default: 10
  approved_digest:
    description:
      - The RV(digest) of the plan that was approved. If the plan is now another one, the task fails, says what differs,
        and sends nothing.
    type: str
  approved_plan:
    description:
      - The RV(plan) that was approved, or the whole result, to say what differs from it. A text is read as JSON.
    type: raw
  concurrency:
    description:
      - How many requests are under way at once, from 1 to 64. O(rate_limit) bounds how many are sent in all.
    type: int
    default: 8
  on_error:
    description:
      - What to do if an object cannot be created, changed or deleted.
      - V(stop) begins no other change. V(continue) carries out the others. The task fails either way, and reports what
        was done.
      - With O(wait=true), V(stop) waits for nothing after such an error, and the first client that is V(FAILED) or gone
        ends the wait for all. V(continue) waits for all those that can still get there.
    type: str
    default: stop
    choices: [stop, continue]
seealso:
  - module: community.sailpoint.managed_client
  - module: community.sailpoint.managed_cluster
  - module: community.sailpoint.managed_cluster_log_config
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Declare the appliances of two places
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
        description: First appliance in Paris
      - name: paris-2
        cluster: Paris
      - name: austin-1
        cluster: Austin
      - name: austin-0
        cluster: Austin
        state: absent

- name: Declare a new cluster with its appliances and log levels
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

- name: Declare all appliances of a place, and delete any other one there
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
      - name: paris-2
        cluster: Paris
    purge: true
    purge_clusters: [Paris]
    max_deletions: 2

- name: Delete what is not declared in any cluster, but leave Rome and the appliances of a lab alone
  community.sailpoint.managed_client_fleet:
    clients:
      - name: paris-1
        cluster: Paris
      - name: paris-2
        cluster: Paris
      - name: austin-1
        cluster: Austin
    purge: true
    purge_clusters: all
    purge_ignore: [Rome, "lab-*"]
    max_deletions: 2

- name: Wait until all have connected, and do not give up for one that fails
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

- name: Apply exactly the plan that was shown
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
  description: What was done or, in check mode, would be, in one line.
  returned: once all is planned
  type: str
  sample: "created 2: rome-1, rome-2; deleted 1: tokyo-2; 9 unchanged"
plan:
  description: The changes, in the order of the entries, then those of a purge. Unchanged objects are not among them.
  returned: once all is planned
  type: list
  elements: dict
  contains:
    kind:
      description: One of V(cluster), V(client) and V(log_levels).
      type: str
      sample: client
    name:
      description: The name of the object; of log levels, that of their cluster.
      type: str
      sample: paris-1
    id:
      description: Its id; null if it does not exist yet, or has none of its own.
      type: str
      sample: 2c9180878eaf4204018eb019c3570003
    cluster:
      description: The name of the cluster that it belongs to; null for a cluster.
      type: str
      sample: Paris
    action:
      description: One of V(created), V(patched), V(deleted) and V(recreated) (deleted and created anew).
      type: str
      sample: patched
    before:
      description: The fields before the change; empty for an object that does not exist.
      type: dict
      sample: { name: paris-1, cluster: Paris, description: "", type: VA }
    after:
      description: The fields after the change; empty for an object that is deleted.
      type: dict
      sample: { name: paris-1, cluster: Paris, description: First appliance in Paris, type: VA }
    patch:
      description: The JSON Patch (RFC 6902) that makes the change; empty unless the action is V(patched).
      type: list
      elements: dict
      sample:
        - op: replace
          path: /description
          value: First appliance in Paris
digest:
  description: A text that is the same for the same plan, and differs if anything in it does. See O(approved_digest).
  returned: once all is planned
  type: str
  sample: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
undeclared:
  description:
    - The clusters and clients that no entry declares, each with kind, name, id and cluster.
    - Only kinds whose option is set are looked at.
  returned: once all is planned
  type: list
  elements: dict
  sample: []
refused:
  description: The entries that cannot be carried out, each with RV(plan[].kind), name, cluster and the reason as msg.
  returned: once the tenant was read
  type: list
  elements: dict
  sample: []
results:
  description:
    - What was done for each entry or, in check mode, would be. Clusters come first, then clients, log levels, and what
      was purged.
  returned: once all is planned, also when a part of it failed
  type: list
  elements: dict
  contains:
    kind:
      description: As in RV(plan[].kind).
      type: str
      sample: client
    name:
      description: The name of the object.
      type: str
      sample: paris-1
    id:
      description: Its id; null if it does not exist (yet).
      type: str
      sample: 2c9180878eaf4204018eb019c3570003
    cluster:
      description: The name of the cluster that it belongs to; null for a cluster.
      type: str
      sample: Paris
    action:
      description: As in RV(plan[].action), or V(unchanged).
      type: str
      sample: patched
    status:
      description: Its status, as it was seen last; null if it has none, and for an object that does not exist.
      type: str
      sample: NORMAL
    error:
      description: Why it was not done, or does not have the status that was waited for; null otherwise.
      type: str
      sample: null
summary:
  description:
    - How many objects were created, patched, deleted, recreated, left unchanged, failed, and not begun.
    - One that does not get the status that is waited for counts by what was done to it.
  returned: once all is planned, also when a part of it failed
  type: dict
  sample: { created: 2, patched: 1, deleted: 0, recreated: 0, unchanged: 997, failed: 0, not_begun: 0 }
stopped_by:
  description:
    - What stopped the task before its end, a signal or C(timeout) (the task keyword) or C(orphaned) (Ansible ended).
    - RV(results) says what was done.
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
    waited_seconds:
      description: How long the task waited for the status, in seconds.
      returned: when O(wait=true) and there was something to wait for
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
