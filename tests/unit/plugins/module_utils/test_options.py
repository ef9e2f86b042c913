# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as users write them: null is "not given", and a text is a text."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION, ArgumentSpec
from ansible_collections.community.sailpoint.plugins.module_utils._options import (
    normalised,
    refuse_other_case,
    validated,
)

ARGUMENTS = CONNECTION + ArgumentSpec(
    {
        "name": {"type": "str"},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "names": {"type": "list", "elements": "str"},
        "entries": {
            "type": "list",
            "elements": "dict",
            "options": {"name": {"type": "str"}, "count": {"type": "int", "default": 7}},
            "required_one_of": [("name",)],
        },
        "free": {"type": "dict"},
        "count": {"type": "int"},
        "flag": {"type": "bool"},
        "root": {"type": "str"},
    },
    levels=("root", "by_class"),
)
ARGUMENTS = ARGUMENTS + ArgumentSpec({"by_class": {"type": "dict"}})


def problem(**given):
    with pytest.raises(OptionError) as caught:
        normalised(ARGUMENTS, given)
    return str(caught.value)


@pytest.mark.parametrize("name", [*ARGUMENTS.options])
def test_null_is_not_given(name):
    assert normalised(ARGUMENTS, {name: None}) == {}


@pytest.mark.parametrize("name", CONNECTION.options)
@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_connection_option_that_is_empty_is_not_given(name, blank):
    assert normalised(ARGUMENTS, {name: blank}) == {}


def test_another_option_that_is_empty_is_given():
    assert normalised(ARGUMENTS, {"name": "", "names": [], "free": {}}) == {"name": "", "names": [], "free": {}}


def test_within_an_entry_null_is_not_given_either():
    assert normalised(ARGUMENTS, {"entries": [{"name": "a", "count": None}]}) == {"entries": [{"name": "a"}]}
    assert problem(entries=[{"name": "a"}, {"name": None}]) == (
        "entry 2 of entries: one of the following is required: name"
    )


def test_null_within_what_is_free_stays():
    assert normalised(ARGUMENTS, {"free": {"a": None, "b": [None, 5]}}) == {"free": {"a": None, "b": [None, 5]}}


def test_a_blank_option_has_the_value_of_the_environment_and_that_the_default(monkeypatch):
    monkeypatch.setenv("SAIL_BASE_URL", "https://a.example.com")
    monkeypatch.setenv("SAIL_API_VERSION", "")

    options = validated(ARGUMENTS, normalised(ARGUMENTS, {"base_url": "", "api_version": None, "state": None}))

    assert (options["base_url"], options["api_version"]) == ("https://a.example.com", "v2024")
    assert (options["state"], options["timeout"]) == ("present", 30.0)


@pytest.mark.parametrize(
    ("value", "described"),
    [
        (34, "the number 34"),
        (1.1, "the number 1.1"),
        (True, "the boolean true"),
        (False, "the boolean false"),
        (date(2026, 1, 31), "the date 2026-01-31"),
        (datetime(2026, 1, 31, 18), "the date 2026-01-31 18:00:00"),
        (b"a", "binary data"),
    ],
)
def test_what_is_no_text_is_to_be_put_in_quotes(value, described):
    said = f"is {described}, not a string. Put it in quotes in the YAML file, or add | string to a template"

    assert problem(name=value) == f"name {said}"
    assert problem(names=["a", value]) == f"entry 2 of names {said}"
    assert problem(entries=[{"name": value}]) == f"entry 1 of entries: name {said}"
    assert problem(by_class={"a": value} if value is not False else {False: "INFO"}).endswith(said)


@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_a_list_or_a_mapping_is_no_text(value):
    assert problem(name=value).endswith(", not a string. Give one string")


@pytest.mark.parametrize("key", [5, True, None, 1.5, date(2026, 1, 31)])
@pytest.mark.parametrize("option", ["free", "by_class"])
def test_a_key_is_a_text(option, key):
    assert problem(**{option: {key: "INFO"}}).startswith(f"{option}: a key is ")


def test_a_date_is_refused_wherever_it_stands():
    day = date(2026, 1, 31)

    assert problem(free={"a": {"b": [day]}}).startswith("free: a: entry 1 of b is the date 2026-01-31, not a string")
    assert problem(count=day) == "count is the date 2026-01-31, not a number. Give a number"
    assert problem(flag=day).startswith("flag is the date 2026-01-31")


def test_numbers_may_be_texts_and_no_booleans():
    assert normalised(ARGUMENTS, {"count": "5", "timeout": "1.5"}) == {"count": "5", "timeout": "1.5"}
    assert problem(count=True) == "count is the boolean true, not a number. Give a number"


@pytest.mark.parametrize(("value", "shown"), [(float("inf"), "inf"), (float("nan"), "nan")])
def test_a_whole_number_has_an_end(value, shown):
    assert problem(count=value) == f"count is the number {shown}. Give a whole number"


@pytest.mark.parametrize("value", [123456, True, ["hunter2"], {"hunter2": 1}, date(2026, 1, 31)])
def test_a_secret_is_not_repeated(value):
    said = problem(auth_client_secret=value)

    assert said.startswith("auth_client_secret is a")
    assert not any(part in said for part in ("123456", "true", "hunter2", "2026"))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udfff"])
def test_a_character_that_cannot_be_carried(text):
    said = "contains a NUL or a lone surrogate, which cannot be encoded. Remove that character"

    assert problem(name=text) == f"name {said}"
    assert problem(free={"a": [text]}).endswith(said)
    assert problem(entries=[{"name": "a"}, {"name": text}]) == f"entry 2 of entries: name {said}"


def test_a_surrogate_pair_is_a_character():
    assert normalised(ARGUMENTS, {"name": "\U0001f600"}) == {"name": "\U0001f600"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("a", "entries is a string, not a list"),
        ({"name": "a"}, "entries is a mapping, not a list"),
        (5, "entries is the number 5, not a list"),
        (["a"], "entry 1 of entries is a string, not a mapping"),
        ([{"name": "a"}, None], "entry 2 of entries is null, not a mapping"),
    ],
)
def test_entries_are_a_list_of_mappings(value, said):
    assert problem(entries=value).startswith(said)


def test_off_without_quotes_is_a_level():
    assert normalised(ARGUMENTS, {"root": False, "by_class": {"a": False, "b": None, "c": "INFO"}}) == {
        "root": "OFF",
        "by_class": {"a": "OFF", "c": "INFO"},
    }
    assert problem(root=True).startswith("root is the boolean true, not a string")


def test_other_options_are_left_to_ansible():
    assert normalised(ARGUMENTS, {"unknown": 5, "_ansible_diff": True}) == {"unknown": 5, "_ansible_diff": True}


def test_an_invalid_option_is_named_with_its_place():
    with pytest.raises(OptionError, match=r"^entry 3 of things: value of state must be one of: present, absent"):
        validated(ARGUMENTS, {"state": "gone"}, "things", 3)


def test_only_the_case_differs():
    with pytest.raises(OptionError, match=r'^wait_for is "normal"\. Did you mean "NORMAL"\?$'):
        refuse_other_case("wait_for", "normal", ["FAILED", "NORMAL"])
    refuse_other_case("wait_for", "NORMAL", ["FAILED", "NORMAL"])
    refuse_other_case("wait_for", "ODD", ["FAILED", "NORMAL"])
