# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of waiting for a status."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.wait``."""

    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until each declared client has the status O(wait_for), even if it needed no change.
      - This is the field C(status) of the client's record, which you can read with the same scope as the client. It
        differs from the response that C(gather=status) of M(community.sailpoint.managed_client_info) returns.
      - In check mode, and for clients with C(state=absent), the module does not wait.
    type: bool
    default: false
  wait_for:
    description:
      - The status to wait for, exact and case-sensitive. The vendor adds values, so the module accepts an unknown one
        with a warning. A known status in another case, such as V(normal), is an error.
      - If a client becomes V(FAILED), the wait ends with an error, unless V(FAILED) is the status to wait for.
    type: str
    default: NORMAL
  wait_timeout:
    description:
      - The number of seconds to wait. After that, the task fails. Changes that it made remain, and the result lists
        them. From 0 to 604800 (one week).
      - A request that is being retried may extend the wait by up to O(retry_timeout) seconds.
    type: float
    default: 600
"""
