# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API service: its paths, scopes and record fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from .._shown import shown_name
from .fields import to_snake_case
from .paths import VERSIONS
from .request import Request
from .responses import unexpected_body


class Shape(NamedTuple):
    """The JSON type of a field."""

    label: str
    holds: Callable[[Any], bool]


TEXT = Shape("a string", lambda value: isinstance(value, str))
TEXT_OR_NULL = Shape("a string or null", lambda value: value is None or isinstance(value, str))
TEXTS_OR_NULL = Shape(
    "a list of texts or null",
    lambda value: value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value)),
)
OBJECT_OR_NULL = Shape("an object or null", lambda value: value is None or isinstance(value, dict))


class Service(NamedTuple):
    """A kind of object: its name, its path, and the scopes that it requires (specification).

    ``fields`` are those that the collection uses, by the API's names. A missing one is null. Values of enumerations are
    not validated, because the vendor adds values. ``identity`` are the fields that identify an object, its name first.
    ``versions`` are the API versions that have the path. ``counts``: the list has X-Total-Count. ``patch_key`` is the
    key of the operations in the body of a PATCH; without one, the body is their list.
    """

    noun: str
    path: str
    read_scope: str
    manage_scope: str
    fields: Mapping[str, Shape]
    identity: Sequence[str] = ("name", "cluster_id")
    versions: Sequence[str] = VERSIONS
    counts: bool = True
    patch_key: str = ""

    def checked(self, request: Request, body: Any) -> dict[str, Any]:
        """The record, in snake_case, that a response to the request has. Raises TransportError if it is not one."""
        if not isinstance(body, dict):
            raise unexpected_body(request, f"a {self.noun}")
        for name, shape in self.fields.items():
            if not shape.holds(body.get(name)):
                owner = f'{self.noun} "{shown_name(body.get("id"))}" (id)'
                raise unexpected_body(request, f"a {self.noun}: {name} of {owner} is not {shape.label}")
        return to_snake_case(body)
