# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the connection options, once for all modules and plugins."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.connection``.

    The variant ``plugins`` adds the variables and environment variables that set these options of a plugin.
    """

    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - The URL of the tenant's API without an API version, such as V(https://acme.api.identitynow.com).
      - V(http) is accepted for loopback addresses only.
      - If not set, the value of the environment variable E(SAIL_BASE_URL) is used.
    type: str
  auth_client_id:
    description:
      - The client ID of a personal access token or an API client.
      - To create, change or delete objects, use a personal access token of a user with the level ORG_ADMIN.
      - If not set, the value of the environment variable E(SAIL_CLIENT_ID) is used.
    type: str
  auth_client_secret:
    description:
      - The client secret that belongs to O(auth_client_id).
      - If not set, the value of the environment variable E(SAIL_CLIENT_SECRET) is used.
    type: str
  access_token:
    description:
      - An existing access token to use instead of O(auth_client_id) and O(auth_client_secret).
      - If not set, the value of the environment variable E(SAIL_ACCESS_TOKEN) is used.
    type: str
  api_version:
    description:
      - The version of the API.
      - SailPoint has deprecated V(v2024) and all other versions named after a year, and replaces them with V(v1). If
        the tenant marks the version as deprecated, Ansible shows a deprecation warning once a run. Set V(v1) to avoid
        it.
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
      - If not set, the environment variables E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) apply.
    type: path
  proxy:
    description:
      - The URL of a proxy for all requests, such as V(http://proxy.example.com:3128). A SOCKS proxy (V(socks5h://))
        requires the Python library PySocks.
      - If not set, the usual environment variables apply, such as E(HTTPS_PROXY) and E(NO_PROXY).
    type: str
  timeout:
    description:
      - The number of seconds to wait for a connection, and then again for the complete response. From 1 to 3600.
    type: float
    default: 30
  retry_timeout:
    description:
      - The number of seconds for which a single request may be retried if the tenant limits the rate (429), returns a
        server error (5xx) or cannot be reached. From 0 to 86400. V(0) disables retries.
      - If the tenant asks for a longer wait (C(Retry-After)), the task fails at once and says when to run it again.
      - If the response to a write is lost, the module checks whether the write took effect before it sends it again,
        so nothing is created twice.
    type: float
    default: 120
  consistency_timeout:
    description:
      - The number of seconds by which the tenant's lists may lag behind a write. From 0 to 3600.
      - If the response to a create is lost, the module looks for the object for this long before it sends the request
        again. An object that the run has deleted counts as deleted for this long, even if a list still shows it.
      - Duplicates are prevented only as long as the lists lag no longer than this. The vendor documents no limit.
    type: float
    default: 5
  rate_limit:
    description:
      - The maximum number of requests within O(rate_window) per credential and API version. Further requests wait. The
        highest value is 1000.
      - All tasks, hosts, forks and plugins of a run share this limit. A task that runs as a module has a limit of its
        own.
      - The vendor allows 100 requests in 10 seconds per client ID and API version. If several jobs use one credential
        at the same time, give each job a share, such as V(50).
      - V(0) disables the limit. The tenant may then return 429, and requests are retried.
    type: int
    default: 100
  rate_window:
    description:
      - The period to which O(rate_limit) applies, in seconds. From 0.1 to 3600.
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
      - Whether to share one access token among the tasks and plugins of a run, in the run's private temporary folder.
      - If V(false), each call fetches its own token.
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
