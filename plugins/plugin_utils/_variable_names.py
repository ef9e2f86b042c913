# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of the roles and playbooks, and the search for misspelled ones in a play.

Ansible ignores unknown variables. The roles own their prefixes, but users have variables with them, too, such as
``fleet_owner``, so only a name similar to a known one counts as misspelled.
"""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

import yaml
from ansible_collections.community.sailpoint.plugins.module_utils._argspec import CONNECTION
from ansible_collections.community.sailpoint.plugins.module_utils._shown import shown_name
from ansible_collections.community.sailpoint.plugins.plugin_utils._settings import SETTINGS

ROLES = pathlib.Path(__file__).parents[2] / "roles"
PREFIX = "sailpoint_"
OF_PLAYBOOKS = ("sailpoint_folder", "sailpoint_export", "sailpoint_report", "sailpoint_hosts")
"""Variables of the playbooks other than connection options and role options."""


MIN_SIMILARITY = 0.7
"""How alike two words are at least of which one is the other misspelled: one letter of three, two of six."""


@functools.cache
def known_names() -> frozenset[str]:
    """All variables that the roles, the playbooks and the settings of the collection are controlled by."""
    connection = (f"{PREFIX}{option}" for option in CONNECTION.options)
    return frozenset((*connection, *OF_PLAYBOOKS, *(setting.name for setting in SETTINGS), *_role_options()))


def problems(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """A message for each name that is probably a misspelled known one."""
    names = {name: _squashed(name) for name in sorted(known)}
    near = ((name, _near(name, names)) for name in sorted(set(given) - names.keys()))
    return [f"unknown variable {shown_name(name)}. Did you mean {meant}?" for name, meant in near if meant]


def _role_options() -> Iterable[str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in ROLES.glob("*/meta/argument_specs.yml"):
        specification = yaml.load(path.read_bytes(), loader)
        yield from specification["argument_specs"]["main"]["options"]


def _near(name: str, known: Mapping[str, str]) -> str:
    """The known name that is probably meant, or an empty string."""
    squashed, words = _squashed(name), name.lower().split("_")
    for candidate, squashed_candidate in known.items():
        if squashed == squashed_candidate or _are_alike(words, candidate.split("_")):
            return candidate
    return ""


def _squashed(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _are_alike(words: list[str], others: list[str]) -> bool:
    return len(words) == len(others) and all(map(_is_alike, words, others))


@functools.lru_cache(maxsize=10_000)
def _is_alike(word: str, other: str) -> bool:
    if word == other:
        return True
    # Whoever mistypes a word mostly has its first letter right, and may have exchanged two others.
    return word[:1] == other[:1] and (
        sorted(word) == sorted(other) or SequenceMatcher(None, word, other, autojunk=False).ratio() >= MIN_SIMILARITY
    )
