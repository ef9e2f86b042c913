# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one task from its options to its result. Both engines (module and action) use it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from .._api.cancellation import stopped_by
from .._api.connection import Connection, secrets_of
from .._api.errors import NotFoundError, OptionError, SailPointError, StoppedError, unexpected_error
from .._api.session import Session
from .._api.tenant import Tenant
from .._api.unknown_ids import without_unknown_ids
from .._argspec import CONNECTION, ArgumentSpec
from .._operations.outcome import Resource
from .._secrets import find_secret, mask, mask_all, register
from .stopping import interruptible

ASKED_FOR = ("access_token", "secret")
"""Keys of a result with a secret that the task asked for."""

MESSAGES = ("msg", "exception", "error", "detail_code", "tracking_id", "request_id", "request_ids")
"""Keys of a result with messages, which are masked. All other keys hold data, which is not changed."""

PARTS = ("api", "results", "refused")
"""Keys of a result whose values contain messages, too."""

FACTS = ("changed", "failed", "action", "summary", "stopped_by", "api")
"""Keys that remain if the data of a result contains a secret and is removed."""

END_OF_DATED_VERSIONS = "2029-01-01"
"""The first day of the quarter in which the vendor ends the versions named after a year (its announcement)."""

NOT_SHOWN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
"""The value that Ansible shows for a no_log option."""


class Mode(NamedTuple):
    """How a task is run.

    ``share_planned``: later tasks in check mode see the changes that this one would make. ``show`` prints a progress
    line. ``is_orphaned`` returns whether nobody is left to receive the result. ``time_limit`` is in seconds; 0 or None
    is no limit.
    """

    check: bool
    diff: bool
    share_planned: bool = True
    show: Callable[[str], None] | None = None
    is_orphaned: Callable[[], bool] | None = None
    time_limit: float | None = None


def perform(
    resource: Resource,
    options: Mapping[str, Any],
    mode: Mode,
    open_session: Callable[[Connection], AbstractContextManager[Session]],
) -> tuple[dict[str, Any], list[str]]:
    """Run a task. Returns its result and warnings. A failure is a result with ``failed`` and ``msg``.

    Neither contains secrets, except one that the task asked for, nor placeholder ids of check mode.
    """
    done = _perform(resource, options, mode, open_session)
    result, warnings = without_unknown_ids(done) if mode.check else done
    return result, warnings


def _perform(
    resource: Resource,
    options: Mapping[str, Any],
    mode: Mode,
    open_session: Callable[[Connection], AbstractContextManager[Session]],
) -> tuple[dict[str, Any], list[str]]:
    secrets = named_secrets(options)
    register(secrets)
    show, warnings = mode.show, []
    tenant: Tenant | None = None
    try:
        _refuse_secrets(options, secrets)
        with open_session(Connection.from_options(options)) as session:
            tenant = Tenant(
                session,
                read_only=mode.check or resource.info,
                sees_planned=mode.check,
                shares_planned=mode.share_planned,
                shows_diff=mode.diff,
                show=show and (lambda line: show(mask(line, secrets))),
            )
            tenant.begin(mode.is_orphaned)
            try:
                with interruptible(tenant.stop, mode.time_limit):
                    outcome = resource.ensure(tenant, options)
            finally:
                secrets.update(dict.fromkeys(session.secrets, "the access token or the proxy password"))
                register(session.secrets)
            result = _with_telemetry(outcome.as_result(resource.returns, diff=mode.diff), tenant)
            asked_for = {key: result.pop(key) for key in ASKED_FOR if result.get(key)}
            register(asked_for.values())
            blind = _check_mode_warnings(tenant, mode) if result.get("refused") else []
            warnings = [*outcome.warnings, *blind, *_contention_warnings(tenant)]
            deprecated = tenant.telemetry.deprecated
            more = {"deprecations": [deprecation_of(tenant.api_version)]} if deprecated else {}
            return {**masked_result(result, secrets), **asked_for, **more}, mask_all(warnings, secrets)
    except SailPointError as error:
        result = {"failed": True, "msg": _message(error, tenant), **error.details}
        warnings = _check_mode_warnings(tenant, mode) if tenant and isinstance(error, NotFoundError) else []
        warnings += _contention_warnings(tenant) if tenant else []
    except Exception as error:  # pylint: disable=broad-except
        # The traceback is shown at -vvv only.
        result = {"failed": True, "msg": unexpected_error(error), "exception": traceback.format_exc()}
    return masked_result(_with_telemetry(result, tenant), secrets), warnings


