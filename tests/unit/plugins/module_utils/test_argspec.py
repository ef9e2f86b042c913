# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specifications merge, with the rules among their options."""

from __future__ import annotations

from ansible_collections.community.sailpoint.plugins.module_utils._argspec import ArgumentSpec


def test_specifications_merge():
    first = ArgumentSpec({"a": {"type": "str"}, "b": {}}, required_one_of=[("a", "b")])
    second = ArgumentSpec({"c": {"type": "bool"}}, required_if=[("c", True, ["a"])], mutually_exclusive=[("b", "c")])

    assert (first + second).as_arguments() == {
        "argument_spec": {"a": {"type": "str"}, "b": {}, "c": {"type": "bool"}},
        "required_one_of": [("a", "b")],
        "required_if": [("c", True, ["a"])],
        "mutually_exclusive": [("b", "c")],
    }
