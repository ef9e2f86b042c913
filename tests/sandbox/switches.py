# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor leaves open. Each switch is one undocumented behaviour; a client must be right either way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints


@dataclass
class Switches:
    """The behaviours of a tenant that no source documents, and the versions it calls deprecated."""

    duplicate_names: Annotated[bool, "two clients may have the same name; false: 400, ignoring case"] = True
    delete_missing: Annotated[Literal[404, 204], "status of a DELETE of a missing object: 404 or 204"] = 404
    get_malformed: Annotated[Literal[404, 400], "status of a GET with a malformed id: 404 or 400"] = 404
    secret_on_create: Annotated[bool, "the response to a create contains the client's key"] = True
    secret_on_get: Annotated[bool, "all other responses contain the client's key"] = False
    immutable_paths: Annotated[bool, "a PATCH of clusterId or type is refused"] = True
    case_insensitive_filters: Annotated[bool, "filters ignore case"] = True
    null_name_filter: Annotated[bool, "a name filter finds an unnamed client as VA-<clientId>"] = False
    unknown_types: Annotated[bool, "an undocumented type is accepted; false: 400"] = False
    null_description: Annotated[bool, "an omitted description is null; false: empty"] = False
    null_created_at: Annotated[
        Literal["nowhere", "create", "list", "everywhere"],
        "createdAt is null in the response to a create, in lists, or in all responses",
    ] = "nowhere"
    page_cap: Annotated[int, "maximum number of records in a page, whatever the limit"] = 250
    count_header: Annotated[bool, "lists with count=true have the header X-Total-Count"] = True
    page_order: Annotated[
        Literal["insertion", "shuffled"], "order of lists; shuffled: a new order for each request"
    ] = "insertion"
    list_lag: Annotated[int, "number of lists after a write that still show the former state"] = 0
    list_lag_seconds: Annotated[float, "seconds after a write in which all lists show the former state"] = 0
    upgrade_steps: Annotated[int, "number of reads after an upgrade starts that still show the former release"] = 0
    upgrade_shows: Annotated[
        Literal["nothing", "configuring", "no_package"],
        "what the record of a cluster shows during its upgrade",
    ] = "nothing"
    upgrade_again: Annotated[
        Literal["job", "refused"], "response to a second upgrade during the first: another job, or 400"
    ] = "job"
    upgrade_ends: Annotated[
        Literal["well", "unhealthy", "failed"],
        "how an upgrade ends: successful, with health ERROR, or with the former release",
    ] = "well"
    retry_after: Annotated[Literal["seconds", "date"], "format of Retry-After: seconds or an HTTP date"] = "seconds"
    rate_escalation: Annotated[
        bool, "a client id that exceeds the rate limit in 3 intervals within 120 s must wait 60, 300, 600, 1,200 s"
    ] = False
    rate_counts_refused: Annotated[bool, "requests that get 429 count towards the rate limit"] = False
    deprecated_versions: Annotated[list[str], "versions whose responses have X-Deprecated: true"] = field(
        default_factory=lambda: ["v3", "v2024", "v2025", "v2026"]
    )

    def update(self, values: dict[str, Any]) -> None:
        """Set switches by name. Raises ValueError, and sets none, for one that cannot be set so."""
        hints = get_type_hints(Switches)
        for name, value in values.items():
            if name not in hints:
                raise ValueError(f"unknown switch {name}. Known switches: {', '.join(hints)}")
            if not _takes(hints[name], value):
                raise ValueError(f"invalid value for the switch {name}: {value!r}")
        vars(self).update(values)


def _takes(hint: Any, value: Any) -> bool:
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return isinstance(value, (int, float) if hint is float else get_origin(hint) or hint)


def describe() -> str:
    """A line for each switch: its name, its default and what it does."""
    hints = get_type_hints(Switches, include_extras=True)
    return "\n".join(
        f"  {name} = {default}: {hints[name].__metadata__[0]}" for name, default in vars(Switches()).items()
    )
