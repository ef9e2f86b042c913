# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role fleet, by ansible-playbook, with a folder of files: which of them it refuses, and how."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "b.yml: it is not a mapping"),
        ("", "b.yml: it is not a mapping"),
        ("fleet_client: []", "b.yml: unknown variable fleet_client. Valid variables: fleet_clusters, fleet_clients"),
        ("fleet_clients: {}", "b.yml: fleet_clients is not a list"),
        ("fleet_clients: [{name: a, clutser: b}]", "b.yml: entry 1 of fleet_clients: unknown option clutser"),
        ("fleet_clients: [a]", "b.yml: entry 1 of fleet_clients: it is not a mapping"),
        ("fleet_clients: []\nfleet_clients: []", "b.yml: line 2, column 1: duplicate key fleet_clients"),
        ("fleet_clients: [", "b.yml: line "),
        ("fleet_clients: [{[a]: b}]", "b.yml: line 1, column 18: found unhashable key"),
        ("fleet_clients: []\n---\nfleet_clients: []", "b.yml: line 2, column 1: but found another document"),
        ("fleet_clients: [{name: !vault x}]", "b.yml: line 1, column 24: !vault is not supported here"),
        ("fleet_clients: [{name: !!python/name:os.system x}]", "b.yml: line 1, column 24: could not determine"),
        (b"fleet_clients: [{name: \xff}]", "b.yml: the file is not UTF-8"),
        ("fleet_clients: [{name: a\x01}]", "b.yml: "),
        (
            "fleet_clients: [{name: 0042}]",
            "b.yml: entry 1 of fleet_clients: name is the number 34, not a string. ",
        ),
        ("fleet_clients: [{name: 0042}]", 'Put it in quotes ("0042")'),
        ("fleet_clients: [{name: a, description: 1.10}]", 'quotes ("1.10")'),
        ("fleet_clusters: [{name: !!int '5'}]", "name is the number 5, not a string. Put it in quotes"),
        (
            "fleet_clusters: [{name: a, configuration: {yes: a}}]",
            "configuration: a key is the boolean true",
        ),
        ("fleet_clusters: [{name: a, configuration: {a: 2026-01-31}}]", 'quotes ("2026-01-31")'),
        ("fleet_log_levels: [{cluster: a, expiration: 2026-01-31T18:00:00Z}]", 'quotes ("2026-01-31T18:00:00Z")'),
        ('fleet_clients: [{name: "a\\0b"}]', "name contains a NUL or a lone surrogate"),
        ("fleet_clients: [{name: 2026-13-77}]", "b.yml: month must be in 1..12"),
    ],
)
def test_a_file_that_cannot_be_used(sandbox, apply, files, text, said):
    finished = apply(folder=files(a="fleet_clusters: [{name: Rome}]", b=text))

    assert finished.returncode == 2
    assert said in finished.stdout + finished.stderr
    assert "Traceback" not in finished.stdout + finished.stderr
    assert sandbox.log() == []


@pytest.mark.parametrize(("folder", "said"), [("none", "No such file or directory"), (".", "so it declares nothing")])
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
