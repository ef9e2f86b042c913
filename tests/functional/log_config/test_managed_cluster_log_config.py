# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_cluster_log_config, as a process of its own, against the sandbox tenant."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.functional.log_config.written import bodies, moment


def test_levels_where_the_default_is_in_effect(log_config, paris, sent, writes, levels):
    result = log_config(cluster="Paris", root_level="WARN", log_levels={"a.b": "DEBUG"}, duration_minutes=60)

    assert (result["changed"], result["action"]) == (True, "created")
    assert bodies(writes()) == [("PUT", {"rootLevel": "WARN", "logLevels": {"a.b": "DEBUG"}, "durationMinutes": 60})]
    assert levels() == ("WARN", {"a.b": "DEBUG"})
    assert result["managed_cluster_log_config"]["root_level"] == "WARN"
    assert result["managed_cluster_log_config"]["expiration"] > moment(minutes=50)
    path = f"/managed-clusters/v1/{paris['id']}/log-config"
    assert sent() == ['GET /managed-clusters/v1?name eq "Paris"', f"GET {path}", f"PUT {path}"]


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({"root_level": "DEBUG"}, {"rootLevel": "DEBUG", "logLevels": {}, "durationMinutes": 240}),
        ({"log_levels": {"a": "DEBUG"}}, {"rootLevel": "INFO", "logLevels": {"a": "DEBUG"}, "durationMinutes": 240}),
        (
            {"root_level": "INFO", "log_levels": {"a": None}, "duration_minutes": 5},
            {"rootLevel": "INFO", "logLevels": {}, "durationMinutes": 5},
        ),
        # YAML reads OFF as false.
        ({"root_level": False, "log_levels": {"a": False}}, {"rootLevel": "OFF", "logLevels": {"a": "OFF"}}),
    ],
)
def test_what_is_not_named_is_the_default(log_config, paris, writes, options, body):
    log_config(cluster=paris["id"], **options)

    assert bodies(writes()) == [("PUT", {"durationMinutes": 240, **body})]


def test_an_expiration_is_sent_as_the_api_writes_it(log_config, paris, writes):
    end = datetime.now(timezone.utc).replace(microsecond=250000) + timedelta(hours=3)

    log_config(cluster="Paris", root_level="WARN", expiration=end.astimezone(timezone(timedelta(hours=2))).isoformat())

    assert writes()[0]["body"] == {
        "rootLevel": "WARN",
        "logLevels": {},
        "expiration": end.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


@pytest.mark.parametrize(
    "options",
    [
        {"root_level": "WARN"},
        {"log_levels": {"a.b": "DEBUG"}},
        {"root_level": "WARN", "log_levels": {"a.b": "DEBUG"}, "duration_minutes": 1440},
        {"root_level": "WARN", "renew_within": 55},
        {"root_level": "WARN", "renew_within": 90, "duration_minutes": 20},
    ],
)
def test_nothing_is_sent_while_the_levels_are_in_effect(log_config, configured, writes, options):
    configured("WARN", {"a.b": "DEBUG"}, minutes=60)

    result = log_config(cluster="Paris", **options)

    assert (result["changed"], result["action"], result["patch"]) == (False, "unchanged", [])
    assert result["diff"]["before"] == result["diff"]["after"]
    assert result["managed_cluster_log_config"]["log_levels"] == {"a.b": "DEBUG"}
    assert writes() == []


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"root_level": "ERROR"}, ("ERROR", {"a.b": "DEBUG", "c": "TRACE"})),
        ({"log_levels": {"a.b": "TRACE"}}, ("WARN", {"a.b": "TRACE"})),
        ({"log_levels": {"a.b": "DEBUG", "c": None}}, ("WARN", {"a.b": "DEBUG"})),
        ({"log_levels": {}}, ("WARN", {})),
        ({"root_level": "INFO", "log_levels": {"x/y~z": "OFF"}}, ("INFO", {"x/y~z": "OFF"})),
    ],
)
def test_levels_are_a_whole_and_what_is_not_named_is_kept(log_config, configured, levels, options, wanted):
    configured("WARN", {"a.b": "DEBUG", "c": "TRACE"})

    result = log_config(cluster="Paris", **options)

    assert result["action"] == "patched"
    assert levels() == wanted
    assert log_config(cluster="Paris", **options)["action"] == "unchanged"


def test_the_diff_shows_levels_and_when_they_end(log_config, configured, paris):
    configured("WARN", {"a.b": "DEBUG"})

    result = log_config(cluster="Paris", log_levels={"a.b": "TRACE"}, duration_minutes=60)

    end = result["diff"]["before"].pop("expiration")
    assert end > moment(hours=3)
    assert result["diff"] == {
        "before": {"root_level": "WARN", "log_levels": {"a.b": "DEBUG"}},
        "after": {"root_level": "WARN", "log_levels": {"a.b": "TRACE"}, "duration_minutes": 60},
        "before_header": 'log configuration of managed cluster "Paris"',
        "after_header": 'log configuration of managed cluster "Paris"',
    }


