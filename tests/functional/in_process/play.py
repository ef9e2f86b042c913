# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays that run in the controller's process."""

from __future__ import annotations

HEADER = """\
- hosts: {hosts}
  gather_facts: false
  module_defaults:
    group/community.sailpoint.all:
      api_version: v1
"""

READ = """\
    tasks:
      - community.sailpoint.managed_client_info:
    """
