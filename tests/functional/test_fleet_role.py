# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role fleet, by ansible-playbook: from variables and from a folder, in check mode, and what it refuses."""

from __future__ import annotations

import json

import pytest
import yaml

from tests.tools.link_checkout import ROOT

CLUSTERS = """\
fleet_clusters:
  - {name: Rome, description: New, configuration: {gmtOffset: 1}}
  - {name: Paris, state: absent}
"""
CLIENTS = """\
fleet_clients:
  - {name: rome-1, cluster: Rome}
  - {name: "{{ 7 * 7 }}", cluster: Rome, description: !unsafe "{{ x }}"}
  - {name: paris-1, cluster: Paris, state: absent}
"""
LEVELS = """\
fleet_log_levels:
  - {cluster: Rome, root_level: DEBUG, duration_minutes: 60}
"""


@pytest.fixture(name="paris")
def fixture_paris(sandbox):
    """A tenant with a cluster Paris and its client paris-1."""
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"]})
    return paris


def test_clusters_clients_and_levels_in_this_order(sandbox, paris, apply, files, writes):
    finished = apply(folder=files(a=LEVELS, b=CLIENTS, c=CLUSTERS), concurrency=1)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    names = {cluster["id"]: cluster["name"] for cluster in sandbox.clusters()}
    assert list(names.values()) == ["Rome"]
    assert {(client["name"], client["description"]) for client in sandbox.clients()} == {
        ("rome-1", ""),
        ("{{ 7 * 7 }}", "{{ x }}"),
    }
    assert [entry["operation"] for entry in writes()] == [
        "cluster.create",
        "client.create",
        "client.create",
        "cluster.log_config.put",
        "client.delete",
        "cluster.delete",
    ]
    again = apply(folder=files())
    assert "changed=0" in again.stdout


def test_check_mode_sees_what_its_own_tasks_would_do(sandbox, paris, apply, files, writes):
    folder = files(all=CLUSTERS + CLIENTS + LEVELS)

    checked = apply("--check", "--diff", folder=folder)
    by_keyword = apply("--diff", folder=folder, check_mode=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert by_keyword.stdout == checked.stdout
    assert writes() == []
    real = apply("--diff", folder=folder)
    assert checked.stdout == real.stdout
    assert '+    "cluster": "Rome"' in real.stdout
    assert not [cluster["id"] for cluster in sandbox.clusters() if cluster["id"] in real.stdout]


def test_a_cluster_that_keeps_a_client_is_not_deleted_in_check_mode_either(paris, apply):
    finished = apply("--check", clusters=[{"name": "Paris", "state": "absent"}])

    assert finished.returncode == 2
    assert "was not deleted because it has clients" in finished.stdout + finished.stderr


def test_variables_come_before_files(sandbox, paris, apply, files, writes):
    finished = apply(
        folder=files(b=CLIENTS, a="fleet_clients: [{name: first, cluster: Rome}]"),
        clusters=[{"name": "Rome"}],
        clients=[{"name": "zeroth", "cluster": "Rome"}],
        concurrency=1,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    created = [entry["body"]["name"] for entry in writes() if entry["operation"] == "client.create"]
    assert created == ["zeroth", "first", "rome-1", "{{ 7 * 7 }}"]


def test_purge_and_its_guard(sandbox, paris, apply):
    sandbox.add_clients({"name": "paris-0", "clusterId": paris["id"]})
    options = {"clients": [{"name": "paris-0", "cluster": "Paris"}], "purge": True, "purge_clusters": ["Paris"]}

    guarded = apply(**options, max_deletions=0)
    assert guarded.returncode == 2
    assert "max_deletions (fleet_max_deletions of the role) is 0" in guarded.stdout + guarded.stderr
    assert [client["name"] for client in sandbox.clients()] == ["paris-1", "paris-0"]

    kept = apply(**{**options, "purge_clusters": "all"}, purge_ignore=["paris-?"])
    assert kept.returncode == 0, kept.stdout + kept.stderr
    assert [client["name"] for client in sandbox.clients()] == ["paris-1", "paris-0"]

    purged = apply(**options)
    assert purged.returncode == 0, purged.stdout + purged.stderr
    assert [client["name"] for client in sandbox.clients()] == ["paris-0"]


@pytest.mark.parametrize(
    "clients",
    [[], [{"name": "other", "cluster": "Paris", "state": "absent"}], [{"name": "paris-2", "cluster": "Paris"}]],
)
def test_a_purge_of_a_whole_cluster_needs_a_word_of_its_own(sandbox, paris, apply, writes, clients):
    options = {"clusters": [{"name": "Paris"}], "clients": clients, "purge": True, "purge_clusters": ["Paris"]}

    refused = apply(**options)

    assert refused.returncode == 2
    assert "would delete all managed clients of" in refused.stdout
    assert "fleet_purge_all" in refused.stdout
    assert writes() == []
    assert apply(**options, purge_all=True).returncode == 0
    assert "paris-1" not in [client["name"] for client in sandbox.clients()]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "nothing declared. Set fleet_folder (sailpoint_folder of the playbook"),
        ({"folder": "", "clients": [], "clusters": []}, "nothing declared. Set fleet_folder"),
        ({"clients": [], "purge": True, "purge_clusters": ["Paris"]}, "nothing declared. Set fleet_folder"),
        ({"client": [{"name": "a"}]}, "unknown variable fleet_client. Did you mean fleet_clients?"),
        (
            {"clusters": [{"name": "a"}], "purge_cluster": ["Paris"]},
            "unknown variable fleet_purge_cluster. Did you mean fleet_purge_clusters?",
        ),
    ],
)
def test_nothing_and_what_does_not_exist_is_refused(sandbox, apply, variables, said):
    finished = apply(**variables)

    assert finished.returncode == 2
    assert said in finished.stdout
    assert sandbox.log() == []


