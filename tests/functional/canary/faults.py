# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a server that repeats what it should not: the token, and the credentials."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote


def failing(secret: str) -> Iterator[dict[str, Any]]:
    """Faults of a request that make its task fail, as the sandbox takes them."""
    data = secret.encode()
    said = f"refused {{authorization}} {secret} {quote(secret, safe='')} {base64.b64encode(data).decode()}"
    basic = base64.b64encode(b"sandbox-canary:" + data).decode()
    text = {"locale": "en-US", "localeOrigin": "REQUEST", "text": f"{said} Basic {basic} {data.hex()}"}
    yield {"status": 400, "body": {"detailCode": said, "trackingId": said, "messages": [text], "causes": []}}
    yield {"status": 401, "body": {"error": said}, "times": 2}
    yield {"status": 403, "body": {"message": said, "error_description": said}}
    yield {"status": 400, "body": {"message": said}, "headers": {"SLPT-Request-ID": secret.encode().hex()}}
    yield {
        "status": 302,
        "body": "",
        "headers": {"Location": f"https://user:{quote(secret)}@127.0.0.1/{quote(secret)}"},
    }
    yield {"status": 200, "body": f"<html>{said}</html>", "content_type": "text/html"}
    yield {"status": 200, "body": f'[{{"id": "{said}', "content_type": "application/json"}
    yield {"status": 200, "body": [said]}
    # A record that is not what the specification promises: an error that nobody foresaw, with its traceback.
    yield {
        "status": 200,
        "body": [{"id": said, "name": said, "clusterId": said, "lastSeen": [said], "status": {said: 1}}],
    }
