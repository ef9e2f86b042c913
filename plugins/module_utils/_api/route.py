# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy and CA certificates for a tenant, and the option or variable that set them."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import urlsplit

from .._libraries import pip_command, requests
from .connection import Connection
from .errors import OptionError

CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""The environment variables that name CA certificates, in the order in which requests looks at them."""

HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+")
"""The name of a certificate in a folder of them, as OpenSSL looks for it."""


class Route(NamedTuple):
    """The proxy (None: none) and what requests takes as ``verify``, each with the name of its setting."""

    proxy: str | None
    proxy_source: str
    verify: bool | str
    certificates: str


def find_route(connection: Connection) -> Route:
    """The route to a tenant, from its options or else from the environment.

    Raises OptionError, which names the option or environment variable that cannot be used.
    """
    proxy, proxy_source = connection.proxy, "the option proxy"
    if not proxy:
        proxies = requests.utils.get_environ_proxies(connection.base_url)
        proxy = requests.utils.select_proxy(connection.base_url, proxies)
        proxy_source = _proxy_variable(urlsplit(connection.base_url).scheme, proxy)
    if proxy and proxy.lower().startswith("socks") and not find_spec("socks"):
        raise OptionError(
            f"{proxy_source} is a SOCKS proxy, which requires the Python library PySocks. Install it with "
            f"{pip_command('PySocks')}, or use an HTTP proxy"
        )
    verify, certificates = connection.verify, f"ca_path {connection.verify}"
    if verify is True and connection.base_url.startswith("https:"):
        variable = next(filter(os.environ.get, CA_VARIABLES), None)
        if variable:
            verify = os.environ[variable]
            certificates = f"{verify} (from the environment variable {variable})"
    if isinstance(verify, str):
        _check_certificates(verify, certificates)
    return Route(proxy or None, proxy_source, verify, certificates)


def _proxy_variable(scheme: str, proxy: str | None) -> str:
    for name in (f"{scheme}_proxy", "all_proxy"):
        for variable in (name, name.upper()):
            if proxy and os.environ.get(variable) == proxy:
                return f"the environment variable {variable}"
    return f"the proxy setting of {sys.platform}"


def _check_certificates(path: str, named: str) -> None:
    """Raise OptionError if the path has no CA certificates: the errors of urllib3 and OpenSSL name no file."""
    try:
        if os.path.isdir(path):
            found = any(HASHED_NAME.fullmatch(name) for name in os.listdir(path))
            what = "a folder without certificates named by `openssl rehash`"
        else:
            with open(path, "rb") as file:
                found = b"CERTIFICATE-----" in file.read()
            what = "not a file of PEM certificates"
    except FileNotFoundError:
        raise OptionError(f"{named} does not exist") from None
    except (OSError, ValueError) as error:
        raise OptionError(f"{named} cannot be read: {getattr(error, 'strerror', error)}") from None
    if not found:
        raise OptionError(f"{named} is {what}. Give a file of trusted CA certificates in PEM format")
