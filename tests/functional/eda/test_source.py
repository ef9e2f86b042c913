# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source managed_client_status against the sandbox: its events, the tenant's faults, and its end."""

from __future__ import annotations

import asyncio
import base64
import json
import runpy
import unicodedata

import pytest
import yaml
from ansible_collections.community.sailpoint.plugins.plugin_utils._status_watch import ARGUMENTS

from tests.functional.eda.conftest import SOURCE, until
from tests.tools.link_checkout import COLLECTIONS

HTML = {"kind": "answer", "status": 200, "content_type": "text/html", "body": "<html>Sign in</html>"}
NO_EVENTS = "cannot read the tenant, retrying: "


@pytest.fixture(name="warnings")
def fixture_warnings(caplog):
    """Call it for the texts in the log of the event source so far."""
    return lambda: [record.getMessage() for record in caplog.records if record.name.startswith("community.sailpoint")]


def test_each_change_is_one_event(sandbox, paris, watch, writes):
    cluster, client = paris
    source = watch(initial="all")
    initial = source.event()

    sandbox.set_client(client["id"], status="FAILED")
    failed = source.event()
    sandbox.set_client(client["id"], status="WARNING")
    renewed = source.event()

    told = [(event["change"], event["old_status"], event["new_status"]) for event in (initial, failed, renewed)]
    assert told == [
        ("initial", None, "NORMAL"),
        ("changed", "NORMAL", "FAILED"),
        ("changed", "FAILED", "WARNING"),
    ]
    assert failed["cluster"] == {"id": cluster["id"], "name": "Paris"}
    assert failed["managed_client"]["name"] == "paris-1"
    assert failed["managed_client"]["cluster_id"] == cluster["id"]
    assert "secret" not in failed["managed_client"]
    assert initial["since"] <= failed["previous_read"] <= failed["since"]
    assert writes() == []


def test_an_update_of_a_watched_cluster_is_one_event(sandbox, paris, watch):
    (austin,) = sandbox.add_clusters("Austin")
    source = watch(initial="all", clusters=["Paris"])
    source.event()

    for cluster in (austin, paris[0]):
        sandbox.set_cluster(cluster["id"], currentInstalledReleaseVersion="1", updatePackage="2")
    event = source.event()

    assert (event["change"], event["cluster"]["name"]) == ("update_available", "Paris")
    assert event["upgrade"]["available_release"] == "2"


def test_no_text_of_an_event_is_a_template_and_each_can_be_had_as_it_was(sandbox, paris, watch):
    # A status that the specification does not have.
    sandbox.settings(validate=False)
    text = "{{ 7 * 7 }}\x1b[2K {% if x %} #jinja2:y $(id) [1, 2]"
    sandbox.set_client(paris[1]["id"], name=text, status="{{ status }}", ipAddress=text, vaVersion="va-610")

    event = watch(initial="all").event()

    assert event["managed_client"]["id"] == paris[1]["id"]
    assert event["managed_client"]["va_version"] == "va-610"
    was = json.loads(base64.b64decode(event.pop("exact")))
    # What looks alike is the same in this form of Unicode.
    seen = unicodedata.normalize("NFKC", event["managed_client"]["name"])
    assert seen == text.replace("\x1b", r"\x1b")
    assert not {*"".join(texts(event))} & set("{}[]%#$()'\x1b")
    assert was["managed_client"]["name"] == was["managed_client"]["ip_address"] == text
    assert was["new_status"] == "{{ status }}"


