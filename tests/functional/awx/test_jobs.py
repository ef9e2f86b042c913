# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook that a job template runs, as AWX runs it: at once, and streamed to another place and back."""

from __future__ import annotations

import shutil

import pytest
import yaml

from tests.functional.awx.conftest import DATA, read
from tests.functional.awx.job import Job

TEMPLATES = {path.stem: read(f"job_templates/{path.stem}") for path in (DATA / "job_templates").glob("*.yml")}
WAYS = ["run", "stream"]


@pytest.fixture(name="launch")
def fixture_launch(sandbox, injected, awx_bin, installed, tmp_path):
    """Launch a job template, or a playbook, on the sandbox: ``launch(name, way, variables)``. No secret may be left."""

    def launch(name, way, variables=None):
        template = TEMPLATES.get(name) or {"playbook": name, "job_type": "run"}
        job = Job(awx_bin, tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}", installed)
        shutil.copytree(DATA / "project", job.project, dirs_exist_ok=True)
        options = [*["--check"] * (template["job_type"] == "check"), *["--diff"] * template.get("diff_mode", False)]
        job.prepare(injected, variables=variables, cmdline=" ".join(options))
        finished = getattr(job, way)(template["playbook"])
        assert "sandbox-pat-secret" not in finished.everything
        assert [client["name"] for client in sandbox.clients() if client["secret"] in finished.everything] == []
        assert "WARNING" not in finished.stdout
        return finished

    return launch


@pytest.fixture(name="defaults")
def fixture_defaults():
    """What the survey of apply answers if nobody changes it."""
    return {question["variable"]: question["default"] for question in read("surveys/apply")["spec"]}


def names(sandbox):
    return sorted(client["name"] for client in sandbox.clients())


@pytest.mark.parametrize("way", WAYS)
def test_apply_makes_what_the_project_declares(sandbox, launch, defaults, way):
    finished = launch("apply", way, defaults)

    assert finished.status == "successful", finished.stdout
    assert names(sandbox) == ["paris-1", "paris-2"]
    (result,) = finished.results("Show the result")
    assert result["msg"] == "created 3: cluster Paris, paris-1, paris-2"
    assert finished.stats["failures"] == {}


def test_the_survey_says_how_far_apply_goes(sandbox, launch, defaults):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in ("old-1", "old-2", "paris-1")))

    refused = launch("apply", "run", {**defaults, "fleet_purge": "true", "fleet_max_deletions": 1})
    kept = names(sandbox)
    purged = launch("apply", "run", {**defaults, "fleet_purge": "true", "fleet_max_deletions": 2})

    assert refused.status == "failed"
    assert "old-1" in refused.failures()["localhost"]
    assert kept == ["old-1", "old-2", "paris-1"]
    assert purged.status == "successful", purged.stdout
    assert names(sandbox) == ["paris-1", "paris-2"]


@pytest.mark.parametrize("way", WAYS)
def test_drift_fails_until_it_is_applied_and_changes_nothing(sandbox, launch, writes, defaults, way):
    drifted = launch("drift", way)
    assert writes() == []
    assert drifted.status == "failed"
    assert drifted.failures()["localhost"] == (
        "the tenant differs from the declared fleet. Apply would have: created 3: cluster Paris, paris-1, paris-2"
    )

    assert launch("apply", way, defaults).status == "successful"
    assert launch("drift", way).status == "successful"


HOSTILE = "{{ lookup('ansible.builtin.pipe', 'touch evaluated') }}{% raw %}"


def artifacts(finished):
    """What AWX hands to the jobs after this one in a workflow, as extra variables."""
    return finished.stats["artifact_data"]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_approved_is_what_is_applied(sandbox, launch, writes, way):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"], "description": HOSTILE})
    drifted = launch("drift", way)
    assert drifted.status == "failed"
    assert "{" not in str(artifacts(drifted).values())

    applied = launch("apply_approved", way, artifacts(drifted))

    assert applied.status == "successful", applied.stdout
    assert names(sandbox) == ["paris-1", "paris-2"]
    assert "evaluated" not in applied.everything.replace(HOSTILE, "")


@pytest.mark.parametrize("way", WAYS)
def test_what_was_not_shown_is_not_applied_and_is_named(sandbox, launch, writes, way):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"], "description": HOSTILE})
    drifted = launch("drift", way)
    sandbox.set_client(sandbox.clients()[0]["id"], description="by another")
    sandbox.add_clients({"name": "paris-2", "clusterId": paris["id"], "description": HOSTILE})

    applied = launch("apply_approved", way, artifacts(drifted))

    assert applied.status == "failed"
    message = applied.failures()["localhost"]
    assert message.startswith("the plan differs from the approved one")
    assert "not approved: client paris-1 patched" in message
    assert "approved, but no longer planned: client paris-1 patched, client paris-2 created" in message
    assert writes() == []


