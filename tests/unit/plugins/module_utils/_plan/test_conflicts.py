# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries that contradict each other, and names that would stand twice, are refused with the entries named."""

from __future__ import annotations

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import AmbiguousError, OptionError

ABSENT = {"state": "absent"}


@pytest.mark.parametrize(
    ("clients", "numbers"),
    [
        ([{"name": "a", "cluster": "Paris"}, {"id": "id-a"}], "1 and 2"),
        ([{"name": "a", "cluster": "Paris"}, {"name": "b", "cluster": "Paris"}, {"name": "a"}], "1 and 3"),
        ([{"name": "n", "cluster": "Paris"}, {"name": "n", "cluster": "id-Paris"}], "1 and 2"),
        # What is to be absent anywhere is about all of its name.
        ([{"name": "a", **ABSENT}, {"name": "a", "cluster": "Austin"}], "1 and 2"),
        ([{"name": "x", **ABSENT}, {"name": "x", **ABSENT}], "1 and 2"),
    ],
)
def test_two_entries_about_one_object(plan_of, tenant, clients, numbers):
    first, second = numbers.split(" and ")

    with pytest.raises(OptionError) as caught:
        plan_of(tenant(Paris=["a", "b"], Austin=[]), clients=clients)

    assert str(caught.value).startswith(f"entry {first} of clients and entry {second} of clients both declare ")
    assert str(caught.value).endswith(". Keep one of them")


@pytest.mark.parametrize(
    "clients",
    [
        [{"name": "a", "cluster": "Paris"}, {"name": "a", "cluster": "Austin"}],
        [{"name": "n", "cluster": "Paris"}, {"name": "n", "cluster": "Austin"}],
        [{"id": "id-a", **ABSENT}, {"name": "b", "cluster": "Paris", **ABSENT}],
        # One by id, and another that gets its name.
        [{"id": "id-a", "name": "c"}, {"name": "b", "cluster": "Paris"}],
    ],
)
def test_entries_about_different_objects(plan_of, tenant, clients):
    plan_of(tenant(Paris=["a", "b"], Austin=[]), clients=clients)


@pytest.mark.parametrize(
    ("clients", "text"),
    [
        (
            [{"id": "id-a", "name": "b"}],
            'entry 1 of clients: managed client "a" would become the second one named "b" in its cluster. Choose',
        ),
        (
            [{"id": "id-a", "name": "n"}, {"id": "id-b", "name": "n"}],
            'entry 1 of clients: managed client "a" would become the second one named "n"',
        ),
        (
            [{"id": "id-a", "name": "n"}, {"name": "n", "cluster": "Paris"}],
            'entry 1 of clients: managed client "a" would become the second one named "n"',
        ),
        (
            [{"id": "id-c", "name": "a", "cluster": "Paris", "recreate": True}],
            'managed client "c" would become the second one named "a"',
        ),
        (
            [{"id": "id-a", "name": "n"}, {"name": "n", **ABSENT}],
            'entry 2 of clients: managed client "n" is declared absent, but after this plan another object '
            "would have the same name. Give the cluster of each, or choose another name",
        ),
        (
            [{"id": "id-c", "name": "a"}, {"name": "a", "description": "x"}],
            'entry 2 of clients: managed client "a" is declared present, but after this plan another object '
            "would have the same name",
        ),
    ],
)
def test_names_that_would_stand_twice(plan_of, tenant, clients, text):
    with pytest.raises(AmbiguousError) as caught:
        plan_of(tenant(Paris=["a", "b"], Austin=["c"]), clients=clients)

    assert text in str(caught.value)


def test_clusters_have_no_place(plan_of, tenant):
    with pytest.raises(AmbiguousError, match=r'"Paris" would become the second one named "Rome". Choose another name'):
        plan_of(tenant(Paris=[], Rome=[]), clusters=[{"id": "id-Paris", "name": "Rome"}])


def test_a_name_that_is_let_go_of_is_free(plan_of, tenant):
    plan_of(tenant(Paris=["a", "b"]), clients=[{"id": "id-a", "name": "b"}, {"id": "id-b", "name": "c"}])
    plan_of(tenant(Paris=["a", "b"]), clients=[{"id": "id-a", "name": "b"}], purge=["Paris"])


def test_twins_that_nobody_touches_are_no_conflict(plan_of, tenant):
    twin = {"id": "twin", "name": "a", "cluster_id": "id-Paris", "type": "VA"}

    plan_of(tenant(Paris=["a", "b"], more=[twin]), clients=[{"id": "id-a", "description": "x"}, {"name": "b"}])


def test_a_previous_name_that_is_declared(plan_of, tenant):
    entries = [{"name": "old", "cluster": "Paris"}, {"name": "new", "previous_name": "old", "cluster": "Paris"}]

    with pytest.raises(OptionError) as caught:
        plan_of(tenant(Paris=["new"]), clients=entries)

    assert str(caught.value) == (
        'entry 1 of clients and entry 2 of clients conflict: "old" is the previous_name of managed client '
        '"new" and is also declared present. Remove previous_name, or rename by id'
    )


@pytest.mark.parametrize("other", [{"name": "old", "cluster": "Austin"}, {"name": "old", "cluster": "Paris", **ABSENT}])
def test_a_previous_name_that_is_another_matter(plan_of, tenant, other):
    entries = [other, {"name": "new", "previous_name": "old", "cluster": "Paris"}]

    plan_of(tenant(Paris=["new"], Austin=[]), clients=entries)
