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
short_description: Tell when the status of a SailPoint managed client changes
description:
  - Looks at the managed clients (virtual appliances) of a tenant again and again, and emits an event for each whose
    status changed, that is new, or that is gone, and for each cluster for which an update becomes available.
  - It only reads. All requests keep within O(rate_limit).
  - A tenant that cannot be read (unreachable, 401, 429, 5xx, an HTML page) is warned of once in the log, and once more
    when it can be read again. What changed meanwhile is emitted then.
  - Wrong options end it at once, with one line.
options:
  interval:
    description:
      - How long to wait between two looks, in seconds, from 1 to 86400 (a day).
    type: float
    default: 60
  clusters:
    description:
      - The names (exact, with their case) or ids of the clusters whose clients are watched. Without it, all are.
      - It takes a personal access token of a user with the level ORG_ADMIN, as an API client cannot read clusters.
    type: list
    elements: str
  initial:
    description:
      - Whether the first look emits an event for each client (V(all)), or only what changes after it (V(none)).
    type: str
    default: none
    choices: [none, all]
  base_url:
    description:
      - The address of the tenant's API, such as V(https://acme.api.identitynow.com), without an API version.
      - If not set, the environment variable E(SAIL_BASE_URL) is used.
    type: str
  auth_client_id:
    description:
      - The client id of a personal access token, or of an API client with the scope V(idn:remote-client:read). With an
        API client, events come without the names of clusters, and none tells of an update.
      - If not set, the environment variable E(SAIL_CLIENT_ID) is used.
    type: str
  auth_client_secret:
    description:
      - The secret that belongs to O(auth_client_id).
      - If not set, the environment variable E(SAIL_CLIENT_SECRET) is used.
    type: str
  access_token:
    description:
      - An access token that was fetched before. It ends after some minutes, so that it suits tests only.
      - If not set, the environment variable E(SAIL_ACCESS_TOKEN) is used.
    type: str
  api_version:
    description:
      - The version of the API to talk to.
    type: str
    default: v2024
    choices: [v3, v2024, v2025, v2026, v1]
  validate_certs:
    description:
      - Whether the certificate of the tenant must verify.
    type: bool
    default: true
  ca_path:
    description:
      - A file with the CA certificates to trust instead of the usual ones.
    type: path
  proxy:
    description:
      - The URL of a proxy for all requests.
    type: str
  timeout:
    description:
      - How long to wait for a connection, and then for a whole answer, in seconds, from 1 to 3600.
    type: float
    default: 30
  retry_timeout:
    description:
      - How long one request may be repeated, in seconds, before a look counts as failed, from 0 to 86400.
    type: float
    default: 120
  consistency_timeout:
    description:
      - As in the modules. It is about writing, so it has no effect here.
    type: float
    default: 5
  rate_limit:
    description:
      - How many requests may be sent within O(rate_window), from 0 (no limit) to 1000.
    type: int
    default: 100
  rate_window:
    description:
      - The seconds in which O(rate_limit) requests may be sent, from 0.1 to 3600.
    type: float
    default: 10
requirements:
  - ansible-core, requests >= 2.25.1 and jsonpatch >= 1.21, in the Python that runs ansible-rulebook
"""

EXAMPLES = r"""
- community.sailpoint.managed_client_status:
    interval: 60
    clusters: [Paris]
    api_version: v1
"""


HERE = pathlib.Path(__file__).absolute()
PLACE = "ansible_collections/community/sailpoint/extensions/eda/plugins/event_source"
"""The folder of this file in an installed collection, below where collections are installed."""


def find_collection() -> None:
    """Make the collection importable in which this file lies.

    ansible-rulebook runs event sources by their path, in a Python that knows nothing of where collections are. Where
    there are other collections on its path, ours are looked for first.
    """
    if not HERE.parent.as_posix().endswith(f"/{PLACE}"):
        return
    namespace, collections, root = (HERE.parents[level] for level in (5, 6, 7))
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    for package, folder in (("ansible_collections", collections), ("ansible_collections.community", namespace)):
        path: Any = importlib.import_module(package).__path__
        # Of a namespace package, Python itself puts the path together.
        if isinstance(path, list) and str(folder) not in path:
            path.insert(0, str(folder))


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Put an event into the queue for each change, until cancelled."""
    find_collection()
    try:
        from ansible_collections.community.sailpoint.plugins.plugin_utils._status_watch import watch
    except ImportError as error:
        # Without a traceback: what is missing is what its user has to know.
        raise ImportError(
            f"{error}. Install the collection with ansible-galaxy, and ansible-core in the Python of ansible-rulebook "
            f"({sys.executable})"
        ) from None
    await watch(queue, args)
