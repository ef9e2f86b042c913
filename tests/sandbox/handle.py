# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox as a process of its own, and a handle to it: for tests, the demo and benchmarks."""

from __future__ import annotations

import contextlib
import json
import pathlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import requests

from tests.sandbox.control import PREFIX
from tests.sandbox.credentials import API_CLIENT, PAT

ROOT = pathlib.Path(__file__).parents[2]
MAX_STOP = 10.0


class Sandbox:
    """A running sandbox. Every method raises RuntimeError, with the reason, when the sandbox refuses."""

    def __init__(self, base_url: str, control_url: str, ca_path: str | None) -> None:
        self.base_url = base_url
        self.ca_path = ca_path
        self.control_url = control_url
        self._session = requests.Session()
        self._session.trust_env = False

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        *,
        tls: bool = False,
        latency_ms: float = 0,
        rate_limit: int = 0,
        token_lifetime: float = 749,
        validate: bool = True,
    ) -> Iterator[Sandbox]:
        """Start an empty sandbox on a free loopback port, and end it afterwards.

        It ends also when this process dies, however that happens: it reads the pipe that we hold open. With
        ``validate``, requests and answers are held to ``tests/specification``; at the end, AssertionError is raised for
        violations that nobody has taken.
        """
        command = [sys.executable, "-m", "tests.sandbox", "--empty", "--attached", "--latency", str(latency_ms)]
        command += ["--rate-limit", str(rate_limit), "--token-lifetime", str(token_lifetime)]
        command += ["--tls"] if tls else []
        command += ["--validate"] if validate else []
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is for us; the sandbox ends when we are done with it.
            start_new_session=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the sandbox did not start (exit status {process.wait()})")
            running = cls(**json.loads(line))
            yield running
            if validate:
                running.assert_valid()
        finally:
            _end(process)

    def environment(self, *, api_client: bool = False) -> dict[str, str]:
        """The variables that lead to this tenant, as the user of a personal access token or as an API client."""
        credential = API_CLIENT if api_client else PAT
        return {
            "SAIL_BASE_URL": self.base_url,
            "SAIL_CLIENT_ID": credential.client_id,
            "SAIL_CLIENT_SECRET": credential.client_secret,
        }

    def reset(self) -> None:
        """Make it empty, with default switches and the settings it was started with."""
        self._control("POST", "/reset")

    def log(self, since: int = 0) -> list[dict[str, Any]]:
        """The requests after that number: see ``journal.Entry`` for their fields."""
        return self._control("GET", f"/log?since={since}")

    def clear_log(self) -> None:
        """Forget the requests so far."""
        self._control("DELETE", "/log")

    def switch(self, **values: Any) -> None:
        """Set switches (``switches.Switches``)."""
        self._control("PATCH", "/switches", values)

    def settings(self, **values: Any) -> None:
        """Change settings (``tenant.Settings``)."""
        self._control("PATCH", "/settings", values)

    def add_clusters(self, *clusters: str | dict[str, Any]) -> list[dict[str, Any]]:
        """Put clusters in place, each a name or the fields that are not default. Returns the records."""
        return self._control(
            "POST", "/clusters", [{"name": given} if isinstance(given, str) else given for given in clusters]
        )

    def add_clients(self, *clients: dict[str, Any]) -> list[dict[str, Any]]:
        """Put clients in place, each the fields that are not default. Returns the records."""
        return self._control("POST", "/clients", list(clients))

    def clusters(self) -> list[dict[str, Any]]:
        """All clusters."""
        return self._control("GET", "/clusters")

    def add_cluster_types(self, *cluster_types: dict[str, Any]) -> list[dict[str, Any]]:
        """Put cluster types in place, each the fields that are not default. Returns the records."""
        return self._control("POST", "/cluster-types", list(cluster_types))

    def cluster_types(self) -> list[dict[str, Any]]:
        """All cluster types."""
        return self._control("GET", "/cluster-types")

    def clients(self) -> list[dict[str, Any]]:
        """All clients, with their keys."""
        return self._control("GET", "/clients")

    def log_configurations(self) -> dict[str, dict[str, Any]]:
        """All log configurations by the id of their cluster, those that have expired too."""
        return self._control("GET", "/log-configurations")

    def set_log_configuration(self, cluster_id: str, **fields: Any) -> None:
        """Put a log configuration in place, whatever its fields."""
        self._control("PATCH", "/log-configurations", {cluster_id: fields})

    def set_client(self, client_id: str, **fields: Any) -> dict[str, Any]:
        """Change any fields of a client."""
        return self._control("PATCH", f"/clients/{client_id}", fields)

    def set_cluster(self, cluster_id: str, **fields: Any) -> dict[str, Any]:
        """Change any fields of a cluster."""
        return self._control("PATCH", f"/clusters/{cluster_id}", fields)

    def add_credential(self, client_id: str, client_secret: str, *, scopes: list[str], user: bool) -> None:
        """Make a credential known."""
        body = {"client_id": client_id, "client_secret": client_secret, "scopes": scopes, "user": user}
        self._control("POST", "/credentials", body)

    def token(self) -> str:
        """A new access token of the default user, without a request in the log."""
        return self._control("POST", "/tokens")

    def tokens(self) -> list[str]:
        """All access tokens that were given since the reset."""
        return self._control("GET", "/tokens")

    def expire_tokens(self) -> None:
        """End all access tokens."""
        self._control("DELETE", "/tokens")

    def fault(self, operation: str, *, kind: str, times: int | None = 1, **details: Any) -> None:
        """Script a fault (``faults.Fault``), for the next so many requests (None: for all)."""
        self._control("POST", "/faults", {"operation": operation, "kind": kind, "times": times, **details})

    def clear_faults(self) -> None:
        """Forget the faults that are still to come."""
        self._control("DELETE", "/faults")

    def violations(self) -> list[str]:
        """What requests and answers since the last call had that the statement of the API does not allow."""
        return self._control("GET", "/violations")

    def assert_valid(self) -> None:
        """Raise AssertionError if there are violations since the last call."""
        violations = self.violations()
        if violations:
            raise AssertionError("not as tests/specification has it:\n" + "\n".join(violations))

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        response = self._session.request(method, f"{self.control_url}{PREFIX}{path}", json=body, timeout=60)
        if not response.ok:
            raise RuntimeError(f"the sandbox refused {method} {path}: {response.text}")
        return response.json()


def _end(process: subprocess.Popen[str]) -> None:
    """Close the sandbox's input, which ends it; one that does not end is killed."""
    try:
        process.communicate(timeout=MAX_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
