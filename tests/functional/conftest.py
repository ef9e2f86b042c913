# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests that talk to the sandbox tenant over real HTTP."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.functional.engines import run_module as run_module_process
from tests.functional.proxy import Proxy
from tests.functional.roles import run_role
from tests.sandbox import Sandbox
from tests.sandbox.fixtures import sandbox, sandbox_process

__all__ = ["sandbox", "sandbox_process"]


@pytest.fixture(scope="session")
def tls_sandbox_process():
    """A sandbox behind TLS."""
    with Sandbox.start(tls=True) as running:
        yield running


@pytest.fixture
def tls_sandbox(tls_sandbox_process):
    """An empty tenant behind TLS."""
    tls_sandbox_process.reset()
    yield tls_sandbox_process
    tls_sandbox_process.assert_valid()


@pytest.fixture(scope="session")
def proxy():
    """A proxy that wants a password."""
    with Proxy.start() as process:
        yield process


@pytest.fixture
def run_module():
    """Run a module as a process of its own: ``run_module(name, options, ...)`` returns its result."""
    return run_module_process


def _module(name, module=None):
    """The fixture ``name``: run that module against the sandbox, or against the one given."""

    @pytest.fixture(name=name)
    def fixture(sandbox):
        return _runner(module or name, sandbox)

    return fixture


managed_client = _module("managed_client")
managed_client_info = _module("managed_client_info")
managed_client_fleet = _module("managed_client_fleet")
managed_client_fleet_info = _module("managed_client_fleet_info")
managed_cluster = _module("managed_cluster")
managed_cluster_info = _module("managed_cluster_info")
log_config = _module("log_config", "managed_cluster_log_config")
access_token = _module("access_token")


def _runner(module, default):
    def run(tenant=default, *, check_mode=False, diff=True, environment=None, python_path=None, **options):
        credentials = tenant.environment()
        connection = {
            "base_url": credentials["SAIL_BASE_URL"],
            "auth_client_id": credentials["SAIL_CLIENT_ID"],
            "auth_client_secret": credentials["SAIL_CLIENT_SECRET"],
            "api_version": "v1",
        }
        return run_module_process(
            module,
            {**connection, **options},
            check_mode=check_mode,
            diff=diff,
            environment=environment,
            python_path=python_path,
        )

    return run


@pytest.fixture
def writes(sandbox):
    """Call it for the requests so far that were neither a GET nor the token's."""
    return lambda: [entry for entry in sandbox.log() if entry["method"] != "GET" and entry["operation"] != "token"]


@pytest.fixture
def sent(sandbox):
    """Call it for the requests so far, but the token's: method, path and filter."""

    def readable(entry):
        parts = urlsplit(entry["path"])
        filters = parse_qs(parts.query).get("filters")
        return f"{entry['method']} {parts.path}{'?' + filters[0] if filters else ''}"

    return lambda: [readable(entry) for entry in sandbox.log() if entry["operation"] != "token"]


@pytest.fixture
def files(tmp_path):
    """Write files of the folder ``fleet`` and return its path: ``files(name=text)``, without their ending."""

    def write(**texts):
        folder = tmp_path / "fleet"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(folder)

    return write


@pytest.fixture
def apply(sandbox, tmp_path):
    """Run the role fleet with its variables: ``apply(*arguments, folder=...)``."""
    return lambda *arguments, **variables: run_role("fleet", sandbox, tmp_path, *arguments, **variables)
