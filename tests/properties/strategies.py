# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is tried: names as hostile as they come, states, and fleets."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

PURE = settings(max_examples=8 * settings().max_examples)
"""For what sends nothing: it is quick."""

AWKWARD = (
    '"',
    "\\",
    '\\"',
    "\\\\",
    "'",
    "%",
    "%20",
    "%22",
    "%2F",
    "/",
    "../",
    "?",
    "#",
    "&",
    "=",
    "+",
    ";",
    " ",
    "\t",
    "\n",
    "\x00",
    "\x7f",
    '" or name eq "',
    '" and name eq "',
    "a",
    "A",
    "ß",
    "ẞ",
    "İ",
    "é",
    "e\u0301",
    "\u202e",
    "שלום",
    "日本",
    "😀",
    "\ufeff",
    "VA-",
    "~",
    "{{ 1 }}",
)

# JSON cannot carry half of a surrogate pair as UTF-8 text.
CHARACTERS = st.characters(exclude_categories=["Cs"])
NAMES = st.one_of(
    st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=5).map("".join),
    st.text(CHARACTERS, min_size=1, max_size=20),
)


def with_twins(names: list[str]) -> list[str]:
    """The names, each once, and what differs from them by case or by blanks alone."""
    twins = [twin for name in names for twin in (name, name.swapcase(), f" {name}", f"{name} ")]
    return list(dict.fromkeys(twins))


NAMESAKES = st.lists(NAMES, min_size=1, max_size=2).map(with_twins)

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(CHARACTERS, max_size=5))
KEYS = st.one_of(st.sampled_from(["name", "type", "a/b", "a~b", "~1", "", "0", "-"]), st.text(CHARACTERS, max_size=3))
STATES = st.dictionaries(KEYS, SCALARS | st.dictionaries(KEYS, SCALARS, max_size=4), max_size=5)

CLUSTER_IDS = ("c1", "c2")
CLIENT_IDS = ("1", "2", "3", "4")


@st.composite
def tenants(draw: st.DrawFn) -> list[dict[str, str]]:
    """The clients of a tenant, as records: a few names in two clusters."""
    return [
        {
            "id": client_id,
            "name": draw(st.sampled_from(["a", "A", "b"])),
            "client_id": client_id,
            "cluster_id": draw(st.sampled_from(CLUSTER_IDS)),
            "description": draw(st.sampled_from(["", "x"])),
            "type": draw(st.sampled_from(["VA", "CCG"])),
        }
        for client_id in draw(st.lists(st.sampled_from(CLIENT_IDS), unique=True))
    ]


@st.composite
def entries(draw: st.DrawFn) -> dict[str, object]:
    """An entry for a client, as the option of a fleet gives it. Clusters are referred to by name, old or new."""
    by_id = draw(st.booleans())
    return {
        "id": draw(st.sampled_from(CLIENT_IDS)) if by_id else None,
        "name": draw(st.sampled_from(["a", "A", "b", "c"])) if not by_id or draw(st.booleans()) else None,
        "previous_name": draw(st.sampled_from([None, None, None, "a", "b"])) if not by_id else None,
        "cluster": draw(st.sampled_from([None, "Paris", *CLUSTER_IDS, "Rome"])),
        "description": draw(st.sampled_from([None, "", "x"])),
        "type": draw(st.sampled_from([None, "VA"])),
        "state": draw(st.sampled_from(["present", "present", "absent"])),
        "recreate": draw(st.booleans()),
    }


@st.composite
def cluster_entries(draw: st.DrawFn) -> dict[str, object]:
    """An entry for a cluster, as the option of a fleet gives it."""
    by_id = draw(st.booleans())
    return {
        "id": draw(st.sampled_from(CLUSTER_IDS)) if by_id else None,
        "name": draw(st.sampled_from(["Paris", "Austin", "Rome"])) if not by_id or draw(st.booleans()) else None,
        "previous_name": draw(st.sampled_from([None, None, "Paris"])) if not by_id else None,
        "description": draw(st.sampled_from([None, "x"])),
        "type": None,
        "configuration": draw(st.sampled_from([None, {"gmtOffset": "1"}, {"gmtOffset": None}])),
        "state": draw(st.sampled_from(["present", "present", "absent"])),
        "remove_clients": draw(st.booleans()),
    }
