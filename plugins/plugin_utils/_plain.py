# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert values between Ansible and the collection."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

try:
    from ansible.template import trust_as_template
except ImportError:
    from ansible.utils.unsafe_proxy import wrap_var

    def _marked(text: str, harmless: bool) -> Any:
        """Before ansible-core 2.19: a text is a template unless it is marked as unsafe."""
        return text if harmless else wrap_var(text)

else:

    def _marked(text: str, harmless: bool) -> Any:
        """Since ansible-core 2.19, a string is a template only if it is trusted."""
        return trust_as_template(text) if harmless else text


HARMLESS = re.compile(r"[\w .,:/@+-]*")
"""Strings that are the same if evaluated as a template or expression: no braces, calls, filters or tests."""


def plain(value: Any) -> Any:
    """A task value without the tags that Ansible attaches to it.

    Values that JSON cannot represent (dates, keys that are not strings) are unchanged: the validation refuses them.
    """
    if isinstance(value, Mapping):
        return {str(key) if isinstance(key, str) else key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, date, bytes)):
        return value
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return str(value)


def is_json(value: Any) -> bool:
    """Whether a plain value is the same after it went through JSON: no date, no bytes, and no key that is no text."""
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except (TypeError, ValueError):
        return False


def mark_untrusted(value: Any) -> Any:
    """A value from the API as a host variable, marked so that Ansible never evaluates its strings.

    Only strings that could be templates are marked: ansible-inventory prints the mark, and readers of its output expect
    plain ids and statuses.
    """
    if isinstance(value, Mapping):
        return {key: mark_untrusted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [mark_untrusted(item) for item in value]
    return _marked(value, bool(HARMLESS.fullmatch(value))) if isinstance(value, str) else value
