# Copyright: Contributors to the community.sailpoint collection
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options of a task, validated before anything is sent."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from .errors import OptionError
from .paths import VERSIONS

BOUNDS = {
    "timeout": (1, 3600),
    "retry_timeout": (0, 86400),
    "rate_limit": (0, 1000),
    "rate_window": (0.1, 3600),
    "consistency_timeout": (0, 3600),
}
"""The least and the most of each option that is a number."""

PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
"""The protocols of the proxies that requests knows."""

VENDOR_DOMAINS = ("identitynow.com", "identitynow-demo.com")
"""The vendor's domains: ``<tenant>.api.<domain>`` is the API of a tenant, ``<tenant>.<domain>`` its user interface."""


@dataclass(frozen=True)
class Connection:
    """Checked connection options.

    ``base_url`` has no trailing slash. ``verify`` is what requests takes: true, false or the path of a CA bundle.
    ``timeout``, ``retry_timeout``, ``consistency_timeout`` and ``rate_window`` are seconds. Either ``access_token`` is
    set, or both parts of the credentials are.
    """

    base_url: str
    api_version: str
    client_id: str | None
    client_secret: str | None = field(repr=False)
    access_token: str | None = field(repr=False)
    verify: bool | str = True
    proxy: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    retry_timeout: float = 120.0
    consistency_timeout: float = 5.0
    rate_limit: int = 100
    rate_window: float = 10.0

    @property
    def credential(self) -> str:
        """Whose rate limit counts: the client id, also that of a given token. A token without one counts as its own."""
        if not self.access_token:
            return str(self.client_id)
        return _client_id_in(self.access_token) or self.access_token

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Connection:
        """The connection that the connection options of a task describe.

        Raises OptionError, with one line that names the option.
        """
        # Omitted options have their documented default.
        numbers = {name: options[name] for name in BOUNDS if options[name] is not None}
        for name, value in numbers.items():
            least, most = BOUNDS[name]
            # NaN is in no range.
            if not least <= value <= most:
                raise OptionError(f"{name} is {value}. Give a number from {least} to {most}")
        if not options["access_token"] and not (options["auth_client_id"] and options["auth_client_secret"]):
            raise OptionError(
                "no credentials. Set auth_client_id and auth_client_secret (or SAIL_CLIENT_ID and "
                "SAIL_CLIENT_SECRET), or access_token (or SAIL_ACCESS_TOKEN)"
            )
        if options["access_token"] and not re.fullmatch(r"[!-~]+", options["access_token"]):
            raise OptionError(
                "access_token contains blanks, line breaks or other characters that are not allowed in a "
                "token. Give the token only"
            )
        return cls(
            base_url=_checked_base_url(options["base_url"]),
            api_version=options["api_version"],
            client_id=options["auth_client_id"],
            client_secret=options["auth_client_secret"],
            access_token=options["access_token"],
            verify=_checked_verify(options["validate_certs"], options["ca_path"]),
            proxy=_checked_proxy(options["proxy"]),
            **numbers,
        )


def _client_id_in(token: str) -> str | None:
    """The client id in the payload of a JSON Web Token (RFC 7519), if it is one and names any."""
    try:
        payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    except (IndexError, ValueError, RecursionError):
        return None
    found = payload.get("client_id") if isinstance(payload, dict) else None
    return found if isinstance(found, str) and found else None


def secrets_of(options: Mapping[str, Any]) -> set[str]:
    """The values in the connection options that must not be shown, also when the options are unusable."""
    found = {options.get("auth_client_secret"), options.get("access_token")}
    for name in ("base_url", "proxy"):
        found |= passwords_in(options.get(name) or "")
    found |= url_secrets(options.get("base_url") or "")
    return {str(value) for value in found if value}


def passwords_in(url: str) -> set[str]:
    """The password in a URL: as written, decoded, and in base64 as sent to a proxy (RFC 7617)."""
    userinfo, at, _host = url.rpartition("@")
    user, _colon, password = userinfo.rpartition("//")[2].partition(":")
    if not (at and password):
        return set()
    sent = f"{unquote(user)}:{unquote(password)}".encode("utf-8", "surrogateescape")
    return {password, unquote(password), base64.b64encode(sent).decode("ascii")}


def url_secrets(url: str) -> set[str]:
    """The user, query and fragment in a base_url, which may contain secrets. Such a base_url is refused."""
    return {url.rpartition("@")[0].rpartition("//")[2], url.partition("?")[2], url.partition("#")[2]}


def _split(option: str, url: str, schemes: Sequence[str] = ("http", "https")) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when it is no number
    except ValueError:
        raise OptionError(f"{option} is not a valid URL") from None
    if parts.scheme not in schemes or not parts.hostname:
        raise OptionError(
            f"{option} is not a URL with a scheme and a host. Give one such as https://tenant.example.com"
        )
    return parts


def _checked_base_url(url: str | None) -> str:
    if not url:
        raise OptionError(
            "base_url is not set. Set it (or SAIL_BASE_URL) to the address of the API, such as https://<tenant>.api.identitynow.com"
        )
    parts = _split("base_url", url)
    if parts.username is not None or parts.query or parts.fragment:
        raise OptionError("base_url must not contain a user, a query or a fragment")
    last = parts.path.rstrip("/").rpartition("/")[2]
    if last in VERSIONS or last == "beta":
        raise OptionError(f"base_url ends in the API version {last}. Remove it and set api_version instead")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise OptionError(
            f"base_url {url} uses http, and credentials are sent over https only. Give an https URL (http "
            "is allowed for loopback hosts)"
        )
    api_host = _vendor_api_host(parts.hostname or "")
    if api_host and api_host != parts.hostname:
        raise OptionError(f"base_url {url} is not the address of the API. Set it to https://{api_host}")
    return url.rstrip("/")


def _vendor_api_host(host: str) -> str | None:
    """The host of the API for one of the vendor's hosts, or None for a host of another domain."""
    for domain in VENDOR_DOMAINS:
        if host == domain or host.endswith(f".{domain}"):
            labels = host[: -len(domain)].split(".")
            if labels[1:2] == ["api"]:
                return host
            tenant = labels[0] if labels[0] not in ("", "api", "www") else "<tenant>"
            return f"{tenant}.api.{domain}"
    return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_verify(validate_certs: bool, ca_path: str | None) -> bool | str:
    return (ca_path or True) if validate_certs else False


def _checked_proxy(url: str | None) -> str | None:
    if not url:
        return None
    # requests would treat "host:port" as a scheme and fail with an obscure error.
    if not re.match(r"^[a-z0-9]+://", url):
        raise OptionError("proxy is not a URL with a scheme and a host. Give one such as http://proxy.example.com:3128")
    _split("proxy", url, PROXY_SCHEMES)
    return url
