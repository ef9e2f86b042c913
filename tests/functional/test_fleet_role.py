# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role fleet, by ansible-playbook: from variables and from a folder, in check mode, and what it refuses."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.functional.roles import run_role

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


@pytest.fixture(name="files")
def fixture_files(tmp_path):
    """Write files of the folder ``fleet`` and return its path: ``files(name=text)``, without their ending."""

    def files(**texts):
        folder = tmp_path / "fleet"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(folder)

    return files


@pytest.fixture(name="apply")
def fixture_apply(sandbox, tmp_path):
    """Run the role with its variables: ``apply(*arguments, folder=...)``."""
    return lambda *arguments, **variables: run_role("fleet", sandbox, tmp_path, *arguments, **variables)


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
        "client.delete",
        "cluster.log_config.put",
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
    # The id of the new cluster is not known before.
    (rome,) = (cluster["id"] for cluster in sandbox.clusters())
    assert checked.stdout == real.stdout.replace(rome, "Rome")


def test_a_cluster_that_keeps_a_client_is_not_deleted_in_check_mode_either(paris, apply):
    finished = apply("--check", clusters=[{"name": "Paris", "state": "absent"}])

    assert finished.returncode == 2
    assert "has clients and is not deleted" in finished.stdout + finished.stderr


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
    assert "max_deletions is 0" in guarded.stdout + guarded.stderr
    assert [client["name"] for client in sandbox.clients()] == ["paris-1", "paris-0"]

    purged = apply(**options)
    assert purged.returncode == 0, purged.stdout + purged.stderr
    assert [client["name"] for client in sandbox.clients()] == ["paris-0"]


@pytest.mark.parametrize(
    ("clients", "said"),
    [
        ([], "no client is declared: it would delete all clients in Paris: nothing was sent"),
        ([{"name": "paris-1", "state": "absent"}], "no client is declared: it would delete all clients in Paris"),
        ([{"name": "paris-2", "cluster": "Paris"}], "would delete all managed clients of"),
    ],
)
def test_a_purge_of_a_whole_cluster_needs_a_word_of_its_own(sandbox, paris, apply, writes, clients, said):
    options = {"clusters": [{"name": "Paris"}], "clients": clients, "purge": True, "purge_clusters": ["Paris"]}

    refused = apply(**options)

    assert refused.returncode == 2
    assert said in refused.stdout
    assert "fleet_purge_all" in refused.stdout
    assert writes() == []
    assert apply(**options, purge_all=True).returncode == 0
    assert "paris-1" not in [client["name"] for client in sandbox.clients()]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "nothing is declared: set fleet_folder (sailpoint_folder of the playbook"),
        ({"folder": "", "clients": [], "clusters": []}, "nothing is declared: set fleet_folder"),
        ({"clients": [], "purge": True, "purge_clusters": ["Paris"]}, "nothing is declared: set fleet_folder"),
        ({"client": [{"name": "a"}]}, "there is no variable fleet_client: there is fleet_clients"),
        (
            {"clusters": [{"name": "a"}], "purge_cluster": ["Paris"]},
            "there is no variable fleet_purge_cluster: there is fleet_purge_clusters",
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
        ({"clusters": [{"name": True}]}, "entry 1 of fleet_clusters: name is the boolean true, not a text"),
        ({"clients": [{"name": 42}]}, "entry 1 of fleet_clients: name is the number 42, not a text: put it in quotes"),
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "b.yml: is no mapping"),
        ("", "b.yml: is no mapping"),
        ("fleet_client: []", "b.yml: unknown variable fleet_client: there are fleet_clusters, fleet_clients"),
        ("fleet_clients: {}", "b.yml: fleet_clients is no list"),
        ("fleet_clients: [{name: a, clutser: b}]", "b.yml: entry 1 of fleet_clients: unknown option clutser"),
        ("fleet_clients: [a]", "b.yml: entry 1 of fleet_clients: it is no mapping"),
        ("fleet_clients: []\nfleet_clients: []", "b.yml: line 2, column 1: fleet_clients stands twice"),
        ("fleet_clients: [", "b.yml: line "),
        ("fleet_clients: [{[a]: b}]", "b.yml: line 1, column 18: found unhashable key"),
        ("fleet_clients: []\n---\nfleet_clients: []", "b.yml: line 2, column 1: but found another document"),
        ("fleet_clients: [{name: !vault x}]", "b.yml: line 1, column 24: !vault is not read here"),
        ("fleet_clients: [{name: !!python/name:os.system x}]", "b.yml: line 1, column 24: could not determine"),
        (b"fleet_clients: [{name: \xff}]", "b.yml: is not UTF-8"),
        ("fleet_clients: [{name: a\x01}]", "b.yml: "),
        (
            "fleet_clients: [{name: 0042}]",
            "b.yml: entry 1 of fleet_clients: name is the number 34, not a text: ",
        ),
        ("fleet_clients: [{name: 0042}]", 'put it in quotes ("0042")'),
        ("fleet_clients: [{name: a, description: 1.10}]", 'quotes ("1.10")'),
        ("fleet_clusters: [{name: !!int '5'}]", "name is the number 5, not a text: put it in quotes"),
        (
            "fleet_clusters: [{name: a, configuration: {yes: a}}]",
            "configuration: a key is the boolean true",
        ),
        ("fleet_clusters: [{name: a, configuration: {a: 2026-01-31}}]", 'quotes ("2026-01-31")'),
        ("fleet_log_levels: [{cluster: a, expiration: 2026-01-31T18:00:00Z}]", 'quotes ("2026-01-31T18:00:00Z")'),
        ('fleet_clients: [{name: "a\\0b"}]', "name has a NUL or half of a surrogate pair"),
        ("fleet_clients: [{name: 2026-13-77}]", "b.yml: month must be in 1..12"),
    ],
)
def test_a_file_that_cannot_be_used(sandbox, apply, files, text, said):
    finished = apply(folder=files(a="fleet_clusters: [{name: Rome}]", b=text))

    assert finished.returncode == 2
    assert said in finished.stdout + finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr
    assert sandbox.log() == []


@pytest.mark.parametrize(
    ("folder", "said"), [("none", "No such file or directory"), (".", "nothing is declared there")]
)
def test_a_folder_that_cannot_be_used(sandbox, apply, tmp_path, folder, said):
    place = tmp_path / "fleet"
    place.mkdir()

    finished = apply(folder=str(place / folder))

    assert finished.returncode == 2
    assert said in finished.stdout + finished.stderr
    assert sandbox.log() == []


def test_a_file_may_be_encrypted_as_a_whole(sandbox, apply, files, tmp_path):
    folder = files(clusters="fleet_clusters: [{name: Rome, configuration: {password: hunter2}}]")
    password = tmp_path / "password"
    password.write_text("open sesame", encoding="utf-8")
    command = [sys.executable, "-m", "ansible.cli.vault", "encrypt", f"{folder}/clusters.yml"]
    subprocess.run([*command, "--vault-password-file", str(password)], check=True, capture_output=True, timeout=60)

    finished = apply("--vault-password-file", str(password), folder=folder)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert sandbox.clusters()[0]["configuration"] == {"password": "hunter2"}


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
