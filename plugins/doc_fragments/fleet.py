# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the entries of a fleet, and of a purge."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation fragment ``community.sailpoint.fleet``; the variant ``purge`` is for what no entry declares."""

    DOCUMENTATION = r"""
options:
  clusters:
    description:
      - The clusters to manage. M(community.sailpoint.managed_cluster) describes the options of an entry in full.
      - Clusters without an entry are left unchanged. If this option is set, they are returned in RV(undeclared).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the cluster, exact and case-sensitive. With O(clusters[].id), the new name of the cluster.
          - O(clusters[].name) or O(clusters[].id) is required.
        type: str
      previous_name:
        description:
          - The former name of the cluster. If no cluster has O(clusters[].name), the cluster with this name is renamed.
        type: str
      id:
        description: The id of an existing cluster.
        type: str
      type:
        description: The type of the cluster, V(idn) for a new one by default. The type cannot be changed.
        type: str
      description:
        description: The description of the cluster. If not set, the current description is kept.
        type: str
      configuration:
        description: The configuration keys to set. Null removes a key. Other keys are left unchanged.
        type: dict
      state:
        description: Whether the cluster should exist (V(present)) or not (V(absent)).
        type: str
        default: present
        choices: [present, absent]
      remove_clients:
        description:
          - Whether to delete the clients of the cluster with it. If V(false), a cluster that would still have clients
            is an error.
          - These clients do not count towards O(max_deletions).
        type: bool
        default: false
  clients:
    description:
      - The clients to manage. M(community.sailpoint.managed_client) describes the options of an entry in full.
      - Clients without an entry are left unchanged, unless O(purge) deletes them. If this option is set, they are
        returned in RV(undeclared).
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the client, exact and case-sensitive. With O(clients[].id), the new name of the client.
          - O(clients[].name) or O(clients[].id) is required.
        type: str
      previous_name:
        description:
          - The former name of the client. If no client has O(clients[].name), the client with this name in the cluster
            is renamed.
        type: str
      id:
        description: The id of an existing client.
        type: str
      cluster:
        description:
          - The name or id of the cluster that the client belongs to. Required to create a client.
          - If O(clusters) creates or renames the cluster, use its new name.
        type: str
      description:
        description: The description of the client. If not set, the current description is kept.
        type: str
      type:
        description: The type of the client, V(VA) for a new one by default.
        type: str
      state:
        description: Whether the client should exist (V(present)) or not (V(absent)).
        type: str
        default: present
        choices: [present, absent]
      recreate:
        description:
          - Whether to replace the client (delete it and create it again) if its type or, with O(clients[].id), its
            cluster differs. If V(false), such a difference is an error.
          - A replacement counts as a deletion.
        type: bool
        default: false
  log_levels:
    description:
      - The log levels of clusters. M(community.sailpoint.managed_cluster_log_config) describes the options of an entry
        in full.
    type: list
    elements: dict
    suboptions:
      cluster:
        description: The name or id of the cluster.
        type: str
        required: true
      root_level:
        description: The log level of all classes without a level of their own.
        type: str
      log_levels:
        description: The log levels of individual classes, as a mapping from class to level.
        type: dict
      duration_minutes:
        description: The number of minutes for which the levels apply, 240 by default. From 5 to 1440.
        type: int
      expiration:
        description: The date and time at which the levels end, at most 24 hours ahead.
        type: str
      renew_within:
        description: The number of minutes before their end from which the levels are renewed.
        type: int
        default: 30
      state:
        description: Whether to set the levels (V(present)) or return to the default (V(absent)).
        type: str
        default: present
        choices: [present, absent]
"""

    PURGE = r"""
options:
  purge:
    description:
      - Whether to delete the clients in O(purge_clusters) that are not among O(clients).
    type: bool
    default: false
  purge_clusters:
    description:
      - The names or ids of the clusters to purge, or V(all) for every cluster. Required with O(purge=true).
      - If a cluster is named C(all), V(all) is an error. List the clusters by id instead.
    type: list
    elements: str
  purge_ignore:
    description:
      - The clients that O(purge) never deletes, given by the name or id of the client or of its cluster. Values are
        exact or patterns with V(*), V(?) and V([...]), and case-sensitive.
      - These clients are still returned in RV(undeclared).
    type: list
    elements: str
  purge_all:
    description:
      - Whether O(purge) may delete every client of a cluster.
      - If V(false) and a purge would leave a cluster without clients, the task fails, lists the cluster and its
        clients, and sends nothing. This protects you from a list of O(clients) that is empty by mistake.
    type: bool
    default: false
  max_deletions:
    description:
      - The maximum number of objects to delete, 0 or more. If the plan contains more deletions, the task fails, lists
        them, and sends nothing.
    type: int
    default: 10
"""
