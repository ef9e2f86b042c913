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


TEXT = Shape("a text", lambda value: isinstance(value, str))
TEXT_OR_NULL = Shape("a text or null", lambda value: value is None or isinstance(value, str))
TEXTS_OR_NULL = Shape(
    "a list of texts or null",
    lambda value: value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value)),
)
OBJECT_OR_NULL = Shape("an object or null", lambda value: value is None or isinstance(value, dict))


class Service(NamedTuple):
    """A kind of object: what it is called, where it stands, and which scopes it takes (specification).

    ``fields`` are those that this collection uses, as the API names them. One that is missing is null. Values of
    enumerations are not checked: the vendor adds to them. ``identity`` are the fields by which people know an object,
    its name first. ``versions`` are those of the API that have the path, and ``counts`` says whether its list counts
    its records. A PATCH has its operations under ``patch_key``, or is the list of them.
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
                raise unexpected_body(request, f"a {self.noun}, for {name} of {owner} is not {shape.label}")
        return to_snake_case(body)
