# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory of managed clients."""

from __future__ import annotations

DOCUMENTATION = r"""
name: managed_clients
short_description: Managed clients (virtual appliances) of SailPoint Identity Security Cloud as hosts
version_added: 1.0.0
description:
  - Makes each managed client of a tenant a host, and groups them.
  - The inventory is whole, or there is an error and not one host of it. So that Ansible stops then, set
    E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true).
  - The name of its file must end in V(managed_clients.yml), V(managed_clients.yaml), V(sailpoint.yml) or
    V(sailpoint.yaml).
author:
  - Contributors to the community.sailpoint collection (!UNKNOWN)
extends_documentation_fragment:
  - community.sailpoint.connection
  - community.sailpoint.connection.plugins
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description:
      - The name of this plugin.
    type: str
    required: true
    choices: [community.sailpoint.managed_clients]
  clusters:
    description:
      - The names or ids of the clusters whose clients to take. Each must exist. All clients, if there are none.
      - Takes one more request for each 250 clusters of the tenant, and a personal access token.
    type: list
    elements: str
  cluster_names:
    description:
      - Whether to read the names of the clusters. Then groups are named by them rather than by the clusters' ids, and
        hosts have C(sailpoint_client.cluster_name) and C(sailpoint_client.cluster_upgrade), which is C(upgrade) of
        M(community.sailpoint.managed_cluster_info).
      - Takes one more request for each 250 clusters of the tenant, and a personal access token.
    type: bool
    default: false
  status:
    description:
      - Whether to read the status of each client. Then hosts have C(sailpoint_client.status_details), and
        C(ansible_host) is the C(internal_ip) in it, where it is an IP address.
      - Takes one more request for each client, so 1000 clients take about 90 seconds at the rate that the vendor
        allows, and the scope C(idn:managed-client-status:read).
    type: bool
    default: false
  hostname:
    description:
      - What to name hosts by.
      - What no host can be called by is replaced by C(_), all but letters and digits of any script, C(_), C(-) and
        C(.), and C(-) and C(.) at the beginning. Blanks around the name are dropped. V(all), V(ungrouped), V(localhost)
        and V(127.0.0.1) get a C(_) at the end, since these mean something else to Ansible.
      - It is an error when two clients would be the same host. Two clusters may have clients of the same name.
    type: str
    default: name
    choices: [name, id]
  group_by:
    description:
      - What to group hosts by, in groups such as C(sailpoint_cluster_Paris), C(sailpoint_status_NORMAL),
        C(sailpoint_type_VA) and C(sailpoint_version_va_610). A client that has no value is in none of them.
      - V(update) requires O(cluster_names). It groups the clients whose cluster has an update in
        C(sailpoint_update_available), and those of them whose cluster the vendor called out of date in a notification
        in C(sailpoint_update_out_of_date).
      - All but letters and digits of any script and C(_) is replaced by C(_). It is an error when two values would be
        the same group.
      - V([]) makes no such groups. O(keyed_groups) makes others.
    type: list
    elements: str
    choices: [cluster, status, type, version, update]
    default: [cluster, status, type, version, update]
  group_prefix:
    description:
      - What the names of the groups of O(group_by) begin with.
    type: str
    default: sailpoint_
  strict:
    description:
      - If V(true), an expression that cannot be evaluated is an error, and there is no host. If V(false), it is skipped
        for that host.
notes:
  - Expressions see C(sailpoint_client), C(ansible_host) and C(inventory_hostname).
  - All that the API tells of a client is in one variable of its host, C(sailpoint_client), with its key left out, as
    M(community.sailpoint.managed_client_info) returns it. No other variables are set but C(ansible_host).
  - Texts that come from the API are never templates.
  - The cache holds what was read, for each set of options apart, whether they come from the file, from variables or
    from the environment. Another O(auth_client_secret) or O(access_token) reads anew, so a token that differs with each
    run makes the cache useless. The cache holds no secret, and its key is a digest from which none can be found.
  - Connection options in the file come before variables, and variables (C(--extra-vars) only) before the environment.
    Those in the file and in variables may be templates.
seealso:
  - module: community.sailpoint.managed_client_info
  - plugin: community.sailpoint.managed_client
    plugin_type: lookup
"""

