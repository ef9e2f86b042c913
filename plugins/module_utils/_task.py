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
from ._api.errors import SailPointError
from ._api.session import Session
from ._api.tenant import Tenant
from ._foreseen import foresee
from ._outcome import Resource
from ._secrets import mask, mask_all, register

ASKED_FOR = ("access_token", "secret")
"""The keys of a result under which a task gets a secret, because it asked for it."""


class Mode(NamedTuple):
    """How a task is run. ``show`` shows a line to whoever watches while the task works."""

    check: bool
    diff: bool
    show: Callable[[str], None] | None = None


def perform(
    resource: Resource,
    options: Mapping[str, Any],
    mode: Mode,
    open_session: Callable[[Connection], AbstractContextManager[Session]],
) -> tuple[dict[str, Any], list[str]]:
    """Do the work of a task. Returns its result and its warnings; a failure is a result with ``failed`` and ``msg``."""
    secrets = secrets_of(options)
    register(secrets)
    api: dict[str, Any] = {}
    try:
        with open_session(Connection.from_options(options)) as session:
            tenant = Tenant(session, read_only=mode.check or resource.info, show=mode.show)
            foresee(tenant, options.get("foreseen"))
            try:
                outcome = resource.ensure(tenant, options)
            finally:
                api["api"] = tenant.telemetry.as_result()
                secrets |= session.secrets
                register(session.secrets)
            result = {**outcome.as_result(resource.returns, diff=mode.diff), **api}
            asked_for = {key: result[key] for key in ASKED_FOR if result.get(key)}
            register(asked_for.values())
            warnings = [*outcome.warnings, *deprecation_warnings(tenant)]
            return {**mask_all(result, secrets), **asked_for}, mask_all(warnings, secrets)
    except SailPointError as error:
        return mask_all({"failed": True, "msg": str(error), **error.details, **api}, secrets), []
    except Exception as error:  # pylint: disable=broad-except
        # A defect of the collection. The traceback is shown at -vvv only.
        what = mask(f"{type(error).__name__}: {error}", secrets)
        return {
            "failed": True,
            "msg": f"internal error of community.sailpoint ({what}): run again with -vvv and report what it shows",
            "exception": mask(traceback.format_exc(), secrets),
            **api,
        }, []


def deprecation_warnings(tenant: Tenant) -> list[str]:
    """A warning where the tenant said that the version of its API is deprecated, or none."""
    if not tenant.telemetry.deprecated:
        return []
    return [
        f"the vendor has deprecated version {tenant.api_version} of the API: "
        "set api_version to a newer one (v1 replaces all that bear a year)"
    ]
