# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that summarises a tenant."""

from __future__ import annotations

import json

from ansible_collections.community.sailpoint.plugins.filter.fleet_report import fleet_report


class Lazy(dict):
    """A variable as Ansible hands it out: a copy of it would be one of the template engine, too."""

    def __deepcopy__(self, memo):
        raise AssertionError("copied")


def test_what_ansible_attaches_to_variables_is_not_copied():
    clusters = [Lazy(id="c1", name="Paris", type="idn", configuration=Lazy(gmtOffset="1"))]
    change = Lazy(kind="cluster", name="Paris", cluster=None, action="patched", before=Lazy(name="Paris"), after=Lazy())

    summary = fleet_report([], clusters, Lazy(plan=[change]), "2026-01-31T12:00:00Z")

    assert [(drift["name"], drift["action"]) for drift in summary["drift"]] == [("Paris", "patched")]


def test_if_only_moments_differ_the_value_is_that_of_the_last_report():
    def report(minute, status="NORMAL", previous=None):
        clients = [
            {"id": "1", "name": "a", "cluster_id": "c", "status": status, "last_seen": f"2026-01-31T12:0{minute}:00Z"}
        ]
        return fleet_report(clients, [{"id": "c", "name": "Paris"}], None, f"2026-01-31T12:0{minute}:30Z", previous)

    first = report(0)

    assert report(5, previous=json.dumps(first)) == first
    assert report(5, "FAILED", json.dumps(first))["generated_at"] == "2026-01-31T12:05:30Z"
    for other in ("", "no JSON", "[]", "{}"):
        assert report(5, previous=other)["generated_at"] == "2026-01-31T12:05:30Z"
