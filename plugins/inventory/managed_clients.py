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
  - Creates a host for each managed client of a tenant, and groups the hosts by cluster, status, type, version and
    available update.
  - If the tenant cannot be read completely, the plugin reports an error and adds no host. To stop C(ansible-playbook)
    in this case, set E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true).
  - The name of the inventory file must end in V(managed_clients.yml), V(managed_clients.yaml), V(sailpoint.yml) or
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
      - The names or ids of the clusters whose clients become hosts. Each cluster must exist. By default, all clients
        become hosts.
      - Requires a personal access token, and sends one more request for every 250 clusters of the tenant.
    type: list
    elements: str
  cluster_names:
    description:
      - Whether to read the clusters. Groups are then named after clusters instead of cluster ids, and hosts have
        C(sailpoint_client.cluster_name) and C(sailpoint_client.cluster_upgrade), which is the C(upgrade) of
        M(community.sailpoint.managed_cluster_info).
      - Requires a personal access token, and sends one more request for every 250 clusters of the tenant.
    type: bool
    default: false
  status:
    description:
      - Whether to read the status of each client. Hosts then have C(sailpoint_client.status_details), and
        C(ansible_host) is set to its C(internal_ip) if that is an IP address.
      - Requires the scope C(idn:managed-client-status:read), and sends one more request for each client. With the
        vendor's rate limit, 1000 clients take about 90 seconds.
    type: bool
    default: false
  hostname:
    description:
      - Whether hosts are named after the name or the id of the client.
      - Characters not allowed in host names become C(_), and surrounding blanks are removed. Letters and digits of any
        script, C(_), C(-) and C(.) are allowed, but C(-) and C(.) not at the beginning. V(all), V(ungrouped),
        V(localhost) and V(127.0.0.1) have a special meaning in Ansible, so C(_) is appended to them.
      - If two clients would become the same host, for example because different clusters have clients of the same name,
        the plugin reports an error.
    type: str
    default: name
    choices: [name, id]
  group_by:
    description:
      - The properties to group hosts by, in groups such as C(sailpoint_cluster_Paris), C(sailpoint_status_NORMAL),
        C(sailpoint_type_VA) and C(sailpoint_version_va_610). A client without a value is in none of these groups.
      - V(update) requires O(cluster_names=true). It puts clients whose cluster has an update into
        C(sailpoint_update_available), and those of them whose cluster the vendor has reported as out of date also into
        C(sailpoint_update_out_of_date).
      - Characters other than C(_) and letters and digits of any script become C(_). If two values would result in the
        same group, the plugin reports an error.
      - V([]) creates none of these groups. To define your own, use O(keyed_groups).
    type: list
    elements: str
    choices: [cluster, status, type, version, update]
    default: [cluster, status, type, version, update]
  group_prefix:
    description:
      - The prefix of the group names of O(group_by).
    type: str
    default: sailpoint_
  strict:
    description:
      - Whether an expression that cannot be evaluated is an error, so that no host is added. If V(false), the
        expression is skipped for this host.
notes:
  - The variable C(sailpoint_client) of a host contains all fields of the client except its key, as
    M(community.sailpoint.managed_client_info) returns them. The plugin sets no other variable than C(ansible_host).
  - In expressions, you can use C(sailpoint_client), C(ansible_host) and C(inventory_hostname).
  - Strings from the API are never evaluated as templates.
  - The cache has an entry for each set of options, whether they come from the file, variables or the environment.
    With another O(auth_client_secret) or O(access_token) there is a new entry, so a token that changes with each run
    makes the cache useless. The cache contains no secrets, and its key is a digest from which they cannot be recovered.
  - For connection options, the file takes precedence over variables (C(--extra-vars) only), and variables over the
    environment. In the file and in variables, they may be templates.
seealso:
  - module: community.sailpoint.managed_client_info
  - plugin: community.sailpoint.managed_client
    plugin_type: lookup
"""

EXAMPLES = r"""
# fmt: code
# The examples read the connection from the environment variables SAIL_BASE_URL, SAIL_CLIENT_ID and SAIL_CLIENT_SECRET,
# and the version of the API from SAIL_API_VERSION=v1.

# sailpoint.yml: all managed clients as hosts
plugin: community.sailpoint.managed_clients

---
# The clients of two clusters with their addresses, grouped by cluster name only
plugin: community.sailpoint.managed_clients
clusters: [Paris, Austin]
cluster_names: true
status: true
group_by: [cluster]

---
# Your own groups and variables
plugin: community.sailpoint.managed_clients
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
# An inventory that is cached for ten minutes
plugin: community.sailpoint.managed_clients
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/sailpoint-inventory
cache_timeout: 600

---
# A connection from other environment variables
plugin: community.sailpoint.managed_clients
base_url: https://acme.api.identitynow.com
auth_client_id: "{{ lookup('ansible.builtin.env', 'ACME_CLIENT_ID') }}"
auth_client_secret: "{{ lookup('ansible.builtin.env', 'ACME_CLIENT_SECRET') }}"
api_version: v1
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
