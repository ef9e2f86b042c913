# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the collection that are not module options: a play variable or an environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from ansible_collections.community.sailpoint.plugins.module_utils._api.errors import OptionError
from ansible_collections.community.sailpoint.plugins.module_utils._shown import shown


@dataclass(frozen=True)
class Switch:
    """A setting that is on by default. ``words`` are valid values in addition to true and false."""

    name: str
    words: Mapping[str, bool] = field(default_factory=lambda: {"true": True, "false": False})

    @property
    def environment_name(self) -> str:
        """The environment variable that applies if the play has no variable of that name."""
        return self.name.upper()

    def is_on(self, variable: Any = None) -> bool:
        """Whether it is on, given the variable of the play. Null and blank are not given. Raises OptionError."""
        for value in (variable, os.environ.get(self.environment_name)):
            text = "" if value is None else str(value).strip().lower()
            if text:
                return self._read(text)
        return True

    def _read(self, text: str) -> bool:
        if text in self.words:
            return self.words[text]
        try:
            return bool(boolean(text))
        except TypeError:
            raise OptionError(
                f'{self.name} (or {self.environment_name}) is "{shown(text)}". Give {" or ".join(self.words)}'
            ) from None


IN_PROCESS = Switch("sailpoint_in_process", {"auto": True, "never": False})
SHARE_TOKEN = Switch("sailpoint_share_token")
SHARE_PLANNED_CHANGES = Switch("sailpoint_share_planned_changes")
"""Whether later tasks in check mode see the changes that earlier ones would make."""

SETTINGS = (IN_PROCESS, SHARE_TOKEN, SHARE_PLANNED_CHANGES)
