# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python argument_specs.py MODULE ...``: print what these modules of awx.awx hand to AnsibleModule, as JSON.

Run by the Python that has awx.awx.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any
from unittest import mock

PACKAGE = "ansible_collections.awx.awx.plugins"


class Caught(Exception):
    """Carries the arguments."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        super().__init__()
        self.arguments = arguments


def catch(**arguments: Any) -> None:
    """Stand in for the class that a module is made by."""
    raise Caught(arguments)


def main(names: list[str]) -> None:
    """Print the arguments by the name of their module."""
    specifications = {}
    for name in names:
        module = importlib.import_module(f"{PACKAGE}.modules.{name}")
        with mock.patch.object(module, "ControllerAPIModule", catch):
            try:
                module.main()
            except Caught as caught:
                specifications[name] = caught.arguments
    print(json.dumps(specifications))


if __name__ == "__main__":
    main(sys.argv[1:])
