# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every failure must be."""

from __future__ import annotations


def failure(result):
    """The message of a failure, which is one line of readable length."""
    assert result["failed"] is True
    assert "\n" not in result["msg"]
    assert result["msg"].isprintable()
    assert len(result["msg"]) < 2000
    return result["msg"]