EXAMPLES = r"""
# fmt: code
# The connection is taken from the environment: SAIL_BASE_URL, SAIL_CLIENT_ID, SAIL_CLIENT_SECRET.

# All managed clients, as sailpoint.yml
plugin: community.sailpoint.managed_clients

---
# Those of two clusters, grouped by the clusters' names and by nothing else, with their addresses
plugin: community.sailpoint.managed_clients
clusters: [Paris, Austin]
cluster_names: true
status: true
group_by: [cluster]

---
# Groups and variables of one's own
plugin: community.sailpoint.managed_clients
api_version: v1
strict: true
group_by: []
keyed_groups:
  - key: sailpoint_client.cluster_type
    prefix: kind
groups:
  in_trouble: sailpoint_client.status in ['WARNING', 'ERROR', 'FAILED']
compose:
  ansible_user: "'sailpoint'"
  sailpoint_site: sailpoint_client.name.split('-') | first

---
# Kept for ten minutes
plugin: community.sailpoint.managed_clients
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/sailpoint-inventory
cache_timeout: 600

---
# The connection from elsewhere
plugin: community.sailpoint.managed_clients
base_url: https://acme.api.identitynow.com
auth_client_id: "{{ lookup('ansible.builtin.env', 'ACME_CLIENT_ID') }}"
auth_client_secret: "{{ lookup('ansible.builtin.env', 'ACME_CLIENT_SECRET') }}"
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleError, AnsibleOptionsError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import secrets_of
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import SailPointError
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._options import normalised
from ansible_collections.community.sailpoint.plugins.module_utils._secrets import mask
from ansible_collections.community.sailpoint.plugins.module_utils._shown import one_line
from ansible_collections.community.sailpoint.plugins.plugin_utils._client_inventory import CLIENT_INVENTORY
from ansible_collections.community.sailpoint.plugins.plugin_utils._hosts import Host, plan_hosts
from ansible_collections.community.sailpoint.plugins.plugin_utils._plain import mark_untrusted, plain
from ansible_collections.community.sailpoint.plugins.plugin_utils._reading import (
    ReadingError,
    read,
    refuse_unknown,
    rendered,
    resolved,
)

OWN = ArgumentSpec(
    {
        "hostname": {"type": "str"},
        "group_by": {"type": "list", "elements": "str"},
        "group_prefix": {"type": "str"},
    }
)
"""Options that do not say what to read, in which a text is a text."""

FILE_NAMES = ("managed_clients.yml", "managed_clients.yaml", "sailpoint.yml", "sailpoint.yaml")
PLUGIN_LINE = re.compile(
    r"""^[\s{]*["']?plugin["']?\s*:\s*["']?community\.sailpoint\.managed_clients\b""", re.MULTILINE
)
MAX_HEAD = 100_000
"""Characters of a file that are searched for that line."""


CACHE_SALT = b"community.sailpoint.managed_clients"
CACHE_ROUNDS = 200_000
"""A tenth of a second."""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):  # type: ignore[misc]  # ansible-core is not typed
    """The inventory ``community.sailpoint.managed_clients``."""

    NAME = "community.sailpoint.managed_clients"

    def verify_file(self, path: str) -> bool:
        """Whether the file is for this plugin. A misnamed file counts, because Ansible would not report the reason."""
        return bool(super().verify_file(path)) and (path.endswith(FILE_NAMES) or _names_this_plugin(path))

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add all hosts and groups to the inventory, or none and raise AnsibleParserError."""
        super().parse(inventory, loader, path, cache)
        try:
            if not path.endswith(FILE_NAMES):
                raise ReadingError(
                    f'"{path}" has an unsupported file name. The name must end in {", ".join(FILE_NAMES)}'
                )
            config = self._read_config(path)
            refuse_unknown(config, self.get_options())
            records = self._records(self._read_options, path, cache)
            hosts = plan_hosts(
                records, self.get_option("hostname"), self.get_option("group_by"), self.get_option("group_prefix")
            )
            with all_or_nothing(inventory):
                for host in hosts:
                    self._add(host)
        except AnsibleOptionsError:
            # An error of Ansible, which lists the valid choices.
            raise
        except (AnsibleError, ReadingError, SailPointError) as error:
            raise AnsibleParserError(one_line(mask(str(error), secrets_of(self._options)))) from None

    def _read_config(self, path: str) -> Mapping[str, Any]:
        try:
            config: Mapping[str, Any] = self._read_config_data(path)
        except AttributeError:
            # Ansible assumes a mapping and fails with AttributeError otherwise.
            raise ReadingError(f'"{path}" is not a mapping. It must begin with plugin: {self.NAME}') from None
        return config

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Set the options from the file, whose strings may be templates, and from extra variables."""
        variables = var_options or {}
        self.templar.available_variables = variables
        given = {
            name: rendered(name, value, self.templar) if name in CLIENT_INVENTORY.arguments.options else value
            for name, value in (direct or {}).items()
        }
        self._read_options = resolved(CLIENT_INVENTORY.arguments, given, variables, self.templar)
        checked = normalised(OWN, plain(given))
        # The others (compose, keyed_groups, …) are templates that Ansible evaluates itself.
        own = {
            name: checked[name] if name in OWN.options else value for name, value in given.items() if name in checked
        }
        super().set_options(task_keys, var_options, {**own, **self._read_options})

    def _records(self, options: Mapping[str, Any], path: str, cache: bool) -> list[dict[str, Any]]:
        """The records, from the cache if it is used."""
        kept = self.get_option("cache")
        key = self._cache_key(options, path) if kept else ""
        if kept and cache:
            try:
                return list(self._cache[key])
            except KeyError:
                pass
        records = read(CLIENT_INVENTORY, options, share_token=self.get_option("share_token"))
        if kept:
            self._cache[key] = records
        return records

    def _cache_key(self, options: Mapping[str, Any], path: str) -> str:
        """The cache key. The environment may select another tenant or credential for the same file."""
        described = json.dumps(options, sort_keys=True).encode("ascii")
        # A slow hash, because the key is a file name from which a secret could be guessed.
        digest = hashlib.pbkdf2_hmac("sha256", described, CACHE_SALT, CACHE_ROUNDS)
        return f"{self.get_cache_key(path)}_{digest.hex()[:32]}"

    def _add(self, host: Host) -> None:
        strict = self.get_option("strict")
        variables = {name: mark_untrusted(value) for name, value in host.variables.items()}
        self.inventory.add_host(host.name)
        for name, value in variables.items():
            self.inventory.set_variable(host.name, name, value)
        for group in host.groups:
            self.inventory.add_child(self.inventory.add_group(group), host.name)
        variables["inventory_hostname"] = host.name
        self._set_composite_vars(self.get_option("compose"), variables, host.name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host.name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host.name, strict=strict)


def _names_this_plugin(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return PLUGIN_LINE.search(file.read(MAX_HEAD)) is not None
    except OSError:
        return False


@contextmanager
def all_or_nothing(inventory: Any) -> Iterator[None]:
    """If the block fails, undo its changes to the inventory."""
    hosts = {name: dict(host.vars) for name, host in inventory.hosts.items()}
    members = {name: list(group.hosts) for name, group in inventory.groups.items()}
    try:
        yield
    except BaseException:
        for name, group in list(inventory.groups.items()):
            if name not in members:
                inventory.remove_group(group)
        for name, host in list(inventory.hosts.items()):
            if name not in hosts:
                inventory.remove_host(host)
            else:
                host.vars = hosts[name]
        for name, before in members.items():
            group = inventory.groups[name]
            for host in [host for host in group.hosts if host not in before]:
                group.remove_host(host)
        raise
