# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was approved is what is applied, or nothing is."""

from __future__ import annotations

import json

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._plan.approval import refuse_unapproved

APPROVED = ({"name": "a", "cluster": "Paris"}, {"name": "b", "cluster": "Paris"})


@pytest.fixture(name="plan")
def fixture_plan(plan_of, tenant):
    return lambda *entries: plan_of(tenant(Paris=[]), clients=entries)


def shown(plan):
    return [change.as_result() for change in plan.pending]


def test_the_approved_plan_may_be_applied(plan):
    approved = plan(*APPROVED)

    refuse_unapproved(approved, approved.digest, None)
    refuse_unapproved(approved, None, None)


@pytest.mark.parametrize("form", [list, lambda plan: {"plan": plan}, json.dumps, lambda p: json.dumps({"plan": p})])
def test_another_one_is_refused_and_what_differs_is_named(plan, form):
    approved, now = plan(*APPROVED), plan(APPROVED[0], {"name": "c", "cluster": "Paris"})

    with pytest.raises(OptionError) as caught:
        refuse_unapproved(now, approved.digest, form(shown(approved)))

    assert str(caught.value) == (
        f"the plan differs from the approved one (digest {now.digest}, approved_digest "
        f"{approved.digest}): not approved: client c created; approved, but no longer planned: client b created. "
        "Nothing was sent. Run in check mode and approve the new plan"
    )


@pytest.mark.parametrize("approved", [None, {}, {"other": 1}])
def test_without_the_plan_nothing_is_named(plan, approved):
    with pytest.raises(OptionError, match=r"approved_digest x\)\. Nothing was sent\. Run in check mode"):
        refuse_unapproved(plan(*APPROVED), "x", approved)


def test_what_is_not_declared_may_be_all_that_differs(plan):
    now = plan(*APPROVED)

    with pytest.raises(OptionError, match=r"the undeclared objects differ\. Nothing was sent"):
        refuse_unapproved(now, "x", shown(now))


@pytest.mark.parametrize(("count", "end"), [(5, "n4 created"), (6, "n4 created and 1 more")])
def test_only_some_are_named(plan, count, end):
    now = plan(*({"name": f"n{number}", "cluster": "Paris"} for number in range(count)))

    with pytest.raises(OptionError, match=f"not approved: client n0 created, .*{end}\\. Nothing"):
        refuse_unapproved(now, "x", [])


@pytest.mark.parametrize(("approved", "text"), [("{", "is not JSON"), ([1], "is not a plan"), (5, "is not a plan")])
def test_what_is_no_plan_is_refused(plan, approved, text):
    with pytest.raises(OptionError, match=f"approved_plan {text}. Give the plan from the approved result"):
        refuse_unapproved(plan(*APPROVED), "x", approved)
