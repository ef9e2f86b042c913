# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong below HTTP, in one line that says where and what to do. Pure."""

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
from .wire import ClosedIdleError, OutOfStepError

NO_TLS = ("wrong version number", "record layer failure", "unknown protocol", "http request", "packet length too long")
"""What the versions of OpenSSL say where the other side does not speak TLS."""


def network_error(
    request: Request,
    connection: Connection,
    route: Route,
    error: Exception,
    *,
    begun: bool,
    secrets: Iterable[str] = (),
) -> TransportError:
    """The error for what requests or urllib3 raised instead of a whole response; ``begun``: its headers had come.

    ``secrets`` are masked in what a proxy or server says: a secret that is cut could not be masked afterwards.
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
        reason = f"the certificate of {host} does not verify{trusted} ({said}): set ca_path to the CA that signed it"
        processed = passing = False
    elif any(isinstance(cause, socket.gaierror) for cause in chain):
        where = _place(route) if of_proxy else f"base_url {connection.base_url}"
        reason = f"the host of {where} does not resolve: check it"
        processed = passing = False
    elif _says(chain, NO_TLS):
        address = f"the proxy of {_place(route)}" if of_proxy else host
        reason = f"{address} does not speak TLS: {'check it' if of_proxy else 'check base_url, its port in particular'}"
        processed = passing = False
    elif isinstance(route.verify, str) and _says(chain, ("[x509", "no certificate or crl found", "pem lib")):
        reason = f"{route.certificates} is not a file of PEM certificates: check it"
        processed = passing = False
    elif of_proxy and unconnected:
        reason = f"no connection to the proxy ({said}): check {_place(route)}"
        processed = False
    elif of_proxy:
        reason = f"the proxy does not let the request through ({said}): check {_place(route)}"
        processed = False
    elif isinstance(error, requests.exceptions.ConnectTimeout):
        address = f"the proxy of {_place(route)}" if route.proxy else host
        reason = f"{address} did not accept a connection within {connection.timeout:g} s"
        processed = False
    elif unconnected:
        reason = f"no connection to {host} ({said}): check that it runs and that base_url is right"
        processed = False
    elif isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError)):
        within = f"within {connection.timeout:g} s"
        reason = f"the response of {host} was not whole {within}" if begun else f"{host} did not respond {within}"
    elif any(isinstance(cause, OutOfStepError) for cause in chain):
        reason = f"{host} is out of step with the requests ({said}): check the gateways and proxies on the way"
    elif any(isinstance(cause, BadStatusLine) and not isinstance(cause, RemoteDisconnected) for cause in chain):
        reason = f"the response of {host} is not HTTP: check base_url (https, if the port is one of TLS)"
    elif isinstance(error, ValueError):
        # All that requests and urllib3 have to say against a URL.
        reason = f"base_url{f' or {_place(route)}' if route.proxy else ''} is not a usable URL"
        processed = passing = False
    else:
        reason = f"the connection to {host} broke before the response was whole ({said})"
    failure = TransportError(f"could not {request.action}: {reason}", processed=processed, passing=passing)
    failure.stale = any(isinstance(cause, ClosedIdleError) for cause in chain)
    return failure


def _place(route: Route) -> str:
    """Where the proxy is set, and its host: not its password."""
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
