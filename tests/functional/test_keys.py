# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook of docs/how-to/store-a-key.md: a new client's key is stored and not shown, or the client is deleted."""

from __future__ import annotations

import re

import pytest

from tests.functional.engines import run_command, run_playbook
from tests.tools.copy_checkout import ROOT


@pytest.fixture(name="create")
def fixture_create(sandbox, tmp_path):
    """Run the playbook as shown on the page, as loudly as it can be: ``create(*arguments)``. A password is there."""
    sandbox.add_clusters("Paris")
    page = (ROOT / "docs" / "how-to" / "store-a-key.md").read_text(encoding="utf-8")
    playbook = tmp_path / "new_client.yml"
    playbook.write_text(re.search(r"^```yml\n(.*?)^```", page, re.MULTILINE | re.DOTALL).group(1), encoding="utf-8")
    (tmp_path / "vault-password").write_text("open sesame\n", encoding="utf-8")
    environment = {**sandbox.environment(), "SAIL_API_VERSION": "v1"}
    return lambda *arguments: run_playbook(playbook, "-vvv", "--diff", *arguments, environment=environment)


def test_a_key_is_stored_once_and_not_shown(create, sandbox, writes, tmp_path):
    checked = create("--check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert writes() == []

    # With the password at hand, Ansible could decrypt what it copies.
    created = create("--vault-password-file", str(tmp_path / "vault-password"))

    assert created.returncode == 0, created.stdout + created.stderr
    (client,) = sandbox.clients()
    path = tmp_path / "keys" / "paris-3.yml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="utf-8").startswith("$ANSIBLE_VAULT;")
    viewed = run_command(
        "ansible-vault", "view", "--vault-password-file", str(tmp_path / "vault-password"), str(path), home=tmp_path
    )
    assert f"client_id: {client['clientId']}\n" in viewed.stdout
    assert f"key: {client['secret']}\n" in viewed.stdout
    stored = path.read_bytes()

    again = create()

    assert again.returncode == 0, again.stdout + again.stderr
    assert "changed=0" in again.stdout
    assert path.read_bytes() == stored
    assert len(writes()) == 1
    outputs = [text for finished in (checked, created, again) for text in (finished.stdout, finished.stderr)]
    files = [found.read_bytes() for found in tmp_path.rglob("*") if found.is_file()]
    assert not any(client["secret"] in text for text in outputs)
    assert not any(client["secret"].encode() in content for content in files)


def test_a_client_whose_key_cannot_be_stored_does_not_stay(create, sandbox, writes, tmp_path):
    (tmp_path / "keys" / "paris-3.yml").mkdir(parents=True)

    # A folder stands there: copy writes into it, and what is read back is not the key.
    failed = create()

    assert failed.returncode == 2
    assert "could not be stored, so the client was deleted again" in failed.stdout
    assert [entry["operation"] for entry in writes()] == ["client.create", "client.delete"]
    assert sandbox.clients() == []


def test_a_client_without_a_stored_key_is_reported(create, sandbox, writes):
    (paris,) = sandbox.clusters()
    sandbox.add_clients({"name": "paris-3", "clusterId": paris["id"]})

    failed = create()

    assert failed.returncode == 2
    assert "paris-3 exists, and its key is not in" in failed.stdout
    assert writes() == []


def test_the_stored_key_of_another_client_is_not_that_of_this_one(create, sandbox):
    assert create().returncode == 0
    (client,) = sandbox.clients()
    sandbox.set_client(client["id"], clientId="another")

    failed = create()

    assert failed.returncode == 2
    assert "paris-3 exists, and its key is not in" in failed.stdout


def test_nothing_is_created_without_a_password(create, sandbox, writes, tmp_path):
    (tmp_path / "vault-password").unlink()

    assert create().returncode == 2
    assert writes() == []
