#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Upgrade managed clusters."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_cluster_upgrade
short_description: Upgrade managed clusters of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Upgrades the appliances of a managed cluster to the release that the tenant offers, or those of many clusters ring
    by ring.
  - Nothing is sent for a cluster without an update, which is one whose C(update_package) is null or already installed.
  - The API chooses the release. You cannot ask for another one or go back.
  - Requires a personal access token of a user with the level ORG_ADMIN, with the scopes
    V(idn:managed-cluster-upgrade:manage) and V(idn:remote-client:read), and an O(api_version) other than V(v3).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.connection
options:
  name:
    description:
      - The exact, case-sensitive name of the cluster to upgrade.
      - Exactly one of O(name), O(id) and O(rings) is required.
    type: str
  id:
    description:
      - The id of the cluster to upgrade.
    type: str
  rings:
    description:
      - The clusters to upgrade, ring after ring, such as test before production.
      - The module waits after each cluster, as with O(wait=true), also for a cluster without an update. The first
        cluster that cannot be upgraded or does not become well ends it, and the message says what is done and what is
        not. Run it again to go on there.
      - If a cluster with an update has an appliance that is not connected, nothing is sent to any cluster.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - What results call the ring. If not set, its number, from V(1).
        type: str
      clusters:
        description:
          - The names (exact, with their case) or ids of its clusters, in their order.
        type: list
        elements: str
        required: true
  concurrency:
    description:
      - How many clusters of a ring are upgraded at once, from 1 to 64. The next ones begin when all of these are well.
    type: int
    default: 1
  force:
    description:
      - Whether to upgrade a cluster although an appliance is not connected or an upgrade seems to be in progress.
      - The vendor updates no appliance of a cluster as long as one is not connected. Clients whose status is
        V(NOT_CONFIGURED), V(CONFIGURING), V(ERROR) or V(FAILED) count as not connected.
      - An upgrade counts as under way if this run of C(ansible-playbook) began it, or if the status of the cluster is
        V(CONFIGURING). The API has no operation that tells. What a second request does is not documented.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the release is installed and the cluster is well. A cluster without an update is waited
        for, too. With O(rings), the module always waits.
      - A cluster is well if its C(status) and its C(consolidated_health_indicators_status) are V(NORMAL), null or what
        they were before, but not V(ERROR), V(FAILED) or V(CONFIGURING), and its appliances are connected.
      - An upgrade that fails may never show in the cluster, so that O(wait_timeout) ends the wait.
      - Nothing is waited for in check mode.
    type: bool
    default: false
  wait_timeout:
    description:
      - How long to wait for a cluster, in seconds, from 0 to 604800 (a week). After that the task fails.
      - A request that has to be repeated may take O(retry_timeout) seconds more.
    type: float
    default: 3600
notes:
  - If the response to the request is lost, the module looks at the cluster for O(consistency_timeout) seconds. If the
    cluster does not show an upgrade, the task fails and does not send the request again.
seealso:
  - module: community.sailpoint.managed_cluster_info
"""

EXAMPLES = r"""
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

- name: Upgrade a cluster, and wait until it is well again
  community.sailpoint.managed_cluster_upgrade:
    name: Paris
    wait: true
    wait_timeout: 7200

- name: Upgrade the test cluster, then two production clusters at once
  community.sailpoint.managed_cluster_upgrade:
    rings:
      - name: test
        clusters: [Austin]
      - name: production
        clusters: [Paris]
    concurrency: 2
  register: upgraded

- name: Show what was done
  ansible.builtin.debug:
    msg: "{{ upgraded.msg }}"
"""

RETURN = r"""
action:
  description:
    - V(upgraded) if the upgrade was begun or, in check mode, would be, and V(unchanged) otherwise.
  returned: with O(name) or O(id)
  type: str
  sample: upgraded
