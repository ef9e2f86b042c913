# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in the output of ansible-inventory."""

from __future__ import annotations


def hosts(inventory):
    """The names of all hosts."""
    return sorted(inventory["_meta"]["hostvars"])


def members(inventory):
    """The hosts of each group that has any."""
    return {name: sorted(group["hosts"]) for name, group in inventory.items() if group.get("hosts")}
