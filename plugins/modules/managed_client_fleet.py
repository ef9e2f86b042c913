#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a whole fleet of managed clients."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client_fleet
short_description: Declare many managed clients (virtual appliances) of SailPoint Identity Security Cloud at once
version_added: 1.0.0
description:
  - Creates, changes and deletes managed clients, so that all of them are as declared. Nothing is sent for those that
    are.
  - All clusters and clients are read once, all is planned, and then only the requests that it takes are sent, several
    at a time. Creates and changes come first, deletes last.
  - Nothing is sent where any entry cannot be carried out, two entries are about the same client, or two clients would
    have the same name in one cluster.
  - With O(wait=true) it then waits until all declared clients have a status. Many are looked at in one list, so that
    waiting for a fleet takes few requests.
  - Stopped in the middle, it says what was done. Run again, it does the rest.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.foreseen
  - community.sailpoint.wait
options:
  clients:
    description:
      - The clients, each as M(community.sailpoint.managed_client) takes one.
      - Clients that are not among them are left alone, see O(purge).
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - The name of the client, exact and case-sensitive. With O(clients[].id), the name that the client is to have.
          - One of O(clients[].name) and O(clients[].id) is required.
        type: str
      id:
        description:
          - The id of an existing client.
        type: str
      cluster:
        description:
          - The name or the id of the managed cluster that the client belongs to. Required to create one.
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
          - Whether to delete the client and to create it anew when its type, or (with O(clients[].id)) its cluster, has
            to change. It counts as a deletion.
        type: bool
        default: false
  purge:
    description:
      - Whether to delete the clients in O(purge_clusters) that are not among O(clients).
    type: bool
    default: false
  purge_clusters:
    description:
      - The names or ids of the clusters in which O(purge) deletes. Required with O(purge=true).
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
      - How many clients may be deleted at most, 0 or more. Where the plan deletes more, the task fails, names them, and
        sends nothing.
    type: int
    default: 10
  concurrency:
    description:
      - How many requests are under way at once, from 1 to 64. How many are sent in all is up to O(rate_limit).
    type: int
    default: 8
  on_error:
    description:
      - What to do when a client cannot be created, changed or deleted.
      - V(stop) begins no other one. V(continue) does the others. The task fails either way, and says what was done.
      - With O(wait=true), V(stop) waits for nothing after such an error, and the first client that is V(FAILED) or gone
        ends the wait for all. V(continue) waits for all those that can still get there.
    type: str
    default: stop
    choices: [stop, continue]
seealso:
  - module: community.sailpoint.managed_client
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
"""

RETURN = r"""
results:
  description:
    - What was done to each client or, in check mode, would be; in the order of O(clients).
  returned: once all is planned, also when a part of it failed
  type: list
  elements: dict
  contains:
    name:
      description: The name of the client.
      type: str
      sample: paris-1
    id:
      description: Its id; null for one that does not exist (yet).
      type: str
      sample: 2c9180878eaf4204018eb019c3570003
    cluster_id:
      description: The id of its cluster; null for one that does not exist and is to be absent.
      type: str
      sample: e1ff7bb24c934240bbf55e1aa39e41c5
    action:
      description: One of V(created), V(patched), V(deleted), V(recreated) and V(unchanged).
      type: str
      sample: patched
    patch:
      description:
        - The JSON Patch (RFC 6902) that was sent, or would be in check mode.
        - Empty unless RV(results[].action=patched); the diff shows what was and what is of all clients that change.
      type: list
      elements: dict
      sample:
        - op: replace
          path: /description
          value: First appliance in Paris
    status:
      description:
        - Its status, as it was seen last; null where it has none, and for a client that does not exist.
      type: str
      sample: NORMAL
    error:
      description: Why it was not done, or does not have the status that was waited for; null otherwise.
      type: str
      sample: null
purged:
  description: The same for each client that was deleted because it is not declared.
  returned: once all is planned, also when a part of it failed
  type: list
  elements: dict
  sample: []
summary:
  description:
    - How many clients were created, patched, deleted, recreated, left unchanged, failed, and not begun.
    - One that does not get the status that is waited for counts by what was done to it.
  returned: once all is planned, also when a part of it failed
  type: dict
  sample: { created: 2, patched: 1, deleted: 0, recreated: 0, unchanged: 997, failed: 0, not_begun: 0 }
stopped_by:
  description:
    - What stopped the task before its end, a signal or C(timeout) (the task keyword) or C(orphaned) (Ansible ended).
    - RV(results) and RV(purged) say what was done.
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
    retries:
      description: How many of them repeated another.
      type: int
      sample: 0
    throttled_seconds:
      description: How long the task waited because the tenant limits its rate (429), in seconds.
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

from ansible_collections.community.sailpoint.plugins.module_utils._resources.fleet import MANAGED_CLIENT_FLEET
from ansible_collections.community.sailpoint.plugins.module_utils._run import run


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT_FLEET)


if __name__ == "__main__":
    main()
