# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the role fleet_report, and read the page that it writes."""

from __future__ import annotations

import pathlib
import re
import subprocess
from datetime import datetime, timedelta, timezone
from typing import Any

from justhtml import JustHTML

from tests.functional.roles import run_role
from tests.sandbox import Sandbox


def run_report(
    sandbox: Sandbox, folder: pathlib.Path, *arguments: str, api_version: str = "v1", **variables: Any
) -> subprocess.CompletedProcess[str]:
    """Run the role. The page is ``report.html`` in the folder unless ``path`` is given."""
    values = {"path": str(folder / "report.html"), **variables}
    return run_role("fleet_report", sandbox, folder, *arguments, api_version=api_version, **values)


def seed(sandbox: Sandbox) -> None:
    """Three clusters with nine clients in all kinds of states."""
    places = {
        "Paris": ("NORMAL", "Europe, production", "AUTO", "123.2"),
        "Austin": ("WARNING", "Americas, production", "DISABLED", "123.1"),
        "Singapore": ("NORMAL", "Asia, test", "AUTO", "123.2"),
    }
    clusters = sandbox.add_clusters(
        *(
            {
                "name": name,
                "status": status,
                "description": description,
                "operational": status == "NORMAL",
                "updatePreferences": {"updateState": updates},
                "currentInstalledReleaseVersion": installed,
                "updatePackage": "123.2",
                "consolidatedHealthIndicatorsStatus": "NORMAL",
            }
            for name, (status, description, updates, installed) in places.items()
        )
    )
    ids = {cluster["name"]: cluster["id"] for cluster in clusters}
    new, old = "va-megapod-useast1-610-1621372012", "va-megapod-useast1-598-1611871200"
    for number, (place, name, status, age, version, description) in enumerate(
        [
            ("Paris", "paris-1", "NORMAL", {"seconds": 5}, new, "First appliance in Paris"),
            ("Paris", "paris-2", "NORMAL", {"seconds": 9}, new, "Second appliance in Paris"),
            ("Paris", "paris-3", "WARNING", {"minutes": 2}, old, ""),
            ("Austin", "austin-1", "NORMAL", {"seconds": 3}, new, ""),
            ("Austin", "austin-2", "FAILED", {"days": 3}, old, "Rack 12"),
            ("Austin", "austin-3", "NOT_CONFIGURED", None, None, "Ordered, not yet deployed"),
            ("Austin", "austin-4", "CONFIGURING", {"seconds": 20}, new, ""),
            ("Austin", "austin-5", "NORMAL", {"seconds": 7}, new, ""),
            ("Singapore", "singapore-1", "UNDEFINED", {"minutes": 12}, new, ""),
        ],
        10,
    ):
        seen = (
            {"lastSeen": ago(**age), "provisionStatus": "PROVISIONED", "ipAddress": f"192.0.2.{number}"} if age else {}
        )
        client = {"clusterId": ids[place], "name": name, "status": status, "vaVersion": version}
        sandbox.add_clients({**client, "description": description, **seen})


def ago(**age: float) -> str:
    """A moment that long ago, as the API writes it."""
    return (datetime.now(timezone.utc) - timedelta(**age)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


DECLARED = {
    "fleet_clusters": [{"name": "Paris", "description": "Europe"}, {"name": "Austin"}, {"name": "Singapore"}],
    "fleet_clients": [
        {"name": "paris-1", "cluster": "Paris"},
        {"name": "paris-2", "cluster": "Paris", "description": "Moved to the second floor"},
        {"name": "paris-3", "cluster": "Paris"},
        {"name": "paris-4", "cluster": "Paris"},
        {"name": "austin-1", "cluster": "Austin", "type": "CCG"},
        {"name": "austin-2", "cluster": "Austin", "state": "absent"},
        {"name": "austin-3", "cluster": "Austin"},
        {"name": "austin-4", "cluster": "Austin"},
        {"name": "austin-5", "cluster": "Austin"},
    ],
    "fleet_log_levels": [{"cluster": "Austin", "root_level": "DEBUG", "duration_minutes": 60}],
}
"""What differs from the tenant that ``seed`` makes, in each way there is."""


def read_page(source: str) -> JustHTML:
    """A page as a browser reads it. Raises StrictModeError if anything in it is not valid HTML."""
    return JustHTML(source, strict=True, sanitize=False)


def squeezed(text: str) -> str:
    """Text with single spaces, as a reader sees it."""
    return re.sub(r"\s+", " ", text).strip()
