# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task from its options to its result, whichever engine runs it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from ._api.connection import Connection, secrets_of
from ._api.errors import SailPointError, StoppedError, unforeseen
from ._api.session import Session
from ._api.tenant import Tenant
from ._outcome import Resource
from ._secrets import mask_all, register
from ._stopping import interruptible, stopped_by

ASKED_FOR = ("access_token", "secret")
"""The keys of a result under which a task gets a secret, because it asked for it."""


class Mode(NamedTuple):
    """How a task is run.

    With ``foresee`` the tasks after one in check mode see what it would have done. ``show`` shows a line to whoever
    watches while the task works. ``is_orphaned`` says whether there is no one left to return a result to.
    ``time_limit`` are the seconds that the task has left; 0 or None is no limit.
    """

    check: bool
    diff: bool
    foresee: bool = True
    show: Callable[[str], None] | None = None
    is_orphaned: Callable[[], bool] | None = None
    time_limit: float | None = None


def perform(
    resource: Resource,
    options: Mapping[str, Any],
    mode: Mode,
    open_session: Callable[[Connection], AbstractContextManager[Session]],
) -> tuple[dict[str, Any], list[str]]:
    """Do the work of a task. Returns its result and its warnings; a failure is a result with ``failed`` and ``msg``."""
    secrets = secrets_of(options)
    register(secrets)
    tenant: Tenant | None = None
    try:
        with open_session(Connection.from_options(options)) as session:
            read_only = mode.check or resource.info
            tenant = Tenant(session, read_only=read_only, foresees=mode.check, notes=mode.foresee, show=mode.show)
            tenant.begin(mode.is_orphaned)
            try:
                with interruptible(tenant.stop, mode.time_limit):
                    outcome = resource.ensure(tenant, options)
            finally:
                secrets |= session.secrets
                register(session.secrets)
            result = _completed(outcome.as_result(resource.returns, diff=mode.diff), tenant)
            asked_for = {key: result[key] for key in ASKED_FOR if result.get(key)}
            register(asked_for.values())
            warnings = [*outcome.warnings, *deprecation_warnings(tenant)]
            return {**mask_all(result, secrets), **asked_for}, mask_all(warnings, secrets)
    except SailPointError as error:
        result = {"failed": True, "msg": _message(error, tenant), **error.details}
    except Exception as error:  # pylint: disable=broad-except
        # The traceback is shown at -vvv only.
        result = {"failed": True, "msg": unforeseen(error), "exception": traceback.format_exc()}
    return mask_all(_completed(result, tenant), secrets), []


def _completed(result: dict[str, Any], tenant: Tenant | None) -> dict[str, Any]:
    """A result with what the tenant knows: what it cost, what stopped it and, of a failure, whether it was changed."""
    if tenant is None:
        return result
    completed = {**result, "api": tenant.telemetry.as_result()}
    if tenant.stopped_by:
        completed["stopped_by"] = tenant.stopped_by
    if result.get("failed") and tenant.telemetry.written:
        completed["changed"] = True
    return completed


def _message(error: SailPointError, tenant: Tenant | None) -> str:
    if tenant is None or not tenant.stopped_by:
        return str(error)
    what = " before it was done: run it again" if isinstance(error, StoppedError) else f": {error}"
    return f"{stopped_by(tenant.stopped_by)}{what}"


def deprecation_warnings(tenant: Tenant) -> list[str]:
    """A warning where the tenant said that the version of its API is deprecated, or none."""
    if not tenant.telemetry.deprecated:
        return []
    return [
        f"the vendor has deprecated version {tenant.api_version} of the API: "
        "set api_version to a newer one (v1 replaces all that bear a year)"
    ]
