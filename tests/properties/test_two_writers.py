# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two writers, whose answers are lost and whose lists lag: never two clients where one was declared, none lost.

The assumption is the one that the option ``consistency_timeout`` states: no list lags for longer than that.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_fleet import (
    MANAGED_CLIENT_FLEET,
)
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.properties.tenant import Writer

WRITERS = st.integers(0, 1)
NAMES = st.sampled_from(["a", "A", 'b"', "c"])
CLUSTERS = st.sampled_from(["Paris", "Austin"])
LOST = st.sampled_from(["", "client.create", "client.patch", "client.delete"])
LISTS = st.integers(0, 2)
"""So many lists after a write do not show it."""
PLACES = st.lists(st.tuples(NAMES, CLUSTERS), unique=True, min_size=1)


class TwoWriters(RuleBasedStateMachine):
    """What the tenant must have: clients by id, each with its name and its cluster's."""

    def __init__(self, sandbox):
        super().__init__()
        self.sandbox = sandbox
        self.writers = [Writer(sandbox, consistency_timeout=1, retry_timeout=30) for _number in range(2)]
        self.expected = {}

    @initialize(others=st.lists(st.tuples(NAMES, CLUSTERS), unique=True, max_size=3))
    def seed(self, others):
        """Begin with what nobody here made."""
        self.sandbox.reset()
        self.ids = {cluster["name"]: cluster["id"] for cluster in self.sandbox.add_clusters("Paris", "Austin")}
        for name, cluster in others:
            (client,) = self.sandbox.add_clients({"name": name, "clusterId": self.ids[cluster]})
            self.expected[client["id"]] = (name, cluster)

    def teardown(self):
        """Close the connections."""
        for writer in self.writers:
            writer.__exit__()

    @rule(writer=WRITERS, name=NAMES, cluster=CLUSTERS, lost=LOST, lists=LISTS)
    def declare(self, writer, name, cluster, lost, lists):
        """Declare one client."""
        with faults(self.sandbox, self.writers[writer], lost, lists):
            self.writers[writer].do(MANAGED_CLIENT, name=name, cluster=cluster)
        self.expect_new([(name, cluster)])

    @rule(writer=WRITERS, places=PLACES, lost=LOST, lists=LISTS)
    def declare_fleet(self, writer, places, lost, lists):
        """Declare several."""
        with faults(self.sandbox, self.writers[writer], lost, lists):
            self.writers[writer].do(MANAGED_CLIENT_FLEET, clients=entries(places))
        self.expect_new(places)

    @rule(both=st.tuples(PLACES, PLACES), lost=LOST, lists=LISTS)
    def declare_at_once(self, both, lost, lists):
        """Two writers declare several at the same time, some of them the same."""
        with faults(self.sandbox, self.writers[0], lost, lists), ThreadPoolExecutor(2) as pool:
            list(
                pool.map(
                    lambda writer, places: writer.do(MANAGED_CLIENT_FLEET, clients=entries(places)), self.writers, both
                )
            )
        self.expect_new([*both[0], *both[1]])

    @rule(writer=WRITERS, name=NAMES, cluster=CLUSTERS, lost=LOST)
    def delete(self, writer, name, cluster, lost):
        """Declare one absent."""
        with faults(self.sandbox, self.writers[writer], lost):
            self.writers[writer].do(MANAGED_CLIENT, name=name, cluster=cluster, state="absent")
        self.expected = {key: place for key, place in self.expected.items() if place != (name, cluster)}

    @precondition(lambda self: self.expected)
    @rule(writer=WRITERS, data=st.data(), name=NAMES, lost=LOST)
    def rename(self, writer, data, name, lost):
        """Give one of them another name, which is refused where there is one of that name."""
        client_id = data.draw(st.sampled_from(sorted(self.expected)))
        place = (name, self.expected[client_id][1])
        with faults(self.sandbox, self.writers[writer], lost):
            result = self.writers[writer].run(MANAGED_CLIENT, id=client_id, name=name)
        taken = place in [other for key, other in self.expected.items() if key != client_id]
        assert bool(result.get("failed")) == taken, result
        if not taken:
            self.expected[client_id] = place

    def expect_new(self, places):
        """One more of each of these, unless there is one."""
        for client_id, place in self.found().items():
            if client_id not in self.expected and place in places and place not in self.expected.values():
                self.expected[client_id] = place
        assert set(places) <= set(self.expected.values())

    def found(self):
        """What the tenant has."""
        names = {cluster_id: name for name, cluster_id in self.ids.items()}
        return {client["id"]: (client["name"], names[client["clusterId"]]) for client in self.sandbox.clients()}

    @invariant()
    def there_is_what_was_declared_once_and_nothing_else(self):
        """None twice, none too many, none lost."""
        if self.expected or hasattr(self, "ids"):
            assert self.found() == self.expected


def entries(places):
    """What declares these."""
    return [{"name": name, "cluster": cluster} for name, cluster in places]


@contextmanager
def faults(sandbox, writer, lost, lists=0):
    """A lost answer to the next request of that operation, and lists that lag; neither outlasts the block."""
    sandbox.switch(list_lag=lists)
    if lost:
        sandbox.fault(lost, kind="reset", after=True)
    yield
    sandbox.clear_faults()
    sandbox.switch(list_lag=0)
    for _list in range(lists):
        writer.do(MANAGED_CLIENT_INFO)


def test_two_writers_leave_what_was_declared(sandbox):
    # Each lost answer takes a pause.
    fewer = settings(max_examples=settings().max_examples // 5, stateful_step_count=8)
    run_state_machine_as_test(lambda: TwoWriters(sandbox), settings=fewer)