def test_variables_of_ones_own_are_let_be(apply, paris):
    finished = apply(clusters=[{"name": "Paris"}], owner="us", clients_eu=[], cluster_id=paris["id"])

    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"purge": True}, "fleet_purge is true and fleet_purge_clusters is empty"),
        ({"clients": [{"name": "a"}, {"cluster": "Rome"}]}, "entry 2 of fleet_clients: one of the following"),
        ({"clients": [{"nam": "a"}]}, "entry 1 of fleet_clients: unknown option nam. Supported parameters include"),
        ({"clusters": [{"name": "a", "base_url": "b"}]}, "entry 1 of fleet_clusters: unknown option base_url"),
        ({"clusters": [{"name": True}]}, "entry 1 of fleet_clusters: name is the boolean true, not a string"),
        (
            {"clients": [{"name": 42}]},
            "entry 1 of fleet_clients: name is the number 42, not a string. Put it in quotes",
        ),
        ({"clients": [{"name": None}]}, "entry 1 of fleet_clients: one of the following is required: name, id"),
        ({"log_levels": [{"cluster": "a"}]}, "entry 1 of fleet_log_levels: state is present but any of"),
    ],
)
def test_a_variable_that_cannot_be_used(sandbox, apply, variables, said):
    finished = apply(**{"clusters": [{"name": "Rome"}], **variables})

    assert finished.returncode == 2
    assert said in finished.stdout + finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr
    assert sandbox.log() == []


def test_null_is_not_given(sandbox, apply, files):
    folder = files(
        a="fleet_clients:\nfleet_clusters: [{name: Rome, description: null, type: null, state: null, id: null}]",
        b="fleet_log_levels: [{cluster: Rome, root_level: DEBUG, expiration: null, log_levels: null, state: null}]",
    )

    finished = apply(folder=folder, clients=[{"name": "a", "cluster": "Rome", "description": None, "type": None}])

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert [(cluster["description"], cluster["type"]) for cluster in sandbox.clusters()] == [("", "idn")]
    assert [(client["description"], client["type"]) for client in sandbox.clients()] == [("", "VA")]
    assert "changed=0" in apply(folder=folder).stdout


