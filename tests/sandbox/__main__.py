# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.sandbox``: the sandbox alone, for trying things out."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import pathlib
import signal
import sys
import tempfile
from urllib.parse import unquote

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from tests.sandbox import faults, switches
from tests.sandbox.app import make_app
from tests.sandbox.credentials import PAT
from tests.sandbox.journal import Entry
from tests.sandbox.listener import HOST, LISTENER, Listener
from tests.sandbox.openapi import Validator
from tests.sandbox.tenant import Settings, Tenant
from tests.sandbox.tls import server_context

MALFORMED = (HttpProcessingError, web.RequestPayloadError)
# Seconds for requests that are under way. To aiohttp, 0 would be no limit.
MAX_FAREWELL = 0.1

EPILOG = f"""Switches for behaviours that the vendor does not document; set them with PATCH /_sandbox/switches:
{switches.describe()}

Faults, injected by operation and count, before or after a request is processed; add them with POST /_sandbox/faults:
{faults.describe()}
"""


def main() -> int:
    """Serve until Ctrl-C or SIGTERM."""
    options = _options()
    try:
        with tempfile.TemporaryDirectory(prefix="sailpoint-sandbox-") as folder:
            return asyncio.run(_serve(options, pathlib.Path(folder)))
    except OSError as error:
        failed = f"write {error.filename}" if error.filename else f"listen on port {options.port}"
        print(f"sandbox: cannot {failed}: {error.strerror}", file=sys.stderr)
        return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.sandbox",
        description="A small server that imitates a SailPoint Identity Security Cloud tenant. It is not the vendor's.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=0, help="loopback port to listen on (default: a free port)")
    parser.add_argument("--tls", action="store_true", help="serve https with a new certificate")
    parser.add_argument("--ca-file", type=pathlib.Path, metavar="PATH", help="write the CA certificate to PATH")
    parser.add_argument(
        "--latency",
        type=float,
        default=0,
        metavar="MS",
        help="delay before each response, in milliseconds (default: 0)",
    )
    parser.add_argument(
        "--jitter", type=float, default=0, metavar="MS", help="random extra delay of up to MS milliseconds (default: 0)"
    )
    parser.add_argument(
        "--token-lifetime", type=float, default=749, metavar="S", help="lifetime of a token, in seconds (default: 749)"
    )
    parser.add_argument(
        "--rate-limit",
        type=int,
        default=100,
        metavar="N",
        help="requests allowed in 10 seconds; 0 for no limit (default: 100)",
    )
    parser.add_argument("--validate", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--quiet", action="store_true", help="do not show each request")
    records = parser.add_mutually_exclusive_group()
    records.add_argument("--empty", action="store_true", help="start without the clusters Paris and Austin")
    records.add_argument("--demo-data", action="store_true", help="start with a few clients in these clusters")
    parser.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ca_file and not options.tls:
        parser.error("--ca-file requires --tls")
    return options


async def _serve(options: argparse.Namespace, folder: pathlib.Path) -> int:
    settings = Settings(
        latency_ms=options.latency,
        jitter_ms=options.jitter,
        token_lifetime=options.token_lifetime,
        rate_limit=options.rate_limit,
    )
    shown = not (options.attached or options.quiet)
    tenant = Tenant(settings, on_request=_print_request if shown else None)
    if not options.empty:
        _seed(tenant, clients=2 if options.demo_data else 0)
    ca_path = (options.ca_file or folder / "ca.pem") if options.tls else None
    app = make_app(tenant, Validator() if options.validate else None)
    logging.getLogger("aiohttp.server").addFilter(_is_our_fault)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=MAX_FAREWELL)
    listener = app[LISTENER] = Listener(runner, options.port, server_context(ca_path) if ca_path else None)
    await runner.setup()
    try:
        await listener.open()
        stopped = _stop_event(options.attached)
        base_url = f"{'https' if options.tls else 'http'}://{HOST}:{listener.port}"
        if options.attached:
            # A port of its own, which takes orders while that of the tenant is closed.
            await web.TCPSite(runner, HOST, 0).start()
            control_url = f"http://{HOST}:{runner.addresses[-1][1]}"
            started = {"base_url": base_url, "control_url": control_url, "ca_path": str(ca_path) if ca_path else None}
            print(json.dumps(started), flush=True)
        else:
            _print_welcome(base_url, ca_path, shown)
        await stopped.wait()
    finally:
        await runner.cleanup()
    if not options.attached:
        print("\nsandbox: stopped")
    return 0


def _is_our_fault(record: logging.LogRecord) -> bool:
    """Whether a log record is not only about a malformed request, which is answered with 400."""
    return not (record.exc_info and isinstance(record.exc_info[1], MALFORMED))


def _stop_event(attached: bool) -> asyncio.Event:
    """Set by Ctrl-C, by SIGTERM and, for one that is attached to its parent, by the end of its input."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    if attached:
        loop.add_reader(sys.stdin.fileno(), stopped.set)
    return stopped


def _seed(tenant: Tenant, clients: int) -> None:
    for name in ("Paris", "Austin"):
        cluster = tenant.seed_cluster(name=name)
        for number in range(1, clients + 1):
            tenant.seed_client(name=f"{name.lower()}-{number}", clusterId=cluster["id"])


def _print_welcome(base_url: str, ca_path: pathlib.Path | None, shown: bool) -> None:
    print("This sandbox imitates a SailPoint tenant; it is not the vendor's. Press Ctrl-C to stop it.\n")
    print(f"export SAIL_BASE_URL={base_url}")
    print(f"export SAIL_CLIENT_ID={PAT.client_id}")
    print(f"export SAIL_CLIENT_SECRET={PAT.client_secret}")
    if ca_path:
        print(f"\nSet the option ca_path to {ca_path}")
    print("\nRequests:" if shown else "", flush=True)


def _print_request(entry: Entry) -> None:
    body = f"  {json.dumps(entry.body, ensure_ascii=False)}" if entry.body is not None else ""
    # The reader may have gone away; the tenant goes on.
    with contextlib.suppress(BrokenPipeError):
        print(f"  {entry.method:<6} {unquote(entry.path)}  {entry.status}{body}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
