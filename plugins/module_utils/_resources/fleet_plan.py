# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a whole fleet of managed clients. Pure: from what is declared and what there is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from .._api.collection import Record
from .._api.errors import AmbiguousError, NotFoundError, OptionError, SailPointError
from .._lookup import ID_PATTERN, client_name, the_only
from .._plan import Plan, State, plan_absence
from .._shown import shown_name
from .client_plan import check_client_of_id, label_of, pick_client, plan_client, refuse_empty, state_of

MOST_NAMED = 10
"""How many objects a message names at most."""


class Step(NamedTuple):
    """What happens to one client: to that of an entry, or to one that is purged (then ``entry`` is empty)."""

    label: str
    plan: Plan
    current: Record | None
    entry: Mapping[str, Any]

    @property
    def deletes(self) -> bool:
        """Whether a client that exists is deleted, be it to be created anew."""
        return self.plan.action in ("deleted", "recreated")


class FleetPlan(NamedTuple):
    """A step for each entry, in their order, and a step for each client that is purged.

    ``emptied`` are the purged clusters, by name, that keep none of the clients that they have now.
    """

    entries: Sequence[Step]
    purged: Sequence[Step]
    emptied: Sequence[str]

    @property
    def steps(self) -> list[Step]:
        """All steps."""
        return [*self.entries, *self.purged]