def test_texts_that_look_like_something_else_stay_texts(sandbox, apply):
    texts = ["[ 1 ]", "{'a': 1}", "True", "  blanks  ", "1e3"]

    finished = apply(
        clusters=[{"name": text, "description": text, "configuration": {"key": text}} for text in texts],
        clients=[{"name": text, "cluster": text, "description": text} for text in texts],
        log_levels=[{"cluster": text, "log_levels": {text: "DEBUG"}} for text in texts],
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert sorted((cluster["name"], cluster["configuration"]["key"]) for cluster in sandbox.clusters()) == sorted(
        zip(texts, texts, strict=True)
    )
    assert {client["description"] for client in sandbox.clients()} == set(texts)
    assert {name for levels in sandbox.log_configurations().values() for name in levels["logLevels"]} == set(texts)


OF_EACH_KIND = {
    "clusters": [{"name": "Rome"}],
    "clients": [{"name": "paris-2", "cluster": "Paris"}],
    "log_levels": [{"cluster": "Paris", "root_level": "DEBUG"}],
}


class TestKinds:
    """The variable fleet_kinds limits the role to some kinds."""

    @pytest.mark.parametrize(
        ("kinds", "operations"),
        [
            (["clusters"], ["cluster.create"]),
            (["clients"], ["client.create"]),
            (["log_levels"], ["cluster.log_config.put"]),
            (["clusters", "log_levels"], ["cluster.create", "cluster.log_config.put"]),
        ],
    )
    def test_the_others_are_left_alone(self, paris, apply, writes, kinds, operations):
        finished = apply(**OF_EACH_KIND, kinds=kinds)

        assert finished.returncode == 0, finished.stdout
        assert [entry["operation"] for entry in writes()] == operations

    def test_without_clients_nothing_is_purged(self, paris, apply, writes):
        options = {"purge": True, "purge_clusters": ["Paris"], "purge_all": True}

        finished = apply(**OF_EACH_KIND, **options, kinds=["clusters"])

        assert finished.returncode == 0, finished.stdout
        assert [entry["operation"] for entry in writes()] == ["cluster.create"]

    def test_nothing_of_these_kinds(self, sandbox, apply):
        finished = apply(clients=[{"name": "a"}], kinds=["clusters"])

        assert "nothing declared. Set fleet_folder" in finished.stdout
        assert "or set fleet_clusters" in finished.stdout
        assert sandbox.log() == []


def test_only_clusters_ask_for_no_clients(paris, apply, sent):
    assert apply(clusters=[{"name": "Paris"}]).returncode == 0
    assert sent() == ["GET /managed-clusters/v1"]


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_the_last_task_tells_once_what_was_done(paris, apply, arguments):
    finished = apply(
        *arguments,
        clusters=[{"name": "Rome"}, {"name": "Paris"}],
        clients=[{"name": "rome-1", "cluster": "Rome"}, {"name": "paris-1", "state": "absent"}],
    )

    said = "created 2: cluster Rome, rome-1; deleted 1: paris-1; 1 unchanged"
    assert finished.stdout.count(said) == 1
    assert said in finished.stdout.rpartition("TASK [")[2]


def test_it_waits_for_a_status(sandbox, paris, apply):
    (client,) = sandbox.clients()
    options = {"clients": [{"name": "paris-1", "cluster": "Paris"}], "wait": True, "wait_timeout": 0}
    sandbox.set_client(client["id"], status="CONFIGURING")

    late = apply(**options)
    reached = apply(**options, wait_for="CONFIGURING")

    assert late.returncode == 2
    assert "not all are NORMAL" in late.stdout
    assert reached.returncode == 0, reached.stdout


@pytest.mark.parametrize("given", ["variable", "file"])
def test_only_the_approved_plan_is_applied(paris, apply, tmp_path, writes, given):
    options = {"clients": [{"name": "paris-2", "cluster": "Paris", "description": "First"}]}
    target = tmp_path / "plan.json"
    # What a run in check mode leaves is what the approved one is compared with.
    keep = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [
            {
                "ansible.builtin.copy": {
                    "content": "{{ fleet_result | to_json }}",
                    "dest": str(target),
                    "mode": "0600",
                },
                "check_mode": False,
            }
        ],
    }
    shown = apply("--check", **options, then=keep)
    assert shown.returncode == 0, shown.stdout
    kept = json.loads(target.read_text(encoding="utf-8"))
    plan = f"{{{{ lookup('ansible.builtin.file', '{target}') }}}}" if given == "file" else kept["plan"]
    approved = {"approved_digest": kept["digest"], "approved_plan": plan}

    other = apply(clients=[{"name": "late", "cluster": "Paris"}], **approved)
    assert other.returncode == 2
    assert "not approved: client late created; approved, but no longer planned: client paris-2" in other.stdout
    assert writes() == []
    applied = apply(**options, **approved)
    assert applied.returncode == 0, applied.stdout
    assert [entry["body"]["name"] for entry in writes()] == ["paris-2"]


def test_variables_that_are_null_have_their_defaults(sandbox, paris, apply):
    names = yaml.safe_load((ROOT / "roles" / "fleet" / "defaults" / "main.yml").read_text(encoding="utf-8"))
    with_choices = {"fleet_on_error", "fleet_on_not_found", "fleet_kinds"}
    variables = dict.fromkeys(name.removeprefix("fleet_") for name in names.keys() - with_choices)

    finished = apply(**{**variables, "clusters": [{"name": "Rome", "type": "idn"}]})

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert [cluster["name"] for cluster in sandbox.clusters()] == ["Paris", "Rome"]
    nothing = apply(**variables)
    assert "nothing declared" in nothing.stdout + nothing.stderr
