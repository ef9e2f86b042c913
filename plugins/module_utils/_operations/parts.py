# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of objects that have a path of their own and no id, such as the log levels of a cluster."""

from __future__ import annotations

from typing import Any

from .._api.deadline import Deadline
from .._api.endpoint import Endpoint, Part, Record
from .._api.errors import ApiError
from .._api.fields import to_snake_case
from .._plan.kind import Kind


def read_part(endpoint: Endpoint, kind: Kind, parent_id: str, deadline: Deadline | None = None) -> Part:
    """The part of an object, with its field names as the API gives them; None if it has none. Raises RequestError."""
    try:
        return endpoint.get_part(
            parent_id,
            kind.part,
            scope=kind.service.read_scope,
            may_be_empty=True,
            texts=kind.part_texts,
            deadline=deadline,
        )
    except ApiError as error:
        # The object exists. 204 means that it has no such part (specification); 404 may mean the same.
        if error.is_absent:
            return None
        raise


def as_record(body: Any) -> Record | None:
    """A part with its field names in snake_case."""
    return to_snake_case(body) if isinstance(body, dict) else None
