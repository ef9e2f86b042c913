#!/usr/bin/python
# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get an access token."""

from __future__ import annotations

DOCUMENTATION = r"""
module: access_token
short_description: Get an access token of SailPoint Identity Security Cloud
version_added: 1.0.0
description:
  - Gets an access token that later tasks can use as O(access_token), instead of credentials.
  - Use it for tasks that run as modules, for example on another host or with C(become). Each of them would otherwise
    get a token of its own. Tasks that run in the controller's process share a token anyway.
  - Each task with this module gets a new token. The token is not renewed. A task that uses an expired token fails, so
    get another token during a long play.
  - The result is hidden as with C(no_log). Failures are shown.
  - C(async) is an error, because the result of a background job is stored in a file and shown by C(async_status).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  access_token:
    description:
      - This option has no effect here. It is accepted so that you can set it for the whole action group. The module
        always requires O(auth_client_id) and O(auth_client_secret).
    type: str
seealso:
  - module: community.sailpoint.managed_client
"""

EXAMPLES = r"""
- name: Get an access token
  community.sailpoint.access_token:
    base_url: https://acme.api.identitynow.com
    auth_client_id: "{{ sailpoint_client_id }}"
    auth_client_secret: "{{ sailpoint_client_secret }}"
  register: sailpoint

- name: Use the token instead of credentials
  module_defaults:
    group/community.sailpoint.all:
      base_url: https://acme.api.identitynow.com
      access_token: "{{ sailpoint.access_token }}"
      api_version: v1
  block:
    - name: Create the first client
      community.sailpoint.managed_client:
        name: paris-1
        cluster: Paris

    - name: Create the second client
      community.sailpoint.managed_client:
        name: paris-2
        cluster: Paris
"""

RETURN = r"""
access_token:
  description: The access token. It is a secret, so do not show it or write it to a file or log.
  returned: success
  type: str
  sample: "..."
expires_at:
  description:
    - The time when the token expires (ISO 8601, UTC), by the clock of the host that runs the module; null if the tenant
      does not report its lifetime.
  returned: success
  type: str
  sample: "2026-01-31T12:00:00Z"
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
"""

from ansible_collections.community.sailpoint.plugins.module_utils._engine.run import run
from ansible_collections.community.sailpoint.plugins.module_utils._operations.access_token import ACCESS_TOKEN


def main() -> None:
    """Run the module."""
    run(ACCESS_TOKEN)


if __name__ == "__main__":
    main()
