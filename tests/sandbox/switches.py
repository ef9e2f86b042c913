# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor leaves open. Each switch is one undocumented behaviour; a client must be right either way."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _switch(default: Any, text: str) -> Any:
    if isinstance(default, list):
        return field(default_factory=lambda: list(default), metadata={"text": text})
    return field(default=default, metadata={"text": text})


@dataclass
class Switches:
    """The behaviours of a tenant that no source documents, and the versions it calls deprecated."""

    duplicate_names: bool = _switch(True, "two clients may have the same name; false: 400, without regard to case")
    delete_missing: int = _switch(404, "the status of a DELETE of what does not exist: 404 or 204")
    get_malformed: int = _switch(404, "the status of a GET by what does not look like an id: 404 or 400")
    secret_on_create: bool = _switch(True, "the answer to a create holds the client's key")
    secret_on_get: bool = _switch(False, "every other answer holds the client's key, too")
    immutable_paths: bool = _switch(True, "a PATCH of clusterId or type is refused")
    case_insensitive_filters: bool = _switch(True, "filters compare without regard to case")
    null_name_filter: bool = _switch(False, "a name filter finds a client without a name as VA-<clientId>")
    null_description: bool = _switch(False, "a description that is not given is null; false: empty")
    page_order: str = _switch("insertion", "the order of a list: insertion, or shuffled anew for each request")
    deprecated_versions: list[str] = _switch(
        ["v3", "v2024", "v2025", "v2026"], "versions whose answers carry X-Deprecated: true"
    )

    def update(self, values: dict[str, Any]) -> None:
        """Set switches by name. Raises ValueError for one that does not exist."""
        known = {entry.name for entry in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"there is no switch {name}; there are {', '.join(sorted(known))}")
            setattr(self, name, value)


def describe() -> str:
    """A line for each switch: its name, its default and what it does."""
    lines = []
    for entry in fields(Switches):
        default = getattr(Switches(), entry.name)
        lines.append(f"  {entry.name} = {default}: {entry.metadata['text']}")
    return "\n".join(lines)
