# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for the sandbox, made at run time."""

from __future__ import annotations

import pathlib
import ssl

import trustme


def server_context(ca_path: pathlib.Path) -> ssl.SSLContext:
    """A TLS context for loopback, signed by a new CA whose certificate is written to ``ca_path``."""
    authority = trustme.CA()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(ca_path))
    return context
