# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The memory of a run: shared by processes, and never the reason why a task fails or waits."""

from __future__ import annotations

import errno
import fcntl
import os
import time

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.deadline import Deadline
from ansible_collections.community.sailpoint.plugins.module_utils._api.deletions import Deletions
from ansible_collections.community.sailpoint.plugins.plugin_utils import _run_memory
from ansible_collections.community.sailpoint.plugins.plugin_utils._run_memory import RunMemory

NAME = "token-a"


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    """The folder of a run."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


def use(memory):
    """What a task does with it. Returns what it remembers."""
    with memory.locked(NAME, Deadline(60)):
        memory.write(NAME, ["value", 1.5])
    memory.add("deleted", "x")
    memory.add("deleted", "y")
    return memory.read(NAME), list(memory.entries("deleted"))


USED = (["value", 1.5], ["x", "y"])


def test_another_process_knows_it(folder):
    assert use(RunMemory(folder)) == USED

    other = RunMemory(folder)

    assert other.shared
    assert (other.read(NAME), list(other.entries("deleted"))) == USED


def test_what_comes_later_is_read_too(folder):
    first, second = RunMemory(folder), RunMemory(folder)
    first.add("deleted", "x")
    assert list(second.entries("deleted")) == ["x"]
    first.add("deleted", "y")
    assert list(second.entries("deleted")) == ["x", "y"]


def test_only_its_owner_can_read_it(folder):
    use(RunMemory(folder))

    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert sorted(path.name for path in folder.iterdir()) == [
        "sailpoint-deleted",
        "sailpoint-state",
        "sailpoint-token-a",
        "sailpoint-token-a.lock",
    ]


def fail_with(number):
    def fail(*_arguments, **_options):
        raise OSError(number, os.strerror(number))

    return fail


def gone(folder, _patch):
    folder.rmdir()


def a_file(folder, _patch):
    folder.rmdir()
    folder.write_text("")


def without_locks(_folder, patch):
    patch.setattr(fcntl, "flock", fail_with(errno.ENOLCK))


def full(_folder, patch):
    patch.setattr(os, "write", fail_with(errno.ENOSPC))
    patch.setattr(os, "pwrite", fail_with(errno.ENOSPC))
    patch.setattr(os, "replace", fail_with(errno.ENOSPC))


def garbage(folder, _patch):
    for name in (NAME, "deleted"):
        path = folder / f"sailpoint-{name}"
        path.write_bytes(b"\xff{[\n" * 9)
        path.chmod(0o600)


def nested(folder, _patch):
    for name in (NAME, "deleted"):
        path = folder / f"sailpoint-{name}"
        path.write_text("[" * 100_000 + "\n")
        path.chmod(0o600)


def links(folder, _patch):
    (folder.parent / "elsewhere").write_text("kept")
    for name in (f"{NAME}.lock", NAME, "deleted", "state"):
        (folder / f"sailpoint-{name}").symlink_to(folder.parent / "elsewhere")


def open_to_all(folder, _patch):
    for name in (f"{NAME}.lock", NAME, "deleted", "state"):
        path = folder / f"sailpoint-{name}"
        path.write_text('["planted", 1e18]')
        path.chmod(0o666)


def pipes(folder, _patch):
    for name in (f"{NAME}.lock", NAME, "deleted", "state"):
        os.mkfifo(folder / f"sailpoint-{name}", 0o600)


def of_another(_folder, patch):
    patch.setattr(os, "geteuid", lambda: 12345)


TROUBLE = [gone, a_file, without_locks, full, links, open_to_all, pipes, of_another]


@pytest.mark.parametrize("trouble", [*TROUBLE, garbage, nested], ids=lambda trouble: trouble.__name__)
def test_whatever_is_wrong_with_the_folder_a_process_goes_on_by_itself(folder, monkeypatch, trouble):
    trouble(folder, monkeypatch)

    assert use(RunMemory(folder)) == USED


@pytest.mark.parametrize("trouble", TROUBLE, ids=lambda trouble: trouble.__name__)
def test_trouble_on_the_way_loses_nothing_either(folder, monkeypatch, trouble):
    memory = RunMemory(folder)
    use(memory)
    for path in folder.iterdir():
        path.unlink()
    trouble(folder, monkeypatch)

    assert use(memory)[0] == USED[0]
    assert set(use(memory)[1]) == {"x", "y"}


def test_nothing_is_written_through_a_link(folder, monkeypatch):
    links(folder, monkeypatch)

    use(RunMemory(folder))

    assert (folder.parent / "elsewhere").read_text() == "kept"


def test_the_others_know_that_they_miss_something(folder, monkeypatch):
    memory = RunMemory(folder)
    assert memory.shared
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail_with(errno.ENOSPC))
        memory.add("deleted", "x")

    assert not RunMemory(folder).shared


def test_a_lock_that_is_never_released_is_not_waited_for_forever(folder, monkeypatch):
    monkeypatch.setattr(_run_memory, "MAX_LOCK", 0.05)
    use(RunMemory(folder))
    with open(folder / f"sailpoint-{NAME}.lock", "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        assert RunMemory(folder).read(NAME) == USED[0]
        assert use(RunMemory(folder))[0] == USED[0]


def test_deletions_are_known_for_as_long_as_lists_may_lag(folder, monkeypatch):
    def deletions(base_url="https://one.invalid"):
        return Deletions(RunMemory(folder), base_url, 5.0)

    deletions().add("a")

    assert deletions().ids() == {"a"}
    assert deletions("https://other.invalid").ids() == set()
    later = time.monotonic() + 6
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert deletions().ids() == set()
