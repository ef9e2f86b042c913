# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook awx_setup and its data: held to the modules of awx.awx, and run by them against a stand-in for AWX."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from tests.functional.awx.conftest import DATA, read
from tests.functional.awx.controller import TOKEN, Controller
from tests.functional.engines import clean_environment
from tests.functional.installed import installed_environment
from tests.tools.link_checkout import ROOT

PLAYBOOK = yaml.safe_load((ROOT / "playbooks" / "awx_setup.yml").read_text(encoding="utf-8"))
TASKS = [
    (task["name"], name.removeprefix("awx.awx."), options)
    for task in PLAYBOOK[0]["tasks"]
    for name, options in task.items()
    if name.startswith("awx.awx.")
]
MODULES = {
    "credential_types": "credential_type",
    "projects": "project",
    "inventories": "inventory",
    "hosts": "host",
    "inventory_sources": "inventory_source",
    "notification_templates": "notification_template",
    "job_templates": "job_template",
    "schedules": "schedule",
    "workflow_job_templates": "workflow_job_template",
    "workflow_nodes": "workflow_job_template_node",
}
"""The folders of the data, and the module whose arguments their files hold."""
FILES = sorted(f"{folder}/{path.stem}" for folder in MODULES for path in (DATA / folder).glob("*.yml"))
SECRET = "hunter2hunter2"
VARIABLES = {
    "awx_project_url": "https://git.example.com/sailpoint.git",
    "sailpoint_base_url": "https://acme.api.identitynow.com",
    "sailpoint_auth_client_id": "0a1b2c3d",
    "sailpoint_auth_client_secret": SECRET,
}
ALL_VARIABLES = {
    **VARIABLES,
    "awx_organization": "Identity",
    "awx_galaxy_credentials": ["Ansible Galaxy"],
    "awx_instance_groups": ["default"],
    "awx_vault_credential": "Tenants",
    "awx_job_slice_count": 2,
    "awx_drift_rrule": "DTSTART:20260101T000000Z RRULE:FREQ=HOURLY;INTERVAL=1",
    "awx_upgrade_rrule": "DTSTART:20260103T220000Z RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=SA",
    "awx_notification_type": "webhook",
    "awx_notification_configuration": {"url": "https://chat.example.com/hook"},
}


