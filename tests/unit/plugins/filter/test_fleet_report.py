# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter that summarises a tenant."""

from __future__ import annotations

from ansible_collections.community.sailpoint.plugins.filter.fleet_report import fleet_report


class Lazy(dict):
    """A variable as Ansible hands it out: a copy of it would be one of the template engine, too."""

    def __deepcopy__(self, memo):
        raise AssertionError("copied")


def test_what_ansible_attaches_to_variables_is_not_copied():
    clusters = [Lazy(id="c1", name="Paris", type="idn", configuration=Lazy(gmtOffset="1"))]
    entry = Lazy(name="Paris", configuration=Lazy(gmtOffset="2"))

    summary = fleet_report([], clusters, Lazy(fleet_clusters=[entry]), "2026-01-31T12:00:00Z")

    assert [(drift["name"], drift["action"]) for drift in summary["drift"]] == [("Paris", "patched")]
