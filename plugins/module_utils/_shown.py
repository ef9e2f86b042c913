# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Escape untrusted text (of a tenant, server or proxy) for a terminal or log line. Pure."""

from __future__ import annotations

from collections.abc import Iterable

MAX_TEXT = 300
"""Characters of one foreign text that a line repeats, such as the words of an error answer."""

MAX_NAME = 100
"""Characters of one name that a line repeats. The exact name stands in the result."""

MAX_NAMED = 10
"""Names that a line lists."""

MAX_LINE = 2000
"""Characters of a whole line, whatever it is made of."""

CUT = "…"


def shown(text: object, limit: int = MAX_TEXT) -> str:
    r"""The text with unprintable characters as escapes (``\x1b``, ``\u202e``, ``\n``).

    It is truncated to ``limit`` characters.
    """
    text = str(text)
    # Before it is escaped: a text may be megabytes long.
    kept = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text[:limit]
    )
    return kept if len(text) <= limit and len(kept) <= limit else f"{kept[: limit - 1]}{CUT}"


def shown_name(name: object) -> str:
    """A name (of a client, a cluster, …) as a line shows it."""
    return shown(name, MAX_NAME)


def shown_names(names: Iterable[object]) -> str:
    """The first of these names, and how many more there are."""
    listed = list(names)
    more = len(listed) - MAX_NAMED
    return shown(", ".join(map(shown_name, listed[:MAX_NAMED]))) + (f" and {more} more" if more > 0 else "")


def one_line(message: str) -> str:
    """A whole message as one line: its line breaks and runs of blanks are one blank each."""
    return shown(" ".join(message.split()), MAX_LINE)
