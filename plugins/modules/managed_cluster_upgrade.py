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
  - Upgrades the appliances of one managed cluster, or of many clusters ring by ring, to the release that the tenant
    offers. You cannot choose another release, or downgrade.
  - Nothing is sent for a cluster without an update, that is, if its C(update_package) is null or already installed.
  - Requires a personal access token of a user with the level ORG_ADMIN, with the scopes
    C(idn:managed-cluster-upgrade:manage) and C(idn:remote-client:read), and an O(api_version) other than V(v3).
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
      - The clusters to upgrade, ring by ring, such as test before production.
      - The module waits for each cluster as with O(wait=true), even if it has no update. If a cluster cannot be
        upgraded or does not become healthy, the task fails and its message lists the clusters that are done and those
        that are not. Run the task again to continue.
      - If any cluster with an update has an appliance that is not connected, nothing is sent to any cluster.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the ring in results. If not set, the ring is called by its number, starting with V(1).
        type: str
      clusters:
        description:
          - The names (exact and case-sensitive) or ids of the clusters, in order.
        type: list
        elements: str
        required: true
  concurrency:
    description:
      - The number of clusters of a ring that are upgraded at the same time. From 1 to 64. The next ones start once all
        of these are healthy.
    type: int
    default: 1
  force:
    description:
      - Whether to upgrade a cluster even if one of its appliances is not connected, or an upgrade seems to be in
        progress.
      - The vendor updates no appliance of a cluster while one of them is not connected. A client with the status
        V(NOT_CONFIGURED), V(CONFIGURING), V(ERROR) or V(FAILED) counts as not connected. One that was never seen
        also counts if its status is null or V(UNDEFINED).
      - An upgrade counts as in progress if the same run of C(ansible-playbook) started it, or if the status of the
        cluster is V(CONFIGURING). The API does not report it, and does not document the effect of a second request.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the release is installed and the cluster is healthy, even if the cluster has no update.
        With O(rings), the module always waits.
      - A cluster is healthy if its appliances are connected, and its C(status) and
        C(consolidated_health_indicators_status) are each V(NORMAL), null or the same as before, but not V(ERROR),
        V(FAILED) or V(CONFIGURING).
      - The cluster's record may never show that an upgrade failed. In this case, the wait ends after O(wait_timeout).
      - In check mode, the module does not wait.
    type: bool
    default: false
  wait_timeout:
    description:
      - The number of seconds to wait for a cluster. After that, the task fails. From 0 to 604800 (one week).
      - A request that is being retried may extend the wait by up to O(retry_timeout) seconds.
    type: float
    default: 3600
notes:
  - If the response to the upgrade request is lost, the module polls the cluster for O(consistency_timeout) seconds. If
    the cluster does not show an upgrade, the task fails and does not send the request again.
seealso:
  - module: community.sailpoint.managed_cluster_info
"""

EXAMPLES = r"""
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

- name: Upgrade a cluster and wait until it is healthy
  community.sailpoint.managed_cluster_upgrade:
    name: Paris
    wait: true
    wait_timeout: 7200

- name: Upgrade the test cluster, then the production clusters, two at a time
  community.sailpoint.managed_cluster_upgrade:
    rings:
      - name: test
        clusters: [Austin]
      - name: production
        clusters: [Paris]
    concurrency: 2
  register: upgraded

- name: Show the result
  ansible.builtin.debug:
    msg: "{{ upgraded.msg }}"
"""

RETURN = r"""
action:
  description:
    - V(upgraded) if the upgrade was started or, in check mode, would be started; otherwise V(unchanged).
  returned: with O(name) or O(id)
  type: str
  sample: upgraded
managed_cluster:
  description:
    - The last known state of the cluster with all fields of the API except its keystore.
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
      description: The available release, or null.
      type: str
      sample: 123.1.2
from_release:
  description: The release installed before the task; null if the API does not report it.
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
    - The jobs that the API created; empty if no request was sent. The API documents no way to read them again.
  returned: with O(name) or O(id)
  type: list
  elements: dict
  contains:
    uuid:
      description: The id of the job.
      type: str
      sample: 4732440c-dacb-45b2-b2f8-ee2fa1327a07
    cookbook:
      description: The id of the job's cookbook.
      type: str
      sample: 4732440c-dacb-45b2-b2f8-ee2fa1327a07
    state:
      description: The state of the job when it was created.
      type: str
      sample: PENDING
    type:
      description: The type of the job.
      type: str
      sample: VA_UPGRADE
    target_id:
      description: The id of the object that the job upgrades.
      type: str
      sample: 9fe8f1cc-2fd2-4675-a8cf-af4b43488ca2
    managed_process_configuration:
      description: The processes that the job installs, with the field names of the API.
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
      description: The name or number of the ring.
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
      description: The release installed before the task.
      type: str
      sample: "123.1"
    to_release:
      description: The release that was available; null if there was no update.
      type: str
      sample: 123.1.2
    jobs:
      description: The jobs that the API created.
      type: list
      elements: dict
      sample: []
    status:
      description: The last known status of the cluster.
      type: str
      sample: NORMAL
    health:
      description: The last known health of the cluster.
      type: str
      sample: NORMAL
    error:
      description: The reason why the cluster was not upgraded or is not healthy, or null.
      type: str
      sample: null
    step:
      description: The name of the cluster and its releases, for display.
      type: str
      sample: Paris 123.1 -> 123.1.2
    is_started:
      description: Whether the task reached this cluster before it ended.
      type: bool
      sample: true
msg:
  description: What was done and, if the task ended early, what is left to do and why.
  returned: success
  type: str
  sample: "upgraded 2: Austin 123.1 -> 123.1.2, Paris 123.1 -> 123.1.2"
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
      description: The time that the task waited for the clusters, in seconds.
      returned: if the task waited
      type: float
      sample: 900.0
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