def _check_mode_warnings(tenant: Tenant, mode: Mode) -> list[str]:
    """A warning if a task in check mode may miss objects that earlier tasks would create."""
    if not mode.check or tenant.deletions.complete:
        return []
    return [
        "check mode: this task runs as a module (-v shows why), so it cannot see the changes that earlier "
        "tasks would make. "
        "Objects reported as missing may be those that an earlier task would create"
    ]


def _contention_warnings(tenant: Tenant) -> list[str]:
    """A warning, once a run, if others use the same credential."""
    if not tenant.telemetry.announces_contention:
        return []
    return [
        "another job or program uses the same credential and exhausts its rate limit (429), so this run slows down. "
        "Set rate_limit to "
        "a share for each job, such as 50, or give each job a credential of its own"
    ]


def _with_telemetry(result: dict[str, Any], tenant: Tenant | None) -> dict[str, Any]:
    """The result with ``api``, ``stopped_by`` and, for a failure, ``changed``."""
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
    what = " before the task was complete. Run it again" if isinstance(error, StoppedError) else f": {error}"
    return f"{stopped_by(tenant.stopped_by)}{what}"


def named_secrets(options: Mapping[str, Any]) -> dict[str, str]:
    """The secrets in the connection options, each with the name of its option."""
    others = secrets_of({})
    named = {
        value: name
        for name in ("auth_client_secret", "access_token", "base_url", "proxy")
        for value in secrets_of({name: options.get(name)}) - others
    }
    return {**dict.fromkeys(secrets_of(options), "the connection"), **named}


def masked_result(result: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """The result with masked messages, or a failure that names the field of its data that contains a secret."""
    shown = _masked(result, secrets)
    held = find_secret(shown, secrets)
    if held is None:
        return shown
    text = f"{held.path} contains the value of {held.secret_name}. Remove it there. The result is not shown"
    failure = {key: shown[key] for key in FACTS if key in shown}
    return {**failure, "failed": True, "msg": f"{shown['msg']}; {text}" if shown.get("msg") else text}


def _masked(part: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    shown = {}
    for key, value in part.items():
        if key in MESSAGES:
            shown[key] = mask_all(value, secrets)
        elif key in PARTS and isinstance(value, Mapping):
            shown[key] = _masked(value, secrets)
        elif key in PARTS and isinstance(value, list):
            shown[key] = [_masked(item, secrets) for item in value]
        else:
            shown[key] = value
    return shown


def invocation(arguments: ArgumentSpec, options: Mapping[str, Any]) -> dict[str, Any]:
    """The ``invocation`` of a result: all options of the module, without secrets.

    Lists of entries are omitted: they are large, Ansible copies them several times, and the result names each entry.
    """
    secrets = named_secrets(options)
    shown = {}
    for name, option in arguments.options.items():
        if option.get("elements") == "dict":
            continue
        value = options.get(name)
        if value and (name in arguments.secret_options or find_secret(value, secrets)):
            value = NOT_SHOWN
        shown[name] = mask_all(value, secrets) if name in CONNECTION.options else value
    return {"module_args": shown}


def _refuse_secrets(options: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    """Raise OptionError if an option other than the connection's contains a secret, which would be written."""
    held = find_secret({name: value for name, value in options.items() if name not in CONNECTION.options}, secrets)
    if held:
        raise OptionError(f"{held.path} contains the value of {held.secret_name}. Remove it there")


def deprecation_of(api_version: str) -> dict[str, str]:
    """The deprecation of an API version, in the format of a module result."""
    return {
        "msg": f"SailPoint has deprecated version {api_version} of its API. Set api_version or SAIL_API_VERSION to v1",
        "date": END_OF_DATED_VERSIONS,
        "collection_name": "community.sailpoint",
    }
