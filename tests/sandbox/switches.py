# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor leaves open. Each switch is one undocumented behaviour; a client must be right either way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints


@dataclass
class Switches:
    """The behaviours of a tenant that no source documents, and the versions it calls deprecated."""

    duplicate_names: Annotated[bool, "two clients may have the same name; false: 400, without regard to case"] = True
    delete_missing: Annotated[Literal[404, 204], "the status of a DELETE of what does not exist: 404 or 204"] = 404
    get_malformed: Annotated[Literal[404, 400], "a GET by what does not look like an id: 404 or 400"] = 404
    secret_on_create: Annotated[bool, "the answer to a create holds the client's key"] = True
    secret_on_get: Annotated[bool, "every other answer holds the client's key, too"] = False
    immutable_paths: Annotated[bool, "a PATCH of clusterId or type is refused"] = True
    case_insensitive_filters: Annotated[bool, "filters compare without regard to case"] = True
    null_name_filter: Annotated[bool, "a name filter finds a client without a name as VA-<clientId>"] = False
    unknown_types: Annotated[bool, "a type that the documents do not have is taken; false: 400"] = False
    null_description: Annotated[bool, "a description that is not given is null; false: empty"] = False
    null_created_at: Annotated[
        Literal["nowhere", "create", "list", "everywhere"],
        "createdAt is null in the answer to a create, in lists, or in all answers",
    ] = "nowhere"
    page_cap: Annotated[int, "a page has no more records than that, whatever limit asks for"] = 250
    count_header: Annotated[bool, "lists that are asked for a count have the header X-Total-Count"] = True
    page_order: Annotated[Literal["insertion", "shuffled"], "a list's order; shuffled: anew each time"] = "insertion"
    list_lag: Annotated[int, "so many lists after a write still show the state before it"] = 0
    list_lag_seconds: Annotated[float, "and so do all lists within so many seconds"] = 0
    upgrade_steps: Annotated[int, "so many reads of a cluster after an upgrade began still show the former release"] = 0
    upgrade_shows: Annotated[
        Literal["nothing", "configuring", "no_package"],
        "what the record of a cluster shows while its upgrade is under way",
    ] = "nothing"
    upgrade_again: Annotated[
        Literal["job", "refused"], "what a second upgrade does while one is under way: another job, or 400"
    ] = "job"
    upgrade_ends: Annotated[
        Literal["well", "unhealthy", "failed"],
        "how an upgrade ends: well, with the health ERROR, or with the former release",
    ] = "well"
    retry_after: Annotated[Literal["seconds", "date"], "the form of Retry-After: seconds, or an HTTP date"] = "seconds"
    rate_escalation: Annotated[
        bool, "a client id that exceeds the rate limit in 3 intervals within 120 s waits 60, 300, 600, 1,200 s"
    ] = False
    rate_counts_refused: Annotated[bool, "requests answered 429 count against the rate limit, too"] = False
    deprecated_versions: Annotated[list[str], "versions whose answers carry X-Deprecated: true"] = field(
        default_factory=lambda: ["v3", "v2024", "v2025", "v2026"]
    )

    def update(self, values: dict[str, Any]) -> None:
        """Set switches by name. Raises ValueError, and sets none, for one that cannot be set so."""
        hints = get_type_hints(Switches)
        for name, value in values.items():
            if name not in hints:
                raise ValueError(f"there is no switch {name}; there are {', '.join(hints)}")
            if not _takes(hints[name], value):
                raise ValueError(f"the switch {name} cannot be {value!r}")
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
