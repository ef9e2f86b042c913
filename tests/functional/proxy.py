# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real proxy server (proxy.py) as a process of its own."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

USER = "sandbox-proxy-user"
PASSWORD = "sandbox-proxy-password"
MAX_START = 30.0


class Proxy:
    """A running proxy, with basic authentication."""

    def __init__(self, port: int) -> None:
        self.url = f"http://{USER}:{PASSWORD}@127.0.0.1:{port}"

    @classmethod
    @contextlib.contextmanager
    def start(cls) -> Iterator[Proxy]:
        """Start a proxy on a free port, and end it afterwards."""
        with tempfile.TemporaryDirectory() as folder:
            port_file = pathlib.Path(folder, "port")
            command = [sys.executable, "-m", "proxy", "--hostname", "127.0.0.1", "--port", "0"]
            command += ["--port-file", str(port_file), "--log-level", "ERROR"]
            command += ["--num-workers", "1", "--num-acceptors", "1", "--basic-auth", f"{USER}:{PASSWORD}"]
            process = subprocess.Popen(
                command,
                # It keeps its certificates in a home.
                env={**os.environ, "HOME": folder},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                yield cls(_read_port(process, port_file))
            finally:
                # It would wait for tunnels that no one uses any more, and it has children.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _read_port(process: subprocess.Popen, port_file: pathlib.Path) -> int:
    deadline = time.monotonic() + MAX_START
    while time.monotonic() < deadline and process.poll() is None:
        if port_file.exists() and port_file.read_text(encoding="ascii").strip():
            return int(port_file.read_text(encoding="ascii"))
        time.sleep(0.02)
    raise RuntimeError("the proxy did not start")
