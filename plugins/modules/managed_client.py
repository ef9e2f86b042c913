#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declare a managed client."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client
short_description: Declare a managed client (virtual appliance) of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Creates, changes or deletes a managed client, so that it is as declared. Nothing is sent when nothing differs.
  - A client is identified by O(id), or by its exact, case-sensitive O(name), within O(cluster) if that is given.
    When more than one client matches, the module fails and lists their ids.
  - With O(wait=true) it then waits until the client has a status.
  - A client that was created and never deployed keeps the whole cluster from getting updates. Declare only what will
    be deployed.
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
  - community.sailpoint.on_not_found
  - community.sailpoint.wait
options:
  name:
    description:
      - The name of the client.
      - With O(id), the name that the client is to have.
      - One of O(name) and O(id) is required.
    type: str
  previous_name:
    description:
      - The name that the client had before. If no client has O(name) and one in the O(cluster) has this name, it is
        renamed.
      - If both exist, the module fails. To rename a client by O(id), leave it out.
    type: str
  id:
    description:
      - The id of an existing client.
      - With O(state=absent), a O(name) or O(cluster) given besides must be those of the client, or the module fails.
    type: str
  cluster:
    description:
      - The name or the id of the managed cluster that the client belongs to. Required to create one.
      - With O(name), clients of the same name in other clusters are other clients, and are left alone.
      - With O(id), a client in another cluster is not moved, see O(recreate).
    type: str
  description:
    description:
      - The description of the client. An empty one and none are the same.
      - If not set, the description of an existing client stays as it is.
    type: str
  type:
    description:
      - The type of the client, such as V(VA) or V(CCG). The vendor adds types, so any is accepted.
      - A new client gets V(VA) if this is not set. The type of an existing client cannot be changed, see O(recreate).
    type: str
  state:
    description:
      - V(present) creates or changes the client, V(absent) deletes it.
    type: str
    default: present
    choices: [present, absent]
  recreate:
    description:
      - What to do when the client has another type, or (with O(id)) belongs to another cluster. Neither can be changed.
      - V(false) fails. V(true) deletes the client and creates it anew; it gets another id, and its appliance has to be
        deployed anew.
    type: bool
    default: false
  return_secret:
    description:
      - Whether to return the key of a client that was just created, as RV(secret).
      - Set C(no_log) on the task, and register the result, so that the key is not shown. Store it in the same run,
        because no source says that the API returns it again. The guide I(Store the key of a new client) has a playbook.
    type: bool
    default: false
seealso:
  - module: community.sailpoint.managed_client_info
"""

EXAMPLES = r"""
- name: Declare a virtual appliance
  community.sailpoint.managed_client:
    base_url: https://acme.api.identitynow.com
    auth_client_id: "{{ sailpoint_client_id }}"
    auth_client_secret: "{{ sailpoint_client_secret }}"
    name: paris-1
    cluster: Paris
    description: First appliance in Paris

- name: Declare two with the connection set once for all tasks
  module_defaults:
    group/community.sailpoint.all:
      base_url: https://acme.api.identitynow.com
      auth_client_id: "{{ sailpoint_client_id }}"
      auth_client_secret: "{{ sailpoint_client_secret }}"
      api_version: v1
  block:
    - name: Declare appliances by name and cluster
      community.sailpoint.managed_client:
        name: "{{ item }}"
        cluster: Paris
      loop:
        - paris-1
        - paris-2

# The other examples take the connection from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Create a client and keep its key, unseen
  community.sailpoint.managed_client:
    name: paris-3
    cluster: Paris
    return_secret: true
  register: paris_3
  no_log: true

- name: Wait until an appliance has connected, for half an hour at most
  community.sailpoint.managed_client:
    name: paris-3
    cluster: Paris
    wait: true
    wait_timeout: 1800

- name: Rename a client that is known by its id
  community.sailpoint.managed_client:
    id: "{{ paris_3.managed_client.id }}"
    name: paris-spare

- name: Delete a client
  community.sailpoint.managed_client:
    name: paris-2
    cluster: Paris
    state: absent
"""

RETURN = r"""
action:
  description:
    - What was done to the client, or in check mode would be.
    - One of V(created), V(patched), V(deleted), V(recreated) and V(unchanged).
  returned: success, also when it failed while waiting
  type: str
  sample: patched
managed_client:
  description:
    - The client as it is now, with all the fields that the API gives except its key; null when it is absent.
    - In check mode, fields of a new client that only the API knows are null, such as its id.
  returned: success, and as it was seen last when it failed while waiting
  type: dict
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
patch:
  description:
    - The JSON Patch (RFC 6902) that the change sends. It is empty unless RV(action) is V(patched).
  returned: success, also when it failed while waiting
  type: list
  elements: dict
  sample:
    - op: replace
      path: /description
      value: First appliance in Paris
msg:
  description:
    - That the client was deleted and created anew, and must be deployed anew; why the module failed, if it did.
  returned: when a client was recreated or the module failed
  type: str
  sample: >-
    managed client "paris-1" is REPLACED (deleted and created anew, gets another id, must be deployed anew)
secret:
  description:
    - The key of the new client. It is not masked. In check mode it is null.
  returned: when O(return_secret=true), a client was created, and the API gave its key
  type: str
  sample: "..."
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
    waited_seconds:
      description: How long the task waited for the status, in seconds.
      returned: when O(wait=true) and there was something to wait for
      type: float
      sample: 42.5
"""

from ansible_collections.community.sailpoint.plugins.module_utils._engine.run import run
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT


def main() -> None:
    """Run the module."""
    run(MANAGED_CLIENT)


if __name__ == "__main__":
    main()
