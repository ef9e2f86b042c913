# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""No text of a tenant runs as code, whatever a playbook does with it, with each version of ansible-core."""

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.plugin_utils._inert import inert

from tests.functional.engines import run_playbook

PIPE = "lookup('ansible.builtin.pipe', 'touch MARKER')"
TEXTS = [
    f"{{{{ {PIPE} }}}}",
    f"{{% set x = {PIPE} %}}",
    f"#jinja2: variable_start_string: '[', variable_end_string: ']'\n[{PIPE}]",
    "[1, 2]",
    "{'a': 1}",
]
COMMANDS = [PIPE, "$(touch MARKER)", "`touch MARKER`", "'; touch MARKER; '"]
ANYTHING = ""


@pytest.fixture(name="marker")
def fixture_marker(tmp_path):
    """The file that is there when code ran."""
    return tmp_path / "marker"


@pytest.fixture(name="play")
def fixture_play(tmp_path, sandbox):
    """Run tasks, each of which may fail: ``play(tasks, variables, way)`` returns the output."""

    def play(tasks, variables, way="auto"):
        playbook, extra = tmp_path / "playbook.yml", tmp_path / "extra.json"
        defaults = {"group/community.sailpoint.all": {"api_version": "v1"}}
        content = {"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "ignore_errors": True}
        playbook.write_text(yaml.safe_dump([{**content, "tasks": tasks}]), encoding="utf-8")
        extra.write_text(json.dumps(variables), encoding="utf-8")
        environment = {**sandbox.environment(), "SAILPOINT_IN_PROCESS": way}
        finished = run_playbook(playbook, "-e", f"@{extra}", environment=environment, expected=ANYTHING)
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout

    return play


@pytest.mark.parametrize("harmless", [True, False], ids=["as events are", "as the tenant gives them"])
def test_texts_of_events_are_never_evaluated(play, marker, harmless):
    """What a rulebook hands to a playbook are extra variables. The second case shows that the first one can fail."""
    texts = [text.replace("MARKER", str(marker)) for text in (*TEXTS, *COMMANDS)]
    events = [{"name": text, "body": {text: [text]}} for text in texts]
    tasks = [
        {"ansible.builtin.debug": {"msg": "{{ event.name }} {{ event.body }} {{ event.name | type_debug }}"}},
        {"ansible.builtin.set_fact": {"kept": "{{ event }}"}},
        {"ansible.builtin.debug": {"msg": "{{ kept }}"}},
        {"ansible.builtin.debug": {"msg": "it held"}, "when": "{{ event.name }} == 'x'"},
        {"ansible.builtin.debug": {"msg": "it held"}, "when": "'{{ event.name }}' == 'x'"},
        {"ansible.builtin.shell": "echo {{ event.name }}; echo '{{ event.name }}'"},
    ]
    looped = [
        {**task, "vars": {"event": f"{{{{ events[{number}] }}}}"}} for number in range(len(events)) for task in tasks
    ]

    shown = play(looped, {"events": inert(events) if harmless else events})

    assert marker.exists() != harmless
    assert ("it held" in shown) is False
    if harmless:
        assert shown.count(' str"') == len(events)


@pytest.mark.parametrize("way", ["auto", "never"])
def test_a_name_with_control_characters_is_a_name(play, sandbox, way):
    name = "bell\x07 esc\x1b nel\x85 \u202e"
    sandbox.add_clusters("Paris")
    task = {"community.sailpoint.managed_client": {"name": "{{ given }}", "cluster": "Paris"}}

    shown = play(
        [task, task, {"community.sailpoint.managed_client_info": {"name": "{{ given }}"}}], {"given": name}, way
    )

    assert [client["name"] for client in sandbox.clients()] == [name]
    assert "ok=3    changed=1" in shown
    assert "ignored=0" in shown


@pytest.mark.parametrize("way", ["auto", "never"])
def test_half_of_a_character_is_no_reason_to_fail(play, sandbox, way):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"], "description": "a \ud800"})
    read = {"community.sailpoint.managed_client_info": {}, "register": "found"}
    show = {"ansible.builtin.debug": {"var": "found.managed_clients[0].description"}}

    shown = play([read, show], {}, way)

    assert "a \ufffd" in shown
    assert "ignored=0" in shown


@pytest.mark.parametrize("way", ["auto", "never"])
def test_texts_of_results_are_never_evaluated(play, sandbox, marker, way):
    texts = [text.replace("MARKER", str(marker)) for text in TEXTS]
    clusters = sandbox.add_clusters(
        *({"name": text, "description": text, "configuration": {text: text}} for text in texts)
    )
    clients = sandbox.add_clients(
        *({"name": text, "description": text, "clusterId": cluster["id"]} for text, cluster in zip(texts, clusters))
    )
    reads = {
        "clients": {"community.sailpoint.managed_client_info": {"gather": ["status"]}},
        "clusters": {"community.sailpoint.managed_cluster_info": {}},
        "fleet": {"community.sailpoint.managed_client_fleet_info": {}},
        "client": {"community.sailpoint.managed_client": {"id": clients[0]["id"], "description": "new"}},
        "cluster": {"community.sailpoint.managed_cluster": {"id": clusters[0]["id"], "description": "new"}},
        "level": {
            "community.sailpoint.managed_cluster_log_config": {"cluster": clusters[0]["id"], "root_level": "WARN"}
        },
        "results": {"community.sailpoint.managed_client_fleet": {"clients": [{"id": clients[1]["id"], "type": "VA"}]}},
        "refused": {"community.sailpoint.managed_client": {"id": clients[0]["id"], "type": "CCG"}},
    }
    found = "lookup('community.sailpoint.managed_client', client_id, by='id', api_version='v1')"
    filters = {
        "looked_up": f"{{{{ {found} }}}}",
        "summary": "{{ clients.managed_clients | community.sailpoint.fleet_report(clusters.managed_clusters) }}",
        "text": "{{ fleet.fleet | community.sailpoint.fleet_yaml }}",
    }
    tasks = [{**task, "register": name} for name, task in reads.items()]
    tasks += [{"ansible.builtin.set_fact": {name: text}} for name, text in filters.items()]
    for name in (*reads, *filters):
        tasks += [
            {"ansible.builtin.debug": {"msg": f"{{{{ {name} }}}}"}},
            {"ansible.builtin.set_fact": {"kept": f"{{{{ {name} }}}}"}},
            {"ansible.builtin.debug": {"msg": "{{ kept }}"}},
        ]

    shown = play(tasks, {"client_id": clients[0]["id"]}, way)

    assert not marker.exists()
    assert shown.count("touch ") > len(reads)
