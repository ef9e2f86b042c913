# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event source: the status of SailPoint managed clients (virtual appliances), as it changes."""

from __future__ import annotations

import asyncio
import importlib
import pathlib
import sys
from typing import Any

DOCUMENTATION = r"""
short_description: Emit events when the status of a SailPoint managed client changes
description:
  - Polls the managed clients (virtual appliances) of a tenant and emits an event for each client that appears,
    disappears or changes its status, and for each cluster for which an update becomes available.
  - An event about a client has C(change) (C(initial), C(appeared), C(changed) or C(gone)), C(managed_client) (the
    record without the key), C(cluster) (C(id) and C(name)), C(old_status), C(new_status), C(since) (the time of the
    poll that found the change) and C(previous_read) (the time of the poll before).
  - An event about an update has C(change) (C(update_available)), C(cluster), C(upgrade) (as in
    M(community.sailpoint.managed_cluster_info)), C(since) and C(previous_read).
  - Ansible evaluates events as templates when it passes them to playbooks and jobs. In the strings of an event,
    characters that could form a template are therefore replaced by look-alikes. C(exact) contains the unchanged event
    as JSON in Base64.
  - A status that reverts between two polls is missed.
  - If the tenant cannot be read (unreachable, 401, 429, 5xx, an HTML page), the log shows one warning, and another
    message when polling succeeds again. Changes in between are emitted then.
  - Invalid options end the event source at once with a one-line error.
  - The event source only reads, and all its requests stay within O(rate_limit).
options:
  interval:
    description:
      - The number of seconds between two polls. From 1 to 86400 (one day).
    type: float
    default: 60
  clusters:
    description:
      - The exact, case-sensitive names or the ids of the clusters to watch. By default, the clients of all clusters are
        watched.
      - Requires a personal access token of a user with the level ORG_ADMIN, because an API client cannot read clusters.
    type: list
    elements: str
  initial:
    description:
      - Whether the first poll emits an event for each client and for each cluster with an update (V(all)). If V(none),
        only later changes are emitted.
    type: str
    default: none
    choices: [none, all]
  base_url:
    description:
      - The URL of the tenant's API without an API version, such as V(https://acme.api.identitynow.com).
      - If not set, the value of the environment variable E(SAIL_BASE_URL) is used.
    type: str
  auth_client_id:
    description:
      - The client ID of a personal access token, or of an API client with the scope C(idn:remote-client:read). With an
        API client, events have no cluster names, and no events about updates are emitted.
      - If not set, the value of the environment variable E(SAIL_CLIENT_ID) is used.
    type: str
  auth_client_secret:
    description:
      - The client secret that belongs to O(auth_client_id).
      - If not set, the value of the environment variable E(SAIL_CLIENT_SECRET) is used.
    type: str
  access_token:
    description:
      - An existing access token to use instead of O(auth_client_id) and O(auth_client_secret). It expires after some
        minutes and is not renewed, so use it only in tests.
      - If not set, the value of the environment variable E(SAIL_ACCESS_TOKEN) is used.
    type: str
  api_version:
    description:
      - The version of the API. SailPoint has deprecated all versions named after a year and replaces them with V(v1).
      - If not set, the value of the environment variable E(SAIL_API_VERSION) is used.
    type: str
    default: v2024
    choices: [v3, v2024, v2025, v2026, v1]
  validate_certs:
    description:
      - Whether to verify the tenant's TLS certificate. Set it to V(false) only in tests.
    type: bool
    default: true
  ca_path:
    description:
      - The path of a PEM file with the CA certificates to trust instead of the default ones.
    type: path
  proxy:
    description:
      - The URL of a proxy for all requests, such as V(http://proxy.example.com:3128).
    type: str
  timeout:
    description:
      - The number of seconds to wait for a connection, and then again for the complete response. From 1 to 3600.
    type: float
    default: 30
  retry_timeout:
    description:
      - The number of seconds for which a single request may be retried before the poll fails. From 0 to 86400.
    type: float
    default: 120
  consistency_timeout:
    description:
      - This option has no effect here, because the event source does not write. It is accepted so that you can share
        the connection options with the modules.
    type: float
    default: 5
  rate_limit:
    description:
      - The maximum number of requests within O(rate_window), up to 1000. V(0) disables the limit.
    type: int
    default: 100
  rate_window:
    description:
      - The period to which O(rate_limit) applies, in seconds. From 0.1 to 3600.
    type: float
    default: 10
requirements:
  - ansible-core, requests >= 2.25.1 and jsonpatch >= 1.21, in the Python environment that runs ansible-rulebook
"""

EXAMPLES = r"""
- name: Print each status change of the clients in Paris
  hosts: localhost
  sources:
    - community.sailpoint.managed_client_status:
        interval: 60
        clusters: [Paris]
        api_version: v1
  rules:
    - name: The status of a managed client has changed
      condition: event.change == "changed"
      action:
        debug:
          msg: "{{ event.managed_client.name }}: {{ event.old_status }} -> {{ event.new_status }}"
"""


HERE = pathlib.Path(__file__).absolute()
PLACE = "ansible_collections/community/sailpoint/extensions/eda/plugins/event_source"
"""The folder of this file in an installed collection, below where collections are installed."""


def find_collection() -> None:
    """Make the collection of this file importable.

    ansible-rulebook runs event sources by their path, in a Python that does not know the paths of collections. If other
    collections are on its path, this one takes precedence.
    """
    if not HERE.parent.as_posix().endswith(f"/{PLACE}"):
        return
    namespace, collections, root = (HERE.parents[level] for level in (5, 6, 7))
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    for package, folder in (("ansible_collections", collections), ("ansible_collections.community", namespace)):
        path: Any = importlib.import_module(package).__path__
        # Python itself computes the path of a namespace package.
        if isinstance(path, list) and str(folder) not in path:
            path.insert(0, str(folder))


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Put an event into the queue for each change, until cancelled."""
    find_collection()
    try:
        from ansible_collections.community.sailpoint.plugins.plugin_utils._status_watch import watch
    except ImportError as error:
        # Without a traceback: the user only needs to know what is missing.
        raise ImportError(
            f"{error}. Install the collection with ansible-galaxy, and ansible-core in the Python of ansible-rulebook "
            f"({sys.executable})"
        ) from None
    await watch(queue, args)
