# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the desired and current fields of one object. Pure.

The fields of an object are a mapping of its declarable fields; it is empty for an object that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Dict, NamedTuple

from .._libraries import jsonpatch

Fields = Dict[str, Any]

CREATED, PATCHED, DELETED, RECREATED, UNCHANGED = ACTIONS = ("created", "patched", "deleted", "recreated", "unchanged")

REPLACED = "REPLACED (deleted and created again, gets a new id, must be deployed again)"
"""The words for a recreated object in diffs and messages."""


class Difference(NamedTuple):
    """The action for one object (one of ``ACTIONS``), and its fields before and after."""

    action: str
    before: Fields
    after: Fields


def presence(desired: Mapping[str, Any], before: Fields, defaults: Mapping[str, Any]) -> Difference:
    """The difference that gives the object the desired fields.

    Fields missing in ``desired`` are unchanged, or get their default if the object is new.
    """
    if not before:
        return Difference(CREATED, before, {**desired, **defaults, **desired})
    after = {**before, **desired}
    return Difference(UNCHANGED, before, before) if after == before else Difference(PATCHED, before, after)


def absence(before: Fields) -> Difference:
    """The difference that deletes the object."""
    return Difference(DELETED if before else UNCHANGED, before, {})


def json_patch(before: Fields, after: Fields) -> list[dict[str, Any]]:
    """The operations (RFC 6902) from ``before`` to ``after`` in a stable order: add, remove and replace only."""
    operations = [
        plain for operation in jsonpatch.make_patch(before, after).patch for plain in _without_move(operation, after)
    ]
    return sorted(operations, key=lambda operation: str(operation["path"]))


def _without_move(operation: dict[str, Any], after: Fields) -> list[dict[str, Any]]:
    # The vendor's schema of an operation has no field ``from``.
    if operation["op"] != "move":
        return [operation]
    value = jsonpatch.JsonPointer(operation["path"]).resolve(after)
    return [
        {"op": "remove", "path": operation["from"]},
        {"op": "add", "path": operation["path"], "value": value},
    ]
