#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manage a managed client."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_client
short_description: Manage a managed client (virtual appliance) of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Creates, changes or deletes a managed client. If the client already matches the options, the module sends no write.
  - The module identifies a client by O(id), or by its exact, case-sensitive O(name) within O(cluster), if you set it.
    If several clients match, the task fails and lists their ids.
  - A client that was created but never deployed keeps its whole cluster from getting updates. Declare only clients that
    you will deploy.
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
      - The name of the client. With O(id), the new name of the client.
      - O(name) or O(id) is required.
    type: str
  previous_name:
    description:
      - The former name of the client. If no client has O(name), the client with this name in the O(cluster) is renamed.
      - If both exist, the task fails. To rename a client by O(id), omit this option.
    type: str
  id:
    description:
      - The id of an existing client.
      - With O(state=absent), the task fails if O(name) or O(cluster) is also set and differs from the client's.
    type: str
  cluster:
    description:
      - The name or id of the managed cluster that the client belongs to. Required to create a client.
      - With O(name), only clients of this cluster are considered. A client with the same name in another cluster is
        left unchanged.
      - With O(id), a client of another cluster is not moved. See O(recreate).
    type: str
  description:
    description:
      - The description of the client. An empty string is the same as no description.
      - If not set, the current description is kept.
    type: str
  type:
    description:
      - The type of the client, such as V(VA) or V(CCG), V(VA) for a new client by default. The vendor adds types, so
        the module accepts an unknown one with a warning.
      - The type of an existing client cannot be changed. See O(recreate).
    type: str
  state:
    description:
      - Whether the client should exist (V(present)) or not (V(absent)).
    type: str
    default: present
    choices: [present, absent]
  recreate:
    description:
      - Whether to replace the client (delete it and create it again) if its type or, with O(id), its cluster differs.
        Neither can be changed. If V(false), the task fails.
      - The new client has another id, and its appliance must be deployed again.
    type: bool
    default: false
  return_secret:
    description:
      - Whether to return the key of a new client in RV(secret).
      - Register the result and set C(no_log) on the task to keep the key out of the output. Store the key in the same
        run, because the API is not documented to return it again. The guide I(Store the key of a new client) shows how.
    type: bool
    default: false
seealso:
  - module: community.sailpoint.managed_client_info
  - module: community.sailpoint.managed_client_fleet
"""

EXAMPLES = r"""
- name: Create a client, or update its description
  community.sailpoint.managed_client:
    base_url: https://acme.api.identitynow.com
    auth_client_id: "{{ sailpoint_client_id }}"
    auth_client_secret: "{{ sailpoint_client_secret }}"
    api_version: v1
    name: paris-1
    cluster: Paris
    description: First appliance in Paris

- name: Set the connection once for several tasks
  module_defaults:
    group/community.sailpoint.all:
      base_url: https://acme.api.identitynow.com
      auth_client_id: "{{ sailpoint_client_id }}"
      auth_client_secret: "{{ sailpoint_client_secret }}"
      api_version: v1
  block:
    - name: Create two clients
      community.sailpoint.managed_client:
        name: "{{ item }}"
        cluster: Paris
      loop:
        - paris-1
        - paris-2

# The following examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and
# SAIL_CLIENT_SECRET, and the version of the API from SAIL_API_VERSION=v1.

- name: Create a client and register its key
  community.sailpoint.managed_client:
    name: paris-3
    cluster: Paris
    return_secret: true
  register: paris_3
  no_log: true

- name: Wait up to half an hour until the appliance has connected
  community.sailpoint.managed_client:
    name: paris-3
    cluster: Paris
    wait: true
    wait_timeout: 1800

- name: Rename a client by its id
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
    - What was done to the client or, in check mode, would be done.
    - One of V(created), V(patched), V(deleted), V(recreated) and V(unchanged).
  returned: success, and if the wait failed
  type: str
  sample: patched
managed_client:
  description:
    - The current client with all fields of the API except its key; null if the client does not exist.
    - In check mode, fields of a new client that the API assigns are null, such as the id.
  returned: success, and in its last known state if the wait failed
  type: dict
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
patch:
  description:
    - The JSON Patch (RFC 6902) of the change; empty unless RV(action) is V(patched).
  returned: success, and if the wait failed
  type: list
  elements: dict
  sample:
    - op: replace
      path: /description
      value: First appliance in Paris
msg:
  description:
    - A notice that the client was replaced and must be deployed again, or the reason why the task failed.
  returned: if the client was replaced or the task failed
  type: str
  sample: >-
    managed client "paris-1" is REPLACED (deleted and created again, gets a new id, must be deployed again)
secret:
  description:
    - The key of the new client in plain text; null in check mode.
  returned: if O(return_secret=true), a client was created, and the API returned its key
  type: str
  sample: "..."
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
    waited_seconds:
      description: The time that the task waited for the status, in seconds.
      returned: if the task waited
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
