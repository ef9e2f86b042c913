# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a role of the collection by ansible-playbook."""

from __future__ import annotations

import json
import pathlib
import subprocess
from typing import Any

from tests.functional.engines import run_playbook
from tests.sandbox import Sandbox


def run_role(
    role: str,
    sandbox: Sandbox,
    place: pathlib.Path,
    /,
    *arguments: str,
    api_version: str = "v1",
    check_mode: bool = False,
    then: dict[str, Any] | None = None,
    **variables: Any,
) -> subprocess.CompletedProcess[str]:
    """Run a role, such as ``fleet``, with its variables, which are named without the name of the role.

    ``check_mode`` is the keyword of the play, ``then`` another play after it.
    """
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        **({"check_mode": True} if check_mode else {}),
        # No pace: the sandbox has no limit unless a test sets one.
        "module_defaults": {"group/community.sailpoint.all": {"api_version": api_version, "rate_limit": 0}},
        "roles": [
            {
                "role": f"community.sailpoint.{role}",
                "vars": {f"{role}_{name}": value for name, value in variables.items()},
            }
        ],
    }
    playbook = place / "playbook.yml"
    # JSON is YAML.
    playbook.write_text(json.dumps([play, then] if then else [play]), encoding="utf-8")
    return run_playbook(playbook, *arguments, environment=sandbox.environment())
