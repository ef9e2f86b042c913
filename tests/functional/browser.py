# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real headless Chromium, driven by Playwright. ``make browser`` installs the browser itself."""

from __future__ import annotations

import contextlib
import pathlib
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    """The path of the browser, or None if it is not installed."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, and end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def opened(
    browser: Browser,
    path: pathlib.Path,
    *,
    width: int,
    height: int = 900,
    scheme: str = "light",
    scripts: bool = True,
) -> Iterator[tuple[Page, list[str], list[str]]]:
    """Open a file in a window of that size and colour scheme.

    Yields the page, what it logged, threw or asked the user, and the URLs that it requested.
    """
    viewport = {"width": width, "height": height}
    with contextlib.closing(
        browser.new_context(viewport=viewport, color_scheme=scheme, java_script_enabled=scripts)
    ) as context:
        messages: list[str] = []
        requests: list[str] = []
        page = context.new_page()
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: (messages.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        yield page, messages, requests
