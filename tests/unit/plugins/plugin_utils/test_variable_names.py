# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variables are misspelled, and that none is which the roles and playbooks use."""

from __future__ import annotations

import re

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.plugin_utils._settings import SETTINGS
from ansible_collections.community.sailpoint.plugins.plugin_utils._variable_names import (
    OF_PLAYBOOKS,
    known_names,
    problems,
)

from tests.tools.link_checkout import ROOT

USED_IN = ("playbooks/*.yml", "roles/*/tasks/*.yml", "roles/*/defaults/*.yml", "extensions/awx/**/*.yml")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("sailpoint_foldr", "sailpoint_folder"),
        ("sailpoint_fodler", "sailpoint_folder"),
        ("sailpoint_folders", "sailpoint_folder"),
        ("sailpont_folder", "sailpoint_folder"),
        ("sail_point_folder", "sailpoint_folder"),
        ("SAILPOINT_FOLDER", "sailpoint_folder"),
        ("sailpoint-folder", "sailpoint_folder"),
        ("sailpoint_reprt", "sailpoint_report"),
        ("sailpoint_host", "sailpoint_hosts"),
        ("sailpoint_bas_url", "sailpoint_base_url"),
        ("sailpoint_base_ulr", "sailpoint_base_url"),
        ("sailpoint_baseurl", "sailpoint_base_url"),
        ("sailpoint_auth_client_secrt", "sailpoint_auth_client_secret"),
        ("sailpoint_consistency_timeouts", "sailpoint_consistency_timeout"),
        ("sailpoint_in_proces", "sailpoint_in_process"),
        ("fleet_client", "fleet_clients"),
        ("fleet_cluster", "fleet_clusters"),
        ("flet_clients", "fleet_clients"),
        ("fleet_purge_cluster", "fleet_purge_clusters"),
        ("fleet_max_deletion", "fleet_max_deletions"),
        ("fleet_log_level", "fleet_log_levels"),
        ("fleet_report_pth", "fleet_report_path"),
        ("fleet_export_froce", "fleet_export_force"),
    ],
)
def test_a_misspelled_name_is_told_with_the_one_that_is_meant(name, meant):
    assert problems([name], known_names()) == [f"unknown variable {name}. Did you mean {meant}?"]


@pytest.mark.parametrize(
    "name",
    [
        *("fleet_owner", "fleet_size", "fleet_region", "fleet_clients_eu", "fleet_clients_done", "fleet_all_clients"),
        *("fleet_cluster_id", "fleet_client_ids", "fleet_file", "my_fleet_clients", "fleets", "fleet", "clients"),
        *("sailpoint_client", "sailpoint_clients", "sailpoint_tenant", "sailpoint_port", "sailpoint_client_id"),
        *("sailpoint_environment", "sailpoint_user", "sailpoint_password", "sailpoint_vault_path"),
        *("ansible_host", "folder", "inventory_hostname", "awx_job_id", "tower_job_id", "__fleet_client"),
    ],
)
def test_a_name_of_the_users_own_is_let_be(name):
    assert problems([name], known_names()) == []


def test_more_names_can_be_known():
    known = {*known_names(), "awx_project_url"}

    assert problems(["awx_project_ur"], known) == ["unknown variable awx_project_ur. Did you mean awx_project_url?"]
    assert problems(["awx_project_url"], known) == []


@pytest.mark.parametrize("pattern", USED_IN)
def test_no_variable_that_the_collection_uses_itself_counts_as_misspelled(pattern):
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(pattern))]
    used = {name for text in texts for name in re.findall(r"(?<![\w.])(?:sailpoint|fleet)_[a-z_]*[a-z]\b", text)}

    assert used
    assert problems(used, known_names()) == []


PLAYBOOKS = ("apply", "export", "report", "upgrade", "tasks/check_variables")


def test_the_playbooks_take_all_but_the_settings_and_what_their_roles_document():
    playbooks = "".join((ROOT / "playbooks" / f"{name}.yml").read_text(encoding="utf-8") for name in PLAYBOOKS)
    of_roles = {
        name
        for path in ROOT.glob("roles/*/meta/argument_specs.yml")
        for name in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]
    }

    assert {name for name in known_names() - of_roles if name not in playbooks} == {one.name for one in SETTINGS}


def test_each_variable_of_the_playbooks_is_documented_where_it_is_checked():
    (check, *_others) = yaml.safe_load((ROOT / "playbooks/tasks/check_variables.yml").read_text(encoding="utf-8"))
    specification = check["ansible.builtin.validate_argument_spec"]["argument_spec"]

    assert specification.keys() == set(OF_PLAYBOOKS)
    assert all(option["description"] for option in specification.values())
