# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The processes of a run share one rate limit, and whatever is wrong with their file, requests are sent."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import time

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import Cancellation
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.deadline import Deadline
from ansible_collections.community.sailpoint.plugins.module_utils._api.rate_limiter import RateLimiter
from ansible_collections.community.sailpoint.plugins.module_utils._api.telemetry import Telemetry
from ansible_collections.community.sailpoint.plugins.plugin_utils import _run_memory
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_memory import FRAME, RunMemory

from .test_run_memory import TROUBLE, fixture_folder

__all__ = ["fixture_folder"]

# As Ansible makes its workers.
fork = multiprocessing.get_context("fork")

LONG = 3600.0
"""Seconds of a window that does not pass within a test."""


def limiter(folder, limit, window):
    connection = Connection(
        "https://a.invalid", "v1", "id", "secret", None, rate_limit=limit, rate_window=window, timeout=LONG
    )
    return RateLimiter(connection, RunMemory(folder), Cancellation())


def send(one, count=1):
    """Send that many requests. Returns when each was sent and answered."""
    moments = []
    for _time in range(count):
        with one.acquire("list", Deadline(LONG), Telemetry()):
            sent = time.monotonic()
            moments.append((sent, time.monotonic()))
    return moments


def is_full(one):
    """Whether a request would have to wait."""
    telemetry = Telemetry()

    def give_up(*_arguments):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cancellation, "sleep", give_up)
        try:
            with one.acquire("list", Deadline(LONG), telemetry):
                return False
        except KeyboardInterrupt:
            return True


def in_process(function, *arguments):
    process = fork.Process(target=function, args=arguments)
    process.start()
    return process


@pytest.fixture(name="record")
def fixture_record(folder):
    """Call it for the file of the window, once there is one."""
    return lambda: next(folder.glob("sailpoint-rate-*"))


def test_all_processes_together_keep_to_the_limit(folder):
    limit, window, count = 20, 0.2, 15
    # Opened before the fork, as by the inventory: the workers must not share its lock.
    first = limiter(folder, limit, window)
    send(first)
    queue = fork.Queue()
    processes = [
        in_process(lambda one=one: queue.put(send(one, count)))
        for one in (first, *(limiter(folder, limit, window) for _number in range(5)))
    ]
    moments = [moment for _process in processes for moment in queue.get(timeout=60)]
    for process in processes:
        process.join()

    assert len(moments) == 6 * count
    # Whenever the tenant counted each of them, there were no more than that within a window.
    counts = [sum(sent <= now and answered > now - window for sent, answered in moments) for now, _answered in moments]
    assert max(counts) <= limit


def test_a_limit_that_is_not_reached_is_not_waited_for(folder):
    queue = fork.Queue()
    processes = [in_process(lambda: queue.put(send(limiter(folder, 1000, LONG), 100))) for _number in range(4)]

    assert sum(len(queue.get(timeout=60)) for _process in processes) == 400
    for process in processes:
        process.join()
    # Four are left for others.
    assert not is_full(limiter(folder, 405, LONG))
    assert is_full(limiter(folder, 405, LONG))


def test_a_worker_that_is_killed_does_not_hold_its_place(folder):
    ready = fork.Event()

    def hang():
        with limiter(folder, 1, 0.1).acquire("list", Deadline(LONG), Telemetry()):
            ready.set()
            signal.pause()

    worker = in_process(hang)
    assert ready.wait(60)
    assert is_full(limiter(folder, 1, 0.1))
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()

    assert len(send(limiter(folder, 1, 0.1))) == 1


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda trouble: trouble.__name__)
@pytest.mark.parametrize("late", [False, True])
def test_whatever_is_wrong_with_the_folder_a_process_keeps_to_the_limit_by_itself(folder, monkeypatch, trouble, late):
    one = limiter(folder, 2, LONG)
    if late:
        send(one)
        for path in folder.iterdir():
            path.unlink()
    trouble(folder, monkeypatch)

    begun = time.monotonic()
    found = [is_full(one) for _time in range(3)]

    assert (found[0], found[-1]) == (False, True)
    assert time.monotonic() - begun < _run_memory.MAX_LOCK


@pytest.mark.parametrize(
    "content", [b"", b"x", b"\xff" * 100_000, FRAME.pack(8, 0) + bytes(8), FRAME.pack(2**32 - 1, 0) + bytes(80)]
)
def test_a_file_that_is_garbage_counts_as_empty_and_is_shared_again(folder, record, content):
    send(limiter(folder, 1, LONG))
    assert is_full(limiter(folder, 1, LONG))
    record().write_bytes(content)

    send(limiter(folder, 1, LONG))

    assert is_full(limiter(folder, 1, LONG))


def test_a_file_that_was_cut_counts_as_empty(folder, record):
    send(limiter(folder, 1, LONG))
    os.truncate(record(), record().stat().st_size // 2)

    assert not is_full(limiter(folder, 1, LONG))


def test_a_link_is_not_followed(folder, record):
    send(limiter(folder, 1, LONG))
    path = record()
    (folder.parent / "elsewhere").write_text("kept")
    path.unlink()
    path.symlink_to(folder.parent / "elsewhere")

    send(limiter(folder, 1, LONG))

    assert (folder.parent / "elsewhere").read_text() == "kept"


def test_a_process_that_is_suspended_with_the_lock_hangs_nobody(folder, record, monkeypatch):
    monkeypatch.setattr(_run_memory, "MAX_LOCK", 0.05)
    send(limiter(folder, 1, LONG))
    with open(record(), "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        one = limiter(folder, 1, LONG)

        send(one)

        assert is_full(one)


def test_the_file_tells_no_secret(folder, record):
    send(limiter(folder, 1, LONG))

    assert record().stat().st_mode & 0o777 == 0o600
    assert b"secret" not in record().read_bytes()
    assert "secret" not in record().name
