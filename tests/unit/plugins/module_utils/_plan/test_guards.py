# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan must not do unless it was asked for."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.guards import refuse_deletions

GONE = [{"name": name, "cluster": "Paris", "state": "absent"} for name in "ab"]


def test_no_more_is_deleted_than_that(plan_of, tenant):
    plan = plan_of(tenant(Paris=["a", "b", "c"]), clients=GONE)

    refuse_deletions(plan, 2, purge_all=False)
    with pytest.raises(OptionError) as caught:
        refuse_deletions(plan, 1, purge_all=False)
    assert str(caught.value) == (
        "the plan deletes 2 objects, but max_deletions (fleet_max_deletions of the role) is 1: "
        'managed client "a", managed client "b". Nothing was sent. Increase max_deletions if this is intended'
    )


@pytest.mark.parametrize(
    ("lists", "count"),
    [
        ({"clients": [{"name": "a", "cluster": "Paris", "type": "CCG", "recreate": True}]}, 1),
        ({"clusters": [{"name": "Paris", "state": "absent", "remove_clients": True}]}, 1),
        ({"log_levels": [{"cluster": "Paris", "state": "absent"}]}, 0),
        ({"clients": [{"name": "a", "cluster": "Paris", "description": "new"}, {"name": "n", "cluster": "Paris"}]}, 0),
    ],
)
def test_what_counts(plan_of, tenant, lists, count):
    levels = {"id-Paris": {"root_level": "DEBUG"}}
    plan = plan_of(tenant(Paris=["a", "b"], levels=levels), **lists)

    assert plan.pending
    refuse_deletions(plan, count, purge_all=False)
    if count:
        with pytest.raises(OptionError, match=f"deletes {count} object"):
            refuse_deletions(plan, count - 1, purge_all=False)


@pytest.mark.parametrize(
    "clients",
    [
        [],
        [{"name": "new", "cluster": "Paris"}],
        [{"name": "a", "cluster": "Paris", "state": "absent"}],
        [{"name": "a", "cluster": "Paris", "type": "CCG", "recreate": True}],
        [{"name": "c", "cluster": "Austin"}],
    ],
)
def test_a_purge_of_all_must_be_meant(plan_of, tenant, clients):
    plan = plan_of(tenant(Paris=["a", "b"], Austin=["c"]), clients=clients, purge=["Paris"])

    with pytest.raises(OptionError) as caught:
        refuse_deletions(plan, 9, purge_all=False)
    assert str(caught.value).startswith('the purge would delete all managed clients of "Paris": managed client ')
    assert str(caught.value).endswith("set purge_all (fleet_purge_all of the role) to true")
    refuse_deletions(plan, 9, purge_all=True)


@pytest.mark.parametrize(
    "clients",
    [
        [{"name": "a", "cluster": "Paris"}],
        [{"name": "a", "cluster": "Paris", "description": "new"}],
        [{"name": name, "cluster": "Paris"} for name in "ab"],
    ],
)
def test_one_that_stays_is_enough(plan_of, tenant, clients):
    plan = plan_of(tenant(Paris=["a", "b"]), clients=clients, purge=["Paris"])

    refuse_deletions(plan, 9, purge_all=False)


def test_one_that_a_purge_ignores_stays(plan_of, tenant):
    plan = plan_of(tenant(Paris=["a", "b"], Austin=["c"]), clients=[], purge=["all"], ignore=["b"])

    with pytest.raises(OptionError, match='would delete all managed clients of "Austin": managed client "a"'):
        refuse_deletions(plan, 9, purge_all=False)