managed_cluster:
  description:
    - The cluster as it was seen last, with all the fields that the API gives except its keystore.
  returned: with O(name) or O(id)
  type: dict
  contains:
    id:
      description: The id of the cluster.
      type: str
      sample: e1ff7bb24c934240bbf55e1aa39e41c5
    name:
      description: The name.
      type: str
      sample: Paris
    current_installed_release_version:
      description: The installed release.
      type: str
      sample: "123.1"
    update_package:
      description: The release that is available, or null.
      type: str
      sample: 123.1.2
from_release:
  description: The release that was installed before; null if the API does not say.
  returned: with O(name) or O(id)
  type: str
  sample: "123.1"
to_release:
  description: The release that was available; null if there was no update.
  returned: with O(name) or O(id)
  type: str
  sample: 123.1.2
jobs:
  description:
    - The jobs that the API returned. It has no documented operation to read them again. Empty if nothing was sent.
  returned: with O(name) or O(id)
  type: list
  elements: dict
  contains:
    uuid:
      description: The id of the job.
      type: str
      sample: 4732440c-dacb-45b2-b2f8-ee2fa1327a07
    cookbook:
      description: The id of its cookbook.
      type: str
      sample: 4732440c-dacb-45b2-b2f8-ee2fa1327a07
    state:
      description: Its state when it was created.
      type: str
      sample: PENDING
    type:
      description: Its type.
      type: str
      sample: VA_UPGRADE
    target_id:
      description: The id of what it upgrades.
      type: str
      sample: 9fe8f1cc-2fd2-4675-a8cf-af4b43488ca2
    managed_process_configuration:
      description: The processes that it installs, with the names that the API gives them.
      type: dict
      sample:
        charon:
          version: "3047"
results:
  description:
    - An entry for each cluster, in the order of the rings.
  returned: with O(rings)
  type: list
  elements: dict
  contains:
    ring:
      description: The name of the ring, or its number.
      type: str
      sample: production
    name:
      description: The name of the cluster.
      type: str
      sample: Paris
    id:
      description: The id of the cluster.
      type: str
      sample: e1ff7bb24c934240bbf55e1aa39e41c5
    action:
      description: V(upgraded) or V(unchanged).
      type: str
      sample: upgraded
    from_release:
      description: The release that was installed before.
      type: str
      sample: "123.1"
    to_release:
      description: The release that was available; null if there was no update.
      type: str
      sample: 123.1.2
    jobs:
      description: The jobs that the API returned.
      type: list
      elements: dict
      sample: []
    status:
      description: The status of the cluster as it was seen last.
      type: str
      sample: NORMAL
    health:
      description: The health of the cluster as it was seen last.
      type: str
      sample: NORMAL
    error:
      description: Why the cluster could not be upgraded or is not well, or null.
      type: str
      sample: null
    step:
      description: The name of the cluster and its releases, to be shown.
      type: str
      sample: Paris 123.1 -> 123.1.2
    is_begun:
      description: Whether it was this cluster's turn. V(false) if the task ended before.
      type: bool
      sample: true
msg:
  description: What was done and, if not all was, what was not, and why.
  returned: success
  type: str
  sample: "upgraded 2: Austin 123.1 -> 123.1.2, Paris 123.1 -> 123.1.2"
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
    retries:
      description: How many of them repeated another.
      type: int
      sample: 0
    throttled_seconds:
      description: How long the task waited because the tenant limits its rate (429), in seconds.
      type: float
      sample: 0.0
    waited_seconds:
      description: How long the task waited for clusters, in seconds.
      type: float
      sample: 900.0
    request_ids:
      description: The ids under which the vendor's support finds the requests.
      type: list
      elements: str
      sample: [b21b1f7ce4da4d639f2c62a57171b427]
"""

from ansible_collections.community.sailpoint.plugins.module_utils._engine.run import run
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_cluster_upgrade import (
    MANAGED_CLUSTER_UPGRADE,
)


def main() -> None:
    """Run the module."""
    run(MANAGED_CLUSTER_UPGRADE)


if __name__ == "__main__":
    main()