def texts(value):
    """All texts of a value, those of keys too."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts(item)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("secret", ["a", "paris", "paris-1"])
def test_a_short_secret_leaves_events_as_they_are(sandbox, paris, watch, secret):
    sandbox.add_credential("short", secret, scopes=["sp:scopes:all"], user=True)

    event = watch(initial="all", auth_client_id="short", auth_client_secret=secret).event()

    assert event["managed_client"]["name"] == "paris-1"
    assert event["managed_client"]["id"] == paris[1]["id"]


def test_an_event_that_holds_a_secret_is_left_out_with_a_word(sandbox, paris, watch, looks, warnings):
    sandbox.set_client(paris[1]["id"], description="it is sandbox-pat-secret")
    sandbox.add_clients({"name": "paris-2", "clusterId": paris[0]["id"]})

    source = watch(initial="all")

    assert source.event()["managed_client"]["name"] == "paris-2"
    assert source.pending() == []
    assert warnings() == [
        "an event is skipped: managed_client.description contains the value of auth_client_secret. Remove it there"
    ]


def test_clients_that_come_and_go(sandbox, paris, watch):
    cluster, _client = paris
    source = watch(initial="all")
    source.event()

    sandbox.add_clients({"name": "paris-2", "clusterId": cluster["id"]})
    appeared = source.event()

    assert (appeared["change"], appeared["managed_client"]["name"]) == ("appeared", "paris-2")
    assert (appeared["old_status"], appeared["new_status"]) == (None, "NOT_CONFIGURED")


def test_without_a_first_snapshot_only_what_changes_is_told(sandbox, paris, watch, looks):
    source = watch()
    looks(2)

    sandbox.set_client(paris[1]["id"], status="WARNING")

    assert source.event()["new_status"] == "WARNING"
    assert source.pending() == []


@pytest.mark.parametrize("by", ["name", "id"])
def test_only_the_clusters_that_are_named(sandbox, paris, watch, by):
    rome = sandbox.add_clusters("Rome")[0]
    sandbox.add_clients({"name": "rome-1", "clusterId": rome["id"], "status": "NORMAL"})

    source = watch(initial="all", clusters=[rome[by]])
    first = source.event()
    sandbox.set_client(paris[1]["id"], status="FAILED")
    sandbox.set_client(first["managed_client"]["id"], status="ERROR")

    assert first["managed_client"]["name"] == "rome-1"
    assert source.event()["new_status"] == "ERROR"
    assert source.pending() == []


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({"kind": "answer", "status": 503}, "503"),
        ({"kind": "answer", "status": 401, "times": 4}, "401 Unauthorized"),
        ({"kind": "answer", "status": 429}, "429"),
        ({"kind": "reset"}, "closed before the response was complete"),
        ({"kind": "refuse", "seconds": 3, "after": True, "times": 1}, "cannot connect to 127.0.0.1"),
        (HTML, "the response is an HTML page"),
    ],
    ids=lambda value: str(value.get("status", value["kind"])) if isinstance(value, dict) else "",
)
def test_a_fault_is_warned_of_once_and_what_changed_meanwhile_is_told(
    sandbox, paris, watch, looks, warnings, fault, text
):
    source = watch(initial="all")
    source.event()

    sandbox.fault("client.list", **{"times": 2, **fault})
    looks(1)
    sandbox.set_client(paris[1]["id"], status="FAILED")

    assert source.event()["old_status"] == "NORMAL"
    until(lambda: len(warnings()) >= 2)
    fault_text, recovered = warnings()
    assert fault_text.startswith(NO_EVENTS)
    assert text in fault_text
    assert recovered.startswith("the tenant can be read again, after failures since ")
    assert "sandbox-pat-secret" not in fault_text


def test_it_starts_while_the_tenant_cannot_be_read(sandbox, paris, watch, warnings):
    sandbox.fault("token", kind="answer", status=503, times=2)

    source = watch(initial="all")

    assert source.event()["change"] == "initial"
    assert [text.startswith(NO_EVENTS) for text in warnings()] == [True, False]


def test_a_deprecated_version_is_warned_of_once(sandbox, paris, watch, looks, warnings):
    watch(api_version="v2024")
    looks(3)

    until(lambda: len(warnings()) >= 1)
    (text,) = warnings()
    assert text.startswith("SailPoint has deprecated version v2024 of its API")


def test_an_api_client_is_enough_to_watch(sandbox, paris, watch, looks, warnings):
    credentials = sandbox.environment(api_client=True)

    source = watch(
        initial="all",
        auth_client_id=credentials["SAIL_CLIENT_ID"],
        auth_client_secret=credentials["SAIL_CLIENT_SECRET"],
    )
    event = source.event()
    looks(2)

    assert event["cluster"] == {"id": paris[0]["id"], "name": None}
    (text,) = warnings()
    assert text.startswith(
        "events lack the names and releases of clusters: could not list managed clusters: 403 Forbidden"
    )
    assert sum(entry["operation"] == "cluster.list" for entry in sandbox.log()) == 1


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"interval": 0.5}, "interval is 0.5. Give a number from 1 to 86400"),
        ({"interval": float("nan")}, "interval is nan. Give a number from 1 to 86400"),
        ({"interval": float("inf")}, "interval is inf. Give a number from 1 to 86400"),
        ({"clusters": [42]}, "entry 1 of clusters is the number 42, not a string. Put it in quotes"),
        ({"auth_client_secret": ["hidden"]}, "auth_client_secret is a list, not a string. Give one string"),
        ({"interval": "often"}, "argument 'interval' is of type str"),
        ({"initial": "some"}, "value of initial must be one of: none, all, got: some"),
        ({"intervall": 5}, "intervall"),
        ({"base_url": "http://acme.example.com"}, "credentials are sent over https only"),
        ({"base_url": "https://user:hidden@acme.example.com"}, "base_url must not contain a user"),
        ({"clusters": ["Berlin"]}, 'cluster "Berlin" not found. Give its exact name (case-sensitive) or its id'),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_wrong_options_end_it_with_one_line(sandbox, paris, watch, arguments, text):
    message = str(watch(**arguments).ended())

    assert text in message
    assert "\n" not in message
    assert "hidden" not in message


def test_null_is_not_given_and_an_empty_connection_option_neither(sandbox, paris, watch):
    source = watch(initial="all", interval=None, clusters=None, timeout="", validate_certs=None, proxy="")

    assert source.event()["change"] == "initial"


def test_what_ansible_rulebook_adds_to_the_arguments_is_left_alone(sandbox, paris, watch):
    assert watch(initial="all", eda_feedback_queue=object()).event()["change"] == "initial"


def test_it_ends_at_once_though_the_tenant_does_not_answer(sandbox, paris, watch, warnings):
    sandbox.fault("client.list", kind="delay", seconds=600)
    source = watch(timeout=600)
    until(lambda: any(entry["operation"] == "client.list" for entry in sandbox.log()))

    source.stop()

    assert isinstance(source.error, asyncio.CancelledError)
    assert warnings() == []


def test_nothing_is_sent_once_it_has_ended(sandbox, paris, watch, looks):
    source = watch()
    looks(1)
    source.stop()
    sandbox.clear_log()

    watch(initial="all", access_token=sandbox.token()).event()

    # One look: that of the second source.
    assert [entry["operation"] for entry in sandbox.log()] == ["cluster.list", "client.list"]


def test_its_example_runs(sandbox, paris, watch):
    (ruleset,) = yaml.safe_load(_documentation("EXAMPLES"))
    ((arguments,),) = map(dict.values, ruleset["sources"])

    assert watch(**arguments, initial="all").event()["managed_client"]["name"] == "paris-1"


def test_its_options_are_documented_as_they_are():
    documented = yaml.safe_load(_documentation("DOCUMENTATION"))["options"]

    assert {name: _facts(option) for name, option in documented.items()} == {
        name: _facts(option) for name, option in ARGUMENTS.options.items()
    }


def _facts(option):
    return [option.get(fact) for fact in ("type", "elements", "default", "choices")]


def _documentation(name):
    return runpy.run_path(str(COLLECTIONS / SOURCE))[name]
