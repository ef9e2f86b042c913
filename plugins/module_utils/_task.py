# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task from its options to its result, whichever engine runs it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from ._api.connection import Connection, secrets_of
from ._api.errors import SailPointError
from ._api.tenant import Tenant
from ._outcome import Outcome, Resource
from ._secrets import mask


def perform(
    resource: Resource, options: Mapping[str, Any], *, check_mode: bool, diff: bool
) -> tuple[dict[str, Any], list[str]]:
    """Do the work of a task. Returns its result and its warnings; a failure is a result with ``failed`` and ``msg``."""
    secrets = secrets_of(options)
    api: dict[str, Any] = {}
    try:
        connection = Connection.from_options(options)
        with Tenant(connection, read_only=check_mode or resource.info) as tenant:
            try:
                outcome = resource.ensure(tenant, options)
            finally:
                api["api"] = tenant.telemetry.as_result()
                secrets |= tenant.secrets
            return {**_result(resource, outcome, diff), **api}, [*outcome.warnings, *_deprecation(tenant)]
    except SailPointError as error:
        return {"failed": True, "msg": mask(str(error), secrets), **error.details, **api}, []
    except Exception as error:  # pylint: disable=broad-except
        # A defect of the collection. The traceback is shown at -vvv only.
        what = mask(f"{type(error).__name__}: {error}", secrets)
        return {
            "failed": True,
            "msg": f"internal error of community.sailpoint ({what}): run again with -vvv and report what it shows",
            "exception": mask(traceback.format_exc(), secrets),
            **api,
        }, []


def _result(resource: Resource, outcome: Outcome, diff: bool) -> dict[str, Any]:
    result: dict[str, Any] = {"changed": outcome.changed, resource.returns: outcome.record}
    if resource.info:
        return result
    result.update(action=outcome.action, patch=list(outcome.patch))
    if outcome.secret is not None:
        result["secret"] = outcome.secret
    if diff:
        result["diff"] = {
            "before": outcome.before,
            "after": outcome.after,
            "before_header": outcome.label,
            "after_header": outcome.label,
        }
    return result


def _deprecation(tenant: Tenant) -> list[str]:
    if not tenant.telemetry.deprecated:
        return []
    return [
        f"the vendor has deprecated version {tenant.api_version} of the API: "
        "set api_version to a newer one (v1 replaces all that bear a year)"
    ]
