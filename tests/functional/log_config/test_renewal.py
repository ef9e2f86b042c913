# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""When log levels are sent again because they end soon, or have ended."""

from __future__ import annotations

import pytest

from tests.functional.log_config.written import bodies, moment


@pytest.mark.parametrize(
    ("left", "options"),
    [
        (25, {}),
        (25, {"duration_minutes": 40}),
        (55, {"renew_within": 60}),
        (4, {"duration_minutes": 10}),
        (1, {"duration_minutes": 5, "renew_within": 1440}),
    ],
)
def test_levels_that_end_soon_are_sent_again(log_config, configured, writes, left, options):
    configured("WARN", {"a.b": "DEBUG"}, minutes=left)

    result = log_config(cluster="Paris", root_level="WARN", **options)

    assert result["action"] == "patched"
    assert bodies(writes()) == [
        (
            "PUT",
            {
                "rootLevel": "WARN",
                "logLevels": {"a.b": "DEBUG"},
                "durationMinutes": options.get("duration_minutes", 240),
            },
        )
    ]
    assert [operation["path"] for operation in result["patch"]] == ["/duration_minutes", "/expiration"]


@pytest.mark.parametrize(
    "options",
    [
        {"duration_minutes": 5},
        {"duration_minutes": 30},
        {"duration_minutes": 45, "renew_within": 30},
        {"duration_minutes": 5, "renew_within": 10000},
        {"renew_within": 0},
    ],
)
def test_levels_are_not_renewed_for_ever(log_config, paris, writes, options):
    actions = [log_config(cluster="Paris", root_level="WARN", **options)["action"] for _time in range(2)]

    assert actions == ["created", "unchanged"]
    assert len(writes()) == 1


@pytest.mark.parametrize("ahead", [{"minutes": 10}, {"minutes": 40}, {"hours": 23, "minutes": 59}])
def test_an_expiration_is_not_renewed(log_config, paris, writes, ahead):
    options = {"cluster": "Paris", "root_level": "WARN", "expiration": moment(**ahead)}

    assert [log_config(**options)["action"] for _time in range(2)] == ["created", "unchanged"]
    assert len(writes()) == 1


def test_an_expiration_that_is_much_later_is_renewed_when_it_is_time(log_config, configured):
    configured("WARN", minutes=40)
    assert log_config(cluster="Paris", root_level="WARN", expiration=moment(hours=8))["action"] == "unchanged"

    configured("WARN", minutes=20)
    assert log_config(cluster="Paris", root_level="WARN", expiration=moment(hours=8))["action"] == "patched"


def test_what_has_expired_is_not_in_effect(log_config, sandbox, paris, configured):
    configured("WARN", {"a.b": "DEBUG"}, minutes=-1)

    result = log_config(cluster="Paris", root_level="WARN")

    assert (result["action"], result["diff"]["before"]) == ("created", {})
    assert result["managed_cluster_log_config"]["log_levels"] == {}


def test_a_server_that_still_shows_what_has_expired(log_config, sandbox, paris):
    body = {"clientId": paris["id"], "rootLevel": "WARN", "logLevels": {}, "expiration": "2024-11-06T01:31:08.013164Z"}
    sandbox.fault("cluster.log_config.get", kind="answer", status=200, body=body)

    assert log_config(cluster="Paris", root_level="WARN")["action"] == "created"
