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
      - Whether to wait until the status is O(wait_for), also where nothing had to be changed.
      - The status is the field C(status) of the client's record, which takes no other scope than reading clients does.
        It is not that of C(gather=status) of M(community.sailpoint.managed_client_info).
      - Nothing is waited for in check mode, nor of a client that is to be absent.
    type: bool
    default: false
  wait_for:
    description:
      - The status to wait for, exact, with its case. The vendor adds values, so any is accepted, with a warning if it
        is not known. A known one in another case, such as V(normal), is an error.
      - A client that is V(FAILED) ends the wait with an error, unless that is what is waited for.
    type: str
    default: NORMAL
  wait_timeout:
    description:
      - How long to wait, in seconds, from 0 to 604800 (a week). After that the task fails. What it had written
        stays, and is in the result.
      - A request that has to be repeated may take O(retry_timeout) seconds more.
    type: float
    default: 600
"""