class Clusters:
    """The clusters of a tenant, by name and by id."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._by_id = {record["id"]: record for record in records}
        self._by_name = defaultdict(list)
        for record in records:
            self._by_name[record.get("name")].append(record)

    def find(self, reference: str) -> Record:
        """The cluster of that name or id. Raises NotFoundError or AmbiguousError."""
        named = self._by_name.get(reference, [])
        by_id = self._by_id.get(reference)
        if by_id and (ID_PATTERN.fullmatch(reference) or not named):
            return by_id
        cluster = the_only(named, f'cluster "{reference}"', "give the id of the one you mean as cluster")
        if cluster is None:
            raise NotFoundError(
                f'cluster "{reference}" does not exist, neither by name (exact, with its case) nor by id'
            )
        return cluster


def plan_fleet(
    entries: Sequence[Mapping[str, Any]],
    clusters: Clusters,
    clients: Collection[Record],
    purge_clusters: Sequence[str],
) -> FleetPlan:
    """The plan for the entries, given all clusters and clients that they may speak of.

    The clients in ``purge_clusters`` (names or ids) that no entry declares are deleted. It does not depend on the
    order of the entries. Raises SailPointError, which names the entry, where they cannot be carried out, contradict
    each other or would leave two clients of one name in a cluster.
    """
    by_id = {record["id"]: record for record in clients}
    by_name = defaultdict(list)
    for record in clients:
        by_name[client_name(record)].append(record)
    steps = []
    for number, entry in enumerate(entries, 1):
        try:
            steps.append(_plan_entry(entry, clusters, by_id, by_name))
        except SailPointError as error:
            raise type(error)(f"entry {number} of clients: {error}") from None
    _refuse_double(steps)
    declared = {step.current["id"] for step in steps if step.current}
    purge_from = {cluster["id"]: cluster for cluster in map(clusters.find, purge_clusters)}
    purged = [
        Step(label_of({}, record), plan_absence(state_of(record)), record, {})
        for record in sorted(clients, key=lambda record: (client_name(record), record["id"]))
        if record["cluster_id"] in purge_from and record["id"] not in declared
    ]
    plan = FleetPlan(steps, purged, [str(purge_from[id_]["name"] or id_) for id_ in _emptied(steps, purged)])
    _refuse_namesakes(plan, clients)
    return plan


def refuse_deletions(plan: FleetPlan, most: int, *, purge_all: bool) -> None:
    """Raise OptionError if the plan deletes more clients than that, or purges a whole cluster without ``purge_all``."""
    deleted = [step.label for step in plan.steps if step.deletes]
    if len(deleted) > most:
        raise OptionError(
            f"the plan deletes {len(deleted)} managed clients, and max_deletions is {most}: {named(deleted)}: "
            "nothing was sent: give max_deletions as many where that is what you want"
        )
    if plan.emptied and not purge_all:
        clusters = ", ".join(f'"{shown_name(name)}"' for name in plan.emptied[:MOST_NAMED])
        raise OptionError(
            f"the purge would delete all managed clients of {clusters}: {named([step.label for step in plan.purged])}: "
            "nothing was sent: declare the clients that stay, or set purge_all (fleet_purge_all of the role) to true"
        )


def _emptied(steps: Sequence[Step], purged: Sequence[Step]) -> list[str]:
    """The ids of the clusters of which clients are purged, and none stays."""
    staying = {
        step.current["cluster_id"]
        for step in steps
        if step.current and step.plan.after and step.plan.after["cluster_id"] == step.current["cluster_id"]
    }
    purged_from = dict.fromkeys(step.current["cluster_id"] for step in purged if step.current)
    return [id_ for id_ in purged_from if id_ not in staying]


def named(labels: Sequence[str]) -> str:
    """The first of these, and how many there are besides."""
    more = len(labels) - MOST_NAMED
    return ", ".join(labels[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _plan_entry(
    entry: Mapping[str, Any],
    clusters: Clusters,
    by_id: Mapping[str, Record],
    by_name: Mapping[str, Sequence[Record]],
) -> Step:
    refuse_empty(entry)
    try:
        cluster_id = clusters.find(entry["cluster"])["id"] if entry["cluster"] else None
    except NotFoundError:
        if entry["state"] == "present" or entry["id"]:
            raise
        # Without its cluster there is no client.
        return Step(label_of(entry, None), plan_absence({}), None, entry)
    if entry["id"]:
        current = by_id.get(entry["id"])
        check_client_of_id(entry, current, cluster_id)
    else:
        current = pick_client(by_name.get(entry["name"], ()), entry["name"], cluster_id)
    return Step(
        label_of(entry, current), plan_client(entry, current, cluster_id), current, {**entry, "cluster": cluster_id}
    )


def _refuse_double(steps: Sequence[Step]) -> None:
    """Refuse two entries that speak of the same client, be they equal or not, or will when they are carried out."""
    seen: dict[tuple[str, ...], int] = {}
    # What is to be absent in any cluster comes last: it is also about those of its name that others speak of.
    numbered = sorted(enumerate(steps, 1), key=lambda pair: _is_absent_anywhere(pair[1]))
    for number, step in numbered:
        name, cluster, id_ = (step.entry[option] for option in ("name", "cluster", "id"))
        if step.current:
            id_ = step.current["id"]
        keys = [("id", id_) if id_ else ("place", name, cluster)]
        if _is_absent_anywhere(step):
            keys.append(("name", name))
        for key in keys:
            if seen.setdefault(key, number) != number:
                first, second = sorted((seen[key], number))
                raise OptionError(
                    f"entries {first} and {second} of clients are both about {step.label}: keep one of them"
                )
        if not step.entry["id"]:
            seen.setdefault(("name", name), number)


def _is_absent_anywhere(step: Step) -> bool:
    """Whether no client of that name is to be left, in whichever cluster."""
    return not step.entry["id"] and step.entry["cluster"] is None and not step.plan.after


def _refuse_namesakes(plan: FleetPlan, clients: Collection[Record]) -> None:
    """Refuse to give a client the name and the cluster that another one has in the end, too.

    And refuse an entry by name where the others would leave one of that name besides: run again, it would mean another
    client, or more than one.
    """
    changed = {step.current["id"]: step.plan.after for step in plan.steps if step.current}
    left = [changed.get(record["id"], record) for record in clients]
    left += [step.plan.after for step in plan.entries if not step.current]
    places = Counter((client_name(state), state["cluster_id"]) for state in left if state)
    names = Counter(client_name(state) for state in left if state)
    moved = [step for step in plan.entries if step.plan.after and _place(step.plan.after) != _place(step.plan.before)]
    for step in moved:
        if places[_place(step.plan.after)] > 1:
            raise AmbiguousError(
                f'{step.label} would become the second one named "{step.plan.after["name"]}" in its cluster: '
                "give it another name"
            )
    for step in plan.entries:
        name, cluster_id = step.entry["name"], step.entry["cluster"]
        count = places[name, cluster_id] if cluster_id else names[name]
        if not step.entry["id"] and count > bool(step.plan.after):
            raise AmbiguousError(
                f"{step.label} is to be {step.entry['state']}, and another entry would leave one of that name: "
                "give the cluster of each, or another name"
            )


def _place(state: State) -> tuple[Any, Any]:
    return state.get("name"), state.get("cluster_id")