class TestAbsent:
    """Going back to the default."""

    def test_other_levels_are_replaced_by_the_default(self, log_config, configured, writes):
        configured("TRACE", {"a.b": "DEBUG"})

        result = log_config(cluster="Paris", state="absent")

        assert (result["action"], result["managed_cluster_log_config"]) == ("deleted", None)
        assert result["diff"]["after"] == {}
        assert bodies(writes()) == [("PUT", {"rootLevel": "INFO", "logLevels": {}, "durationMinutes": 5})]
        assert log_config(cluster="Paris", state="absent")["action"] == "unchanged"

    @pytest.mark.parametrize("configuration", [None, ("INFO", {"hours": 20}), ("TRACE", {"minutes": -1})])
    def test_the_default_is_unchanged(self, log_config, paris, configured, writes, configuration):
        if configuration:
            configured(configuration[0], **configuration[1])

        result = log_config(cluster="Paris", state="absent")

        assert (result["changed"], result["managed_cluster_log_config"]) == (False, None)
        assert writes() == []

    def test_the_other_options_do_not_count(self, log_config, configured):
        configured("TRACE")

        options = {"root_level": "TRACE", "expiration": "2024-11-06T01:31:08Z"}
        assert log_config(cluster="Paris", state="absent", **options)["action"] == "deleted"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"duration_minutes": 4}, "duration_minutes is 4. Give a number from 5 to 1440"),
        ({"duration_minutes": 1441}, "duration_minutes is 1441. Give a number from 5 to 1440"),
        (
            {"duration_minutes": 60, "expiration": "2026-01-31T18:00:00Z"},
            "parameters are mutually exclusive: duration_minutes|expiration",
        ),
        (
            {"expiration": "2024-11-06T01:31:08.013164Z"},
            "expiration is in the past (2024-11-06T01:31:08.013Z). Give a time",
        ),
        ({"expiration": "9999-01-01T00:00:00Z"}, "expiration is more than 24 hours ahead (9999-01-01T00:00:00.000Z)"),
        ({"expiration": "tomorrow"}, 'expiration is "tomorrow". Give a date and time with a time zone'),
        ({"expiration": "2026-01-31T18:00:00"}, "Give a date and time with a time zone, such as"),
        ({"expiration": "2026-02-31T18:00:00Z"}, "Give a date and time with a time zone, such as"),
        ({"expiration": ""}, 'expiration is "". Give a date and time with a time zone'),
        ({"renew_within": -1}, "renew_within is -1. Give a number of minutes from 0 to 10080"),
        ({"root_level": ""}, "root_level is empty. Give a level such as OFF, FATAL,"),
        ({"log_levels": {"a.b": ""}}, "log_levels: a.b is empty. Give a level such as"),
        ({"root_level": None}, "state is present but any of the following are missing: root_level, log_levels"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_sent(log_config, sandbox, paris, options, message):
    result = log_config(**{"cluster": "Paris", "root_level": "WARN", **options})

    assert message in result["msg"]
    assert sandbox.log() == []


def test_a_cluster_that_does_not_exist(log_config, paris, writes):
    result = log_config(cluster="Pariss", root_level="WARN")

    assert result["msg"] == ('cluster "Pariss" not found. Did you mean "Paris"?')
    assert writes() == []


@pytest.mark.parametrize("cluster", ["paris", "Pariss", "Rome"])
def test_the_levels_of_a_cluster_that_does_not_exist_are_absent(log_config, paris, writes, cluster):
    result = log_config(cluster=cluster, state="absent")

    assert (result["changed"], result["managed_cluster_log_config"]) == (False, None)
    assert f'nothing to delete: log configuration of managed cluster "{cluster}"' in result["warnings"][0]
    assert ('Did you mean "Paris"?' in result["warnings"][0]) is (cluster != "Rome")
    assert "not found" in log_config(cluster=cluster, state="absent", on_not_found="fail")["msg"]
    assert log_config(cluster=cluster, state="absent", on_not_found="ok")["warnings"] == []
    assert writes() == []


def test_no_log_configuration_in_other_words(log_config, sandbox, paris):
    body = {"detailCode": "404 Not found", "trackingId": "t", "messages": [], "causes": []}
    sandbox.fault("cluster.log_config.get", kind="answer", times=2, status=404, body=body)

    assert log_config(cluster="Paris", state="absent")["action"] == "unchanged"
    assert log_config(cluster="Paris", root_level="WARN")["action"] == "created"


@pytest.mark.parametrize("operation", ["cluster.log_config.get", "cluster.log_config.put"])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {}),
        (404, {"message": "no Route matched with those values"}),
        (200, {"detailCode": "500.0 Internal Fault", "trackingId": "t"}),
        (200, {"error": "oh"}),
        (200, {"jobs": []}),
        (200, [None]),
        (202, {"rootLevel": "WARN"}),
    ],
)
def test_what_the_api_does_not_document_is_neither_none_nor_done(log_config, sandbox, paris, operation, status, body):
    sandbox.settings(validate=False)
    sandbox.fault(operation, kind="answer", status=status, body=body)

    result = log_config(cluster="Paris", root_level="WARN")

    assert result["failed"] is True
    assert "the log-config of managed cluster" in result["msg"]
    assert sandbox.log_configurations() == {}


