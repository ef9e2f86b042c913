# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the connection options, once for all modules and plugins."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.connection``.

    The variant ``plugins`` adds to it, for plugins, from where Ansible takes the options.
    """

    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - The address of the tenant's API, such as V(https://acme.api.identitynow.com), without an API version.
      - Plain V(http) is refused unless the host is a loopback address.
      - If not set, the environment variable E(SAIL_BASE_URL) is used.
    type: str
  auth_client_id:
    description:
      - The client id of a personal access token, or of an API client.
      - Creating, changing and deleting takes a personal access token of a user with the level ORG_ADMIN.
      - If not set, the environment variable E(SAIL_CLIENT_ID) is used.
    type: str
  auth_client_secret:
    description:
      - The secret that belongs to O(auth_client_id).
      - If not set, the environment variable E(SAIL_CLIENT_SECRET) is used.
    type: str
  access_token:
    description:
      - An access token that was fetched before. It is used as it is, and O(auth_client_id) is not used.
      - If not set, the environment variable E(SAIL_ACCESS_TOKEN) is used.
    type: str
  api_version:
    description:
      - The version of the API to talk to.
      - The vendor has announced that V(v1) replaces all versions that bear a year.
      - If not set, the environment variable E(SAIL_API_VERSION) is used.
    type: str
    default: v2024
    choices: [v3, v2024, v2025, v2026, v1]
  validate_certs:
    description:
      - Whether the certificate of the tenant must verify. Set it to V(false) for tests only.
    type: bool
    default: true
  ca_path:
    description:
      - A file with the CA certificates to trust instead of the usual ones, in PEM format.
      - If not set, the environment variables E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) count.
    type: path
  proxy:
    description:
      - The URL of a proxy for all requests, such as V(http://proxy.example.com:3128). A SOCKS proxy (V(socks5h://))
        requires the Python library PySocks.
      - If not set, the usual environment variables (E(HTTPS_PROXY), E(NO_PROXY) and so on) count.
    type: str
  timeout:
    description:
      - How long to wait for a connection, and then for a whole answer, in seconds, from 1 to 3600.
    type: float
    default: 30
  retry_timeout:
    description:
      - How long one request may be repeated, in seconds, when the tenant is busy (429), has a fault (5xx) or
        cannot be reached, from 0 to 86400. V(0) repeats nothing.
      - If the tenant asks to wait longer (C(Retry-After)), the task fails at once and says when to run it again.
      - A write whose answer was lost is looked up before it is sent again, so that nothing is created twice.
    type: float
    default: 120
  consistency_timeout:
    description:
      - The longest time, in seconds, that the tenant's lists may take to show what was just written.
      - A create whose answer was lost is looked up for so long before it is sent again, and what the run has deleted
        counts as deleted for so long, even if lists still show it. That nothing is created twice is promised as long as
        the lists are not slower than this. The vendor documents no bound.
      - From 0 to 3600.
    type: float
    default: 5
  rate_limit:
    description:
      - How many requests with one credential and version of the API may be sent within O(rate_window). Others wait.
      - All tasks, hosts, forks and plugins of a run share this limit. A task that runs as a module has it for itself.
      - The vendor allows 100 requests per client ID and version of the API in 10 seconds. If several jobs use one
        credential at the same time, give each a share, such as V(50).
      - V(0) is no limit. The tenant may then answer 429, and requests are retried. The maximum is 1000.
    type: int
    default: 100
  rate_window:
    description:
      - The seconds in which O(rate_limit) requests may be sent, from 0.1 to 3600.
    type: float
    default: 10
"""

    PLUGINS = r"""
options:
  base_url:
    env:
      - name: SAIL_BASE_URL
    vars:
      - name: sailpoint_base_url
  auth_client_id:
    env:
      - name: SAIL_CLIENT_ID
    vars:
      - name: sailpoint_auth_client_id
  auth_client_secret:
    env:
      - name: SAIL_CLIENT_SECRET
    vars:
      - name: sailpoint_auth_client_secret
  access_token:
    env:
      - name: SAIL_ACCESS_TOKEN
    vars:
      - name: sailpoint_access_token
  api_version:
    env:
      - name: SAIL_API_VERSION
    vars:
      - name: sailpoint_api_version
  validate_certs:
    vars:
      - name: sailpoint_validate_certs
  ca_path:
    vars:
      - name: sailpoint_ca_path
  proxy:
    vars:
      - name: sailpoint_proxy
  timeout:
    vars:
      - name: sailpoint_timeout
  retry_timeout:
    vars:
      - name: sailpoint_retry_timeout
  consistency_timeout:
    vars:
      - name: sailpoint_consistency_timeout
  rate_limit:
    vars:
      - name: sailpoint_rate_limit
  rate_window:
    vars:
      - name: sailpoint_rate_window
  share_token:
    description:
      - Whether the access token is shared with the tasks and plugins of the same run of Ansible, in the run's own
        private folder. Otherwise each call fetches one.
    type: bool
    default: true
    env:
      - name: SAILPOINT_SHARE_TOKEN
    vars:
      - name: sailpoint_share_token
requirements:
  - requests >= 2.25.1 (on the controller)
  - jsonpatch >= 1.21 (on the controller)
"""
