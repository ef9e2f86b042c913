# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays, as data. All that talk to the tenant do the same work: one GET by name, and a comparison; or one POST."""

from __future__ import annotations

from typing import Any

from tests.bench.naming import CLUSTER, client

Play = dict[str, Any]

OURS = {"group/community.sailpoint.all": {"api_version": "v1", "rate_limit": 0}}
"""Without a rate limit: the others have none."""

LIST_URL = "{{ base_url }}/managed-clients/v1"
BY_NAME = "{{ ('name eq \"' ~ item.name ~ '\"') | urlencode }}"
HEADERS = {"Authorization": "Bearer {{ token }}", "Accept": "application/json"}


def play(*tasks: dict[str, Any], **keywords: Any) -> Play:
    """A play on localhost, unless ``keywords`` say otherwise."""
    return {"hosts": "localhost", "gather_facts": False, "module_defaults": OURS, **keywords, "tasks": list(tasks)}


def nothing() -> Play:
    """What a playbook takes before and after its tasks."""
    return play({"meta": "noop"})


def ping() -> Play:
    """One task that does nothing."""
    return play({"ansible.builtin.ping": {}})


def read_by_uri(count: int) -> Play:
    """Compare clients with the tenant's, by hand."""
    task = {
        "ansible.builtin.uri": {"url": f"{LIST_URL}?filters={BY_NAME}", "headers": HEADERS},
        "register": "found",
        "failed_when": "found.json | length != 1",
        "changed_when": "found.json[0].description != item.description",
    }
    return _loop(task, count)


def read_by_module(count: int, **options: str) -> Play:
    """Declare clients that are as they should be."""
    wanted = {"name": "{{ item.name }}", "description": "{{ item.description }}", **options}
    return _loop({"community.sailpoint.managed_client": wanted}, count)


def create_by_uri(count: int) -> Play:
    """Create clients by hand, without a look at what is there."""
    body = {
        "name": "{{ item.name }}",
        "description": "{{ item.description }}",
        "clusterId": "{{ cluster_id }}",
        "type": "VA",
    }
    task = {
        "ansible.builtin.uri": {
            "url": LIST_URL,
            "method": "POST",
            "headers": HEADERS,
            "body_format": "json",
            "body": body,
        }
    }
    return _loop(task, count)


def create_by_module(count: int) -> Play:
    """Declare clients that do not exist."""
    wanted = {"name": "{{ item.name }}", "cluster": CLUSTER, "description": "{{ item.description }}"}
    return _loop({"community.sailpoint.managed_client": wanted}, count)


def fleet(path: str, **options: Any) -> Play:
    """Declare the fleet that is in a JSON or YAML file."""
    read = "from_json" if path.endswith(".json") else "from_yaml"
    clients = f"{{{{ lookup('ansible.builtin.file', '{path}') | {read} }}}}"
    return play({"community.sailpoint.managed_client_fleet": {"clients": clients, **options}})


def many_tasks(count: int) -> Play:
    """So many different tasks on all hosts of the inventory."""
    kinds = (_create, _read, _change, _remove)
    tasks = [kinds[number % len(kinds)](number // len(kinds)) for number in range(count)]
    variables = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    return play(*tasks, hosts="all", vars=variables)


def _loop(task: dict[str, Any], count: int) -> Play:
    clients = [client(number) for number in range(count)]
    # By a variable: a list in the task itself is sent along with each item's result.
    loop = {"loop": "{{ clients }}", "loop_control": {"label": "{{ item.name }}"}}
    return play({**task, **loop}, vars={"clients": clients})


def _host_client(number: int) -> dict[str, str]:
    return {"name": f"{{{{ inventory_hostname }}}}-{number}", "cluster": CLUSTER}


def _create(number: int) -> dict[str, Any]:
    return {"community.sailpoint.managed_client": _host_client(number)}


def _read(number: int) -> dict[str, Any]:
    return {"community.sailpoint.managed_client_info": _host_client(number)}


def _change(number: int) -> dict[str, Any]:
    return {"community.sailpoint.managed_client": {**_host_client(number), "description": "changed"}}


def _remove(number: int) -> dict[str, Any]:
    return {"community.sailpoint.managed_client": {**_host_client(number), "state": "absent"}}