@pytest.fixture(name="specifications", scope="module")
def fixture_specifications(awx_bin):
    """The arguments of each module, as it hands them to AnsibleModule."""
    script = ROOT / "tests" / "functional" / "awx" / "argument_specs.py"
    finished = subprocess.run(
        [str(awx_bin / "python"), str(script), *sorted({module for _name, module, _options in TASKS})],
        env={**clean_environment(), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(finished.stdout)


@pytest.fixture(name="controller")
def fixture_controller():
    """A stand-in for AWX."""
    with Controller.start() as controller:
        yield controller


@pytest.fixture(name="setup")
def fixture_setup(controller, awx_bin, installed, tmp_path):
    """Run awx_setup on it: ``setup(variables, *arguments)``."""

    def setup(variables, *arguments):
        finished = subprocess.run(
            [
                str(awx_bin / "ansible-playbook"),
                "community.sailpoint.awx_setup",
                "--extra-vars",
                json.dumps(variables),
                *arguments,
            ],
            env=installed_environment(
                awx_bin,
                installed,
                tmp_path / "ansible-home",
                CONTROLLER_HOST=controller.base_url,
                CONTROLLER_OAUTH_TOKEN=TOKEN,
                ANSIBLE_LOCALHOST_WARNING="false",
                ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
            ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert SECRET not in finished.stdout + finished.stderr
        return finished

    return setup


@pytest.mark.parametrize(("module", "options"), [task[1:] for task in TASKS], ids=[task[0] for task in TASKS])
def test_each_field_of_a_task_is_an_option_of_its_module(specifications, module, options):
    assert options.keys() - specifications[module]["argument_spec"].keys() == set()


@pytest.mark.parametrize("path", FILES)
def test_each_file_holds_what_its_module_takes(specifications, path):
    folder, _slash, _name = path.partition("/")
    arguments = specifications[MODULES[folder]]
    given = {option for _name, module, options in TASKS if module == MODULES[folder] for option in options}
    content = read(path)

    for entry in content if isinstance(content, list) else [content]:
        # What differs from place to place is not in the files.
        values = {**entry, "workflow_job_template": "w"} if folder == "workflow_nodes" else dict(entry)
        values.update({"organization": "Default"} if folder == "inventories" else {})
        validated = ArgumentSpecValidator(**arguments).validate(values)
        assert validated.error_messages == []
        assert entry.keys() - given == set()


@pytest.mark.slow
def test_all_that_is_shipped_is_created_once(controller, setup):
    planned = setup(ALL_VARIABLES, "--check")

    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert "Check mode: organization, credential type would be created." in planned.stdout
    assert controller.writes() == []

    finished = setup(ALL_VARIABLES)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "WARNING" not in finished.stdout + finished.stderr
    for path in FILES:
        folder = path.partition("/")[0]
        collection = "workflow_job_template_nodes" if folder == "workflow_nodes" else folder
        content = read(path)
        for entry in content if isinstance(content, list) else [content]:
            assert entry.get("name", entry.get("identifier")) in controller.names(collection)
    credential_type = controller.named("credential_types", "SailPoint Identity Security Cloud")
    # Not rendered here, but by AWX.
    assert credential_type["injectors"] == read("credential_types/sailpoint")["injectors"]
    assert controller.named("credentials", "SailPoint")["inputs"] == {
        "base_url": "https://acme.api.identitynow.com",
        "client_id": "0a1b2c3d",
        "client_secret": SECRET,
        "api_version": "v1",
    }
    apply = controller.named("job_templates", "SailPoint apply")
    assert apply["credentials"] == ["SailPoint"]
    assert apply["survey"] == read("surveys/apply")
    drift = controller.named("job_templates", "SailPoint drift")
    assert (drift["job_type"], drift["notification_templates_error"]) == ("check", ["SailPoint drift"])
    tenants = controller.named("job_templates", "SailPoint apply, many tenants")
    assert (tenants["job_slice_count"], tenants["forks"], tenants["credentials"]) == (2, 10, ["Tenants"])
    assert controller.named("schedules", "SailPoint drift, every morning")["rrule"].endswith("HOURLY;INTERVAL=1")
    links = [(name, controller.named("workflow_job_template_nodes", name)) for name in ("drift", "approve", "apply")]
    assert [(name, node["success_nodes"], node["failure_nodes"]) for name, node in links] == [
        ("drift", [], ["approve"]),
        ("approve", ["apply"], []),
        ("apply", [], []),
    ]

    notification = controller.named("notification_templates", "SailPoint drift")
    assert json.loads(notification["messages"]["error"]["body"])["body"].startswith(
        "The SailPoint tenant differs from the declared fleet"
    )
    assert "Check mode" not in finished.stdout

    # Another organization has objects of the same names.
    least = setup(VARIABLES)

    assert least.returncode == 0, least.stdout + least.stderr
    assert controller.names("job_templates").count("SailPoint apply") == 2
    assert controller.names("job_templates").count("SailPoint apply, many tenants") == 1
    assert controller.names("notification_templates") == ["SailPoint drift"]
    assert [controller.strays(organization) for organization in ("Identity", "Default")] == [[], []]

    controller.requests.clear()
    checked = setup({**ALL_VARIABLES, "awx_project_url": "https://git.example.com/other.git"}, "--check")

    assert checked.returncode == 0, checked.stdout + checked.stderr
    # All else is as it was left: the notification too.
    assert "changed=1 " in checked.stdout
    assert "Check mode:" not in checked.stdout
    assert controller.writes() == []


def test_a_variable_that_is_missing_is_named_and_nothing_is_sent(controller, setup):
    finished = setup({})

    assert finished.returncode == 2
    assert "awx_project_url" in finished.stdout + finished.stderr
    assert "sailpoint_base_url" in finished.stdout + finished.stderr
    assert controller.requests == []


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"awx_project_ulr": "a"}, "unknown variable awx_project_ulr. Did you mean awx_project_url?"),
        ({"sailpoint_bas_url": "a"}, "unknown variable sailpoint_bas_url. Did you mean sailpoint_base_url?"),
    ],
)
def test_a_misspelled_variable_is_named_and_nothing_is_sent(controller, setup, variables, said):
    # What AWX itself sets is none.
    finished = setup({**variables, "awx_project_scm_branch": "main", "awx_job_template_name": "a"})

    assert finished.returncode == 2
    assert said in finished.stdout
    assert "awx_project_branch" not in finished.stdout
    assert controller.requests == []


def test_each_variable_is_in_the_reference():
    page = (ROOT / "docs" / "reference" / "playbooks.md").read_text(encoding="utf-8")
    (specification,) = [
        task["ansible.builtin.validate_argument_spec"]["argument_spec"]
        for task in PLAYBOOK[0]["tasks"]
        if "ansible.builtin.validate_argument_spec" in task
    ]

    assert [name for name in specification if f"`{name}`" not in page] == []
    used = set(re.findall(r"\b(?:awx|sailpoint)_[a-z_]+\b", yaml.safe_dump(PLAYBOOK[0]["tasks"])))
    assert used - specification.keys() - {"awx_data"} == set()
