# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stopping the requests of a task."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.cancellation import Cancellation, shielded
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import StoppedError


@pytest.fixture(name="cancellation")
def fixture_cancellation():
    """That of a task."""
    return Cancellation()


def test_stopped_no_request_begins_and_no_sleep_lasts(cancellation):
    cancellation.stop("a test")

    with pytest.raises(StoppedError):
        cancellation.check()
    with pytest.raises(StoppedError):
        cancellation.sleep(60.0)


def test_stopping_wakes_those_that_sleep(cancellation):
    errors = []

    def wait():
        try:
            cancellation.sleep(3600.0)
        except StoppedError as error:
            errors.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    cancellation.stop("a test")
    waiting.join(timeout=30)
    assert len(errors) == 1


def test_who_begins_a_task_forgets_what_stopped_the_one_before(cancellation):
    cancellation.stop("SIGTERM")
    cancellation.stop("SIGINT")
    assert cancellation.stopped_by == "SIGTERM"

    cancellation.begin(None)

    cancellation.check()
    assert cancellation.stopped_by == ""


def test_without_anyone_to_hear_no_request_begins(cancellation):
    alone = [False, False, True, False]
    cancellation.begin(lambda: alone.pop(0))

    for _time in range(2):
        cancellation.check()
    for _time in range(2):
        with pytest.raises(StoppedError):
            cancellation.check()
    assert cancellation.stopped_by == "orphaned"


def test_what_is_begun_is_made_whole(cancellation):
    cancellation.stop("SIGTERM")

    with shielded():
        cancellation.check()
        cancellation.sleep(0.0)

    with pytest.raises(StoppedError):
        cancellation.check()
