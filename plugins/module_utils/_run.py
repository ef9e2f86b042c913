# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module engine: how the options of a module come in, and how its result goes out."""

from __future__ import annotations

from contextlib import closing

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ._api.connection import secrets_of
from ._api.session import Session
from ._libraries import MISSING
from ._outcome import Resource
from ._task import Mode, perform


def run(resource: Resource) -> None:
    """Be the module of that resource: exit with its result, or fail with one line."""
    module = AnsibleModule(supports_check_mode=True, **resource.arguments.as_arguments())
    for library, error in MISSING.items():
        module.fail_json(msg=f"{missing_required_lib(library)} ({error})")
    # Passwords within URLs too: Ansible masks these values wherever they stand in the result.
    module.no_log_values.update(secrets_of(module.params))
    mode = Mode(check=module.check_mode, diff=module._diff)
    result, warnings = perform(resource, module.params, mode, lambda connection: closing(Session(connection)))
    for warning in warnings:
        module.warn(warning)
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
