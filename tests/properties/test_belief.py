# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""One client while answers are lost, torn or untrue: nothing is said to be done that is not, and no other is touched.

The faults are those of the fault matrix, several at once and one task after the other; another writer and what takes
seconds are left to it.
"""

from __future__ import annotations

from contextlib import contextmanager

from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client import MANAGED_CLIENT
from ansible_collections.community.sailpoint.plugins.module_utils._operations.managed_client_info import (
    MANAGED_CLIENT_INFO,
)
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.faults.judge import short_waits
from tests.faults.script import FAULTS
from tests.properties.tenant import Writer

OPERATIONS = ("cluster.list", "client.list", "client.get", "client.create", "client.patch", "client.delete")
QUICK = {
    f"{operation}: {fault.name}": (fault, operation)
    for fault in FAULTS
    if "once" in fault.times
    and not fault.moves
    and not fault.script.keys() & {"endless", "seconds"}
    and "Retry-After" not in fault.script.get("headers", {})
    for operation in OPERATIONS
    if fault.is_about(operation)
}
SOME = st.lists(
    st.tuples(st.sampled_from(sorted(QUICK)), st.sampled_from(["once", "twice"]), st.integers(0, 1)),
    min_size=1,
    max_size=3,
)
LISTS = st.integers(0, 2)
"""So many lists after a write do not show it."""
DESCRIPTIONS = st.sampled_from(["", "old", "new"])


class OneClient(RuleBasedStateMachine):
    """A client that is declared, changed and deleted, and three that are not meant."""

    def __init__(self, sandbox):
        super().__init__()
        self.sandbox = sandbox
        # As promised, longer than it takes to process a write late, and until two more lists show it.
        self.writer = Writer(sandbox, consistency_timeout=1, retry_timeout=4)

    @initialize(there=st.booleans())
    def seed(self, there):
        """Begin with or without it."""
        self.sandbox.reset()
        self.sandbox.settings(validate=False)
        self.paris, austin = (cluster["id"] for cluster in self.sandbox.add_clusters("Paris", "Austin"))
        self.sandbox.add_clients(
            *({"name": name, "clusterId": cluster} for name, cluster in (("b", self.paris), ("A", self.paris))),
            {"name": "a", "clusterId": austin},
            *([{"name": "a", "clusterId": self.paris, "description": "old"}] if there else []),
        )

    def teardown(self):
        """Close the connections."""
        self.writer.__exit__()

    @rule(description=DESCRIPTIONS, by_id=st.booleans(), some=SOME, lists=LISTS)
    def declare(self, description, by_id, some, lists):
        """Declare it, by its name, or by its id where it has one."""
        with self.faults(some, lists):
            self.present(description, by_id)

    @rule(by_id=st.booleans(), some=SOME)
    def delete(self, by_id, some):
        """Declare it absent."""
        with self.faults(some, 0):
            self.absent(by_id)

    @rule(description=DESCRIPTIONS, some=SOME, lists=LISTS)
    def delete_and_declare(self, description, some, lists):
        """Declare it absent, and present at once: lists may still show it."""
        with self.faults(some, lists):
            self.absent(by_id=False)
            self.present(description, by_id=False)

    def present(self, description, by_id):
        """Do the task, and believe it only what is so."""
        former, _others = self.found()
        result = self.run(by_id, description=description)
        if result.get("failed"):
            return
        (client,), _others = self.found()
        assert client["description"] == description, result
        assert result["managed_client"]["id"] == client["id"], result
        same = [one["id"] for one in former] == [client["id"]]
        assert result["changed"] == (not same or former[0]["description"] != description), result

    def absent(self, by_id):
        """Do the task, and believe it only what is so."""
        former, _others = self.found()
        result = self.run(by_id, state="absent")
        if not result.get("failed"):
            assert self.found()[0] == [], result
            assert result["changed"] == bool(former), result

    def run(self, by_id, **options):
        """The result of a task about the client; whatever comes, the others stay as they are and there are no twins."""
        ours, others = self.found()
        meant = {"id": ours[0]["id"]} if by_id and ours else {"name": "a", "cluster": "Paris"}
        result = self.writer.run(MANAGED_CLIENT, **meant, **options)
        ours, others_now = self.found()
        assert others_now == others, result
        assert len(ours) <= 1, result
        assert "internal error" not in str(result.get("msg")), result
        return result

    def found(self):
        """The client, if it is there, and the others."""
        ours, others = [], []
        for client in self.sandbox.clients():
            meant = client["name"] == "a" and client["clusterId"] == self.paris
            (ours if meant else others).append(client)
        return ours, others

    @contextmanager
    def faults(self, some, lists):
        """Faults to the next requests, and lists that lag; neither outlasts the block."""
        self.sandbox.switch(list_lag=lists)
        for name, times, skip in some:
            fault, operation = QUICK[name]
            fault.set_up(self.sandbox, operation, times, skip)
        yield
        self.sandbox.clear_faults()
        self.sandbox.settings(clock_skew=0)
        self.sandbox.switch(list_lag=0)
        for _list in range(lists):
            self.writer.do(MANAGED_CLIENT_INFO)


def test_nothing_untrue_is_believed(sandbox):
    # Each fault takes a pause, and some a look-up: a shorter example than the first would take minutes to find.
    phases = (Phase.reuse, Phase.generate)
    fewer = settings(max_examples=settings().max_examples // 2, stateful_step_count=4, phases=phases)
    with short_waits():
        run_state_machine_as_test(lambda: OneClient(sandbox), settings=fewer)
