# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks in this process, through all floors, against the real sandbox."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.community.sailpoint.plugins.module_utils._api.connection import Connection
from ansible_collections.community.sailpoint.plugins.module_utils._api.memory import Memory
from ansible_collections.community.sailpoint.plugins.module_utils._api.session import Session
from ansible_collections.community.sailpoint.plugins.module_utils._engine.task import Mode, perform
from ansible_collections.community.sailpoint.plugins.module_utils._operations.outcome import Resource

from tests.sandbox import Sandbox


class Writer:
    """One who runs tasks, with a session of his own and the memory of a run, if one is given.

    No limit of rate: the sandbox has none either.
    """

    def __init__(self, sandbox: Sandbox, *, memory: Memory | None = None, **connection: Any) -> None:
        credentials = sandbox.environment()
        self._options = {
            "base_url": credentials["SAIL_BASE_URL"],
            "auth_client_id": credentials["SAIL_CLIENT_ID"],
            "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            "api_version": "v1",
            "rate_limit": 0,
            **connection,
        }
        self._memory = memory
        self._session: Session | None = None
        self.warnings: list[str] = []

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        if self._session:
            self._session.close()

    def run(self, resource: Resource, *, check: bool = False, **options: Any) -> dict[str, Any]:
        """Run a task and return its result, which may be a failure."""
        validation = ArgumentSpecValidator(**resource.arguments.as_arguments()).validate({**self._options, **options})
        assert validation.error_messages == []
        mode = Mode(check=check, diff=True)
        result, warnings = perform(resource, validation.validated_parameters, mode, self._open)
        self.warnings += warnings
        assert "exception" not in result, result["exception"]
        return result

    def do(self, resource: Resource, **options: Any) -> dict[str, Any]:
        """Run a task that must succeed, and return its result."""
        result = self.run(resource, **options)
        assert not result.get("failed"), result["msg"]
        return result

    def _open(self, connection: Connection) -> AbstractContextManager[Session]:
        self._session = self._session or Session(connection, self._memory)
        return nullcontext(self._session)
