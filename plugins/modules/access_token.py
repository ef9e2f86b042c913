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
  - Gets an access token once, for all tasks that take it as O(access_token). Those that run as modules (on another
    host, with C(become), and so on) then need no credentials, and do not get a token each.
  - Tasks that run in the controller's own process share a token anyway.
  - Each task with this module gets a new token, with its whole lifetime ahead. It is not renewed - a task that uses it
    when it has ended fails, so get another one for a play that takes longer.
  - The result is not shown, as with C(no_log), and a failure is.
  - C(async) is an error, because the result of a background job is kept in a file and shown by C(async_status).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.attributes
  - community.sailpoint.attributes.info
  - community.sailpoint.connection
options:
  access_token:
    description:
      - Not used here, and accepted so that it can be set for the whole action group. O(auth_client_id) and
        O(auth_client_secret) are needed in any case.
    type: str
seealso:
  - module: community.sailpoint.managed_client
"""

EXAMPLES = r"""
- name: Get a token
  community.sailpoint.access_token:
    base_url: https://acme.api.identitynow.com
    auth_client_id: "{{ sailpoint_client_id }}"
    auth_client_secret: "{{ sailpoint_client_secret }}"
  register: sailpoint

- name: Declare two with the token, and without credentials
  module_defaults:
    group/community.sailpoint.all:
      base_url: https://acme.api.identitynow.com
      access_token: "{{ sailpoint.access_token }}"
  block:
    - name: Declare the first
      community.sailpoint.managed_client:
        name: paris-1
        cluster: Paris

    - name: Declare the second
      community.sailpoint.managed_client:
        name: paris-2
        cluster: Paris
"""

RETURN = r"""
access_token:
  description: The token. It is a secret - do not show it, write it to a file, or put it into the log.
  returned: success
  type: str
  sample: "..."
expires_at:
  description:
    - When it ends, in ISO 8601 and UTC, by the clock of the host that runs the module.
    - Null where the tenant does not say how long it lives.
  returned: success
  type: str
  sample: "2026-01-31T12:00:00Z"
api:
  description: What the task asked of the API.
  returned: always, once the connection options are usable
  type: dict
  contains:
    requests:
      description: How many requests were sent.
      type: int
      sample: 1
    round_trips:
      description:
        - How many requests followed one another. Times the latency of the tenant, this is the least
          time that the task takes.
        - Connections and requests for a token are not counted.
      type: int
      sample: 0
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
"""

from ansible_collections.community.sailpoint.plugins.module_utils._engine.run import run
from ansible_collections.community.sailpoint.plugins.module_utils._operations.access_token import ACCESS_TOKEN


def main() -> None:
    """Run the module."""
    run(ACCESS_TOKEN)


if __name__ == "__main__":
    main()
