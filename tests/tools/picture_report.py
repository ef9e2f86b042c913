# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.picture_report``: take the pictures of the report that docs/how-to/report.md shows."""

from __future__ import annotations

import pathlib
import sys
import tempfile

from tests.functional.browser import chromium, find_chromium, opened
from tests.functional.report import DECLARED, run_report, seed
from tests.sandbox import Sandbox
from tests.tools.link_checkout import ROOT, link_checkout

IMAGES = ROOT / "docs" / "images"
WINDOWS = {"report-desktop.png": (1280, 1400), "report-phone.png": (390, 1560)}


def main() -> int:
    """Make the report of the tests' tenant, and write its pictures."""
    if find_chromium() is None:
        print("picture_report: there is no Chromium: make browser installs it")
        return 1
    link_checkout()
    with tempfile.TemporaryDirectory() as folder, Sandbox.start() as sandbox, chromium() as browser:
        seed(sandbox)
        place = pathlib.Path(folder)
        finished = run_report(sandbox, place, health=True, declared=DECLARED, title="Managed clients of the sandbox")
        if finished.returncode:
            print(finished.stdout + finished.stderr)
            return 1
        for name, (width, height) in WINDOWS.items():
            with opened(browser, place / "report.html", width=width, height=height) as (page, _messages, _requests):
                page.screenshot(path=IMAGES / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
