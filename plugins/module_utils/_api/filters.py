# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter expressions of the API's lists. Source: the vendor's standard collection parameters."""

from __future__ import annotations


def equals(field: str, value: str) -> str:
    r"""A comparison such as ``name eq "a\"b"``. Inside the quotes ``\`` and ``"`` are escaped by ``\``.

    The API mostly ignores case, so the caller must compare the results again.
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{field} eq "{escaped}"'