def test_an_end_that_the_api_does_not_give_is_warned_of(log_config, sandbox, paris):
    body = {"rootLevel": "WARN", "logLevels": None, "durationMinutes": 240}
    sandbox.fault("cluster.log_config.get", kind="answer", status=200, body=body)

    result = log_config(cluster="Paris", root_level="WARN")

    assert result["action"] == "patched"
    assert result["warnings"] == ["the API does not return when the log configuration expires, so it is sent each time"]


def test_a_put_whose_answer_was_lost_is_sent_again(log_config, sandbox, paris, levels):
    sandbox.fault("cluster.log_config.put", kind="reset", after=True)

    assert log_config(cluster="Paris", root_level="WARN")["action"] == "created"
    assert levels() == ("WARN", {})


def test_unknown_levels_are_warned_of_and_not_refused(log_config, sandbox, configured, writes):
    # The specification lists the levels; the sandbox takes no others.
    sandbox.settings(validate=False, validate_requests=False)
    configured("VERBOSE", {"a.b": "CHATTY"})

    kept = log_config(cluster="Paris", root_level="VERBOSE", log_levels={"a.b": "CHATTY"})
    asked = log_config(cluster="Paris", root_level="LOUD")

    assert kept["action"] == "unchanged"
    assert kept["warnings"] == [
        "log levels that are not in the API specification (OFF, FATAL, ERROR, WARN, INFO, DEBUG, TRACE): "
        "CHATTY, VERBOSE"
    ]
    assert [entry["body"]["rootLevel"] for entry in writes()] == ["LOUD"]
    assert "could not change the log-config of managed cluster" in asked["msg"]


@pytest.mark.parametrize(
    ("options", "action"),
    [
        ({"cluster": "Austin", "root_level": "WARN"}, "created"),
        ({"cluster": "Paris", "log_levels": {"c": "TRACE"}}, "patched"),
        ({"cluster": "Paris", "root_level": "WARN", "renew_within": 600, "duration_minutes": 900}, "patched"),
        ({"cluster": "Paris", "state": "absent"}, "deleted"),
        ({"cluster": "Paris", "root_level": "WARN"}, "unchanged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_check_mode_says_what_the_real_run_does_and_writes_nothing(
    log_config, sandbox, configured, writes, options, action
):
    sandbox.add_clusters("Austin")
    configured("WARN", {"a.b": "DEBUG"})
    before = sandbox.log_configurations()

    checked = log_config(check_mode=True, **options)

    assert checked["action"] == action
    assert writes() == []
    assert sandbox.log_configurations() == before
    real = log_config(**options)
    for key in ("changed", "action", "patch", "diff"):
        assert checked[key] == real[key]


@pytest.mark.parametrize("version", ["v3", "v2024", "v2025", "v2026", "v1"])
def test_every_version_of_the_api(log_config, sandbox, paris, version):
    options = {"cluster": "Paris", "api_version": version}

    actions = [
        log_config(**options, root_level="WARN")["action"],
        log_config(**options, root_level="WARN")["action"],
        log_config(**options, root_level="DEBUG")["action"],
        log_config(**options, state="absent")["action"],
    ]

    assert actions == ["created", "unchanged", "patched", "deleted"]
    assert {entry["version"] for entry in sandbox.log() if entry["operation"] != "token"} == {version}


def test_a_token_without_the_right_to_write_is_told_what_it_takes(log_config, sandbox, paris):
    sandbox.add_credential("reader", "reader-secret", scopes=["idn:remote-client:read"], user=True)

    result = log_config(cluster="Paris", root_level="WARN", auth_client_id="reader", auth_client_secret="reader-secret")

    assert "could not change the log-config of managed cluster" in result["msg"]
    assert "need the scope idn:remote-client:manage" in result["msg"]