def test_without_an_approval_nothing_is_applied(sandbox, launch, writes):
    sandbox.fault("client.list", kind="answer", status=403, body={})
    unread = launch("drift", "run")
    assert unread.status == "failed"

    applied = launch("apply_approved", "run", artifacts(unread) if "artifact_data" in unread.stats else {})

    assert applied.failures()["localhost"].startswith("no plan was approved")
    assert writes() == []


def test_drift_refuses_to_run_but_in_check_mode(launch, writes, monkeypatch):
    monkeypatch.setitem(TEMPLATES["drift"], "job_type", "run")

    finished = launch("drift", "run")

    assert finished.status == "failed"
    assert finished.failures()["localhost"].startswith("drift requires check mode")
    assert writes() == []


@pytest.mark.parametrize("way", WAYS)
def test_export_shows_what_there_is_and_keeps_it_as_an_artifact(sandbox, launch, writes, way):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-7", "clusterId": paris["id"], "description": HOSTILE})

    finished = launch("export", way)

    assert finished.status == "successful", finished.stdout
    (result,) = finished.results("Show the file")
    assert "paris-7" in str(result["msg"])
    assert artifacts(finished)["exported_fleet"]["fleet_clients"] == [
        {"name": "paris-7", "cluster": "Paris", "type": "VA", "description": HOSTILE}
    ]
    assert "evaluated" not in finished.everything.replace(HOSTILE, "").replace(HOSTILE.replace("'", "''"), "")
    assert writes() == []


@pytest.mark.parametrize("way", WAYS)
def test_report_shows_the_findings(sandbox, launch, writes, way):
    sandbox.add_clusters("Paris")

    finished = launch("report", way)

    assert finished.status == "successful", finished.stdout
    (result,) = finished.results("Show totals and findings")
    assert result["msg"]["totals"]["clusters"] == 1
    assert [finding["kind"] for finding in result["msg"]["findings"]] == ["too_few"]
    assert writes() == []


@pytest.mark.parametrize("way", WAYS)
def test_the_playbook_that_a_rulebook_runs(sandbox, launch, way):
    (paris,) = sandbox.add_clusters("Paris")
    (client,) = sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"], "status": "FAILED"})
    event = {
        "managed_client": {"id": client["id"], "name": "paris-1"},
        "cluster": {"id": paris["id"], "name": "Paris"},
        "old_status": "NORMAL",
        "new_status": "FAILED",
        "since": "2026-01-01T00:00:00Z",
    }

    finished = launch("community.sailpoint.show_status_change", way, {"ansible_eda": {"event": event}})

    assert finished.status == "successful", finished.stdout
    (result,) = finished.results("Show what changed")
    assert result["msg"].startswith("paris-1 in Paris: NORMAL -> FAILED")


def test_upgrade_goes_ring_by_ring(sandbox, launch):
    update = {"currentInstalledReleaseVersion": "123.1", "updatePackage": "123.1.2"}
    sandbox.add_clusters(*({"name": name, **update} for name in ("Paris", "Austin")))
    defaults = {question["variable"]: question["default"] for question in read("surveys/upgrade")["spec"]}

    finished = launch("upgrade", "run", defaults)

    assert finished.status == "successful", finished.stdout
    (result,) = finished.results("Show the result")
    assert result["msg"] == "upgraded 2: Austin 123.1 -> 123.1.2, Paris 123.1 -> 123.1.2"


def test_the_job_that_a_rulebook_launches(sandbox, launch):
    (paris,) = sandbox.add_clusters("Paris")
    (client,) = sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"], "status": "FAILED"})
    answers = {question["variable"]: question["default"] for question in read("surveys/status_change")["spec"]}

    finished = launch(
        "status_change",
        "run",
        {**answers, "managed_client_id": client["id"], "managed_cluster_name": "Paris", "new_status": "FAILED"},
    )

    assert finished.status == "successful", finished.stdout
    (result,) = finished.results("Show what changed")
    assert result["msg"].startswith("paris-1 in Paris:  -> FAILED since")


def test_a_launch_by_the_api_may_leave_out_what_has_a_default():
    for path in (DATA / "surveys").glob("*.yml"):
        for question in read(f"surveys/{path.stem}")["spec"]:
            # Without the id, there is nothing to do.
            assert question["required"] == (question["variable"] == "managed_client_id")


def test_each_job_runs_the_newest_revision_of_the_project():
    project = read("projects/sailpoint")

    assert (project["scm_update_on_launch"], project["scm_update_cache_timeout"]) == (True, 0)


def test_each_job_template_has_a_playbook_in_the_project():
    for template in TEMPLATES.values():
        assert (DATA / "project" / template["playbook"]).is_file()
    sources = [read(f"inventory_sources/{path.stem}") for path in (DATA / "inventory_sources").glob("*.yml")]
    assert [source for source in sources if not (DATA / "project" / source["source_path"]).is_file()] == []


def test_the_project_is_shipped_with_what_awx_installs_it_by(installed):
    project = installed / "ansible_collections/community/sailpoint/extensions/awx/project"
    requirements = yaml.safe_load((project / "collections" / "requirements.yml").read_text(encoding="utf-8"))

    assert requirements == {"collections": [{"name": "community.sailpoint"}]}
