# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network errors as one line: what failed, on which host, and what to do. Pure."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from http.client import BadStatusLine, HTTPException, RemoteDisconnected
from urllib.parse import urlsplit

from .._libraries import requests, urllib3
from .._secrets import mask
from .._shown import shown
from .connection import Connection
from .errors import TransportError
from .request import Request
from .route import Route
from .wire import ClosedConnectionError, UnexpectedResponseError

NO_TLS = ("wrong version number", "record layer failure", "unknown protocol", "http request", "packet length too long")
"""Error texts of OpenSSL versions if the other side does not use TLS."""


def network_error(
    request: Request,
    connection: Connection,
    route: Route,
    error: Exception,
    *,
    begun: bool,
    secrets: Iterable[str] = (),
) -> TransportError:
    """The error for an exception of requests or urllib3. ``begun``: the headers of the response had arrived.

    ``secrets`` are masked here, because a secret in a truncated text could not be masked later.
    """
    host = urlsplit(connection.base_url).netloc
    chain = list(_chain(error))
    said = shown(mask(_reason(chain), secrets))
    of_proxy = isinstance(error, requests.exceptions.ProxyError)
    unconnected = any(isinstance(cause, urllib3.exceptions.NewConnectionError) for cause in chain)
    processed = True
    passing = True
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in chain):
        trusted = f" with {route.certificates}" if isinstance(route.verify, str) else ""
        reason = (
            f"the certificate of {host} cannot be verified{trusted} ({said}). Set ca_path to the "
            "certificate of the CA that signed it"
        )
        processed = passing = False
    elif any(isinstance(cause, socket.gaierror) for cause in chain):
        where = _place(route) if of_proxy else f"base_url {connection.base_url}"
        reason = f"the host of {where} cannot be resolved. Check the name and DNS"
        processed = passing = False
    elif _says(chain, NO_TLS):
        address = f"the proxy of {_place(route)}" if of_proxy else host
        reason = f"{address} does not use TLS. {'Check its URL' if of_proxy else 'Check base_url and its port'}"
        processed = passing = False
    elif isinstance(route.verify, str) and _says(chain, ("[x509", "no certificate or crl found", "pem lib")):
        reason = f"{route.certificates} is not a valid file of PEM certificates. Check it"
        processed = passing = False
    elif of_proxy and unconnected:
        reason = f"cannot connect to the proxy ({said}). Check {_place(route)}"
        processed = False
    elif of_proxy:
        reason = f"the proxy refused the request ({said}). Check {_place(route)}"
        processed = False
    elif isinstance(error, requests.exceptions.ConnectTimeout):
        address = f"the proxy of {_place(route)}" if route.proxy else host
        reason = f"{address} did not accept the connection within {connection.timeout:g} s. Check firewalls and proxies"
        processed = False
    elif unconnected:
        reason = f"cannot connect to {host} ({said}). Check base_url, and that the host is up"
        processed = False
    elif isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)):
        within = f"within {connection.timeout:g} s"
        reason = f"{host} did not send the whole response {within}" if begun else f"{host} did not respond {within}"
    elif any(isinstance(cause, UnexpectedResponseError) for cause in chain):
        reason = (
            f"{host} sent a response that does not match the request ({said}). Check the gateways and "
            "proxies on the way to the tenant"
        )
    elif any(isinstance(cause, BadStatusLine) and not isinstance(cause, RemoteDisconnected) for cause in chain):
        reason = f"the response of {host} is not HTTP. Check base_url (use https if the port expects TLS)"
    elif isinstance(error, ValueError):
        # requests and urllib3 raise ValueError for invalid URLs.
        reason = f"base_url{f' or {_place(route)}' if route.proxy else ''} is not a valid URL"
        processed = passing = False
    else:
        reason = f"the connection to {host} closed before the response was complete ({said})"
    failure = TransportError(f"could not {request.action}: {reason}", processed=processed, passing=passing)
    failure.stale = any(isinstance(cause, ClosedConnectionError) for cause in chain)
    return failure


def _place(route: Route) -> str:
    """The setting that names the proxy, and the proxy's host, without its password."""
    return f"{route.proxy_source} ({shown((route.proxy or '').rpartition('@')[2].rpartition('//')[2])})"


def _says(chain: list[BaseException], texts: tuple[str, ...]) -> bool:
    """Whether an error of TLS in the chain has one of these texts."""
    said = " ".join(str(cause) for cause in chain if isinstance(cause, ssl.SSLError)).lower().replace("_", " ")
    return any(text in said for text in texts)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it, outermost first; urllib3 keeps a cause in ``reason`` or in ``args``."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]


def _reason(chain: list[BaseException]) -> str:
    """The innermost error of the system, of TLS or of HTTP, in words."""
    for cause in reversed(chain):
        if isinstance(cause, (OSError, HTTPException)) and not isinstance(cause, requests.RequestException):
            return str(getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or cause)
    return type(chain[0]).__name__
