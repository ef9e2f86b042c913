# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in a real browser: headless Chromium (``make browser`` installs it where it can)."""

from __future__ import annotations

import pytest

from tests.functional.browser import Browser, find_chromium
from tests.functional.report import DECLARED, ago, run_report, seed
from tests.sandbox import Sandbox

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium: make browser installs it")

DESKTOP, PHONE = 1280, 390
LEAST_CONTRAST = 4.5
"""Of text, as WCAG 2 asks for at level AA."""

CONTRASTS = """
(() => {
  const number = (text) => text.match(/[0-9.]+/g).map(Number);
  const light = ([red, green, blue]) => {
    const part = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = number(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = {};
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest("script, svg") || !element.getClientRects().length) continue;
    const [a, b] = [light(number(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const name = `${element.tagName}.${element.className}`;
    found[name] = Math.min(found[name] ?? 99, ratio);
  }
  return found;
})()
"""
FILTERED = "new Promise((done) => setTimeout(() => done(document.getElementById('shown').textContent), 400))"


@pytest.fixture(scope="module", name="pages")
def fixture_pages(tmp_path_factory):
    """The pages of a small tenant and of a large one, made by the role."""
    pages = {}
    with Sandbox.start() as sandbox:
        for kind in ("small", "large"):
            sandbox.reset()
            folder = tmp_path_factory.mktemp(kind)
            if kind == "small":
                seed(sandbox)
                (hostile,) = sandbox.add_clusters("<script>alert(1)</script>")
                sandbox.add_clients({"name": "<img src=x onerror=alert(2)>" + "x" * 100, "clusterId": hostile["id"]})
            else:
                clusters = sandbox.add_clusters(*(f"site-{number:02}" for number in range(50)))
                sandbox.add_clients(
                    *(
                        {
                            "name": f"va-{number:03}",
                            "clusterId": clusters[number // 20]["id"],
                            "status": "NORMAL" if number % 100 else "FAILED",
                            "lastSeen": ago(seconds=1),
                        }
                        for number in range(1000)
                    )
                )
            finished = run_report(sandbox, folder, health=kind == "small", status=kind == "small", declared=DECLARED)
            assert finished.returncode == 0, finished.stdout + finished.stderr
            pages[kind] = folder / "report.html"
    return pages


@pytest.fixture(scope="module", name="browser")
def fixture_browser():
    with Browser.start(find_chromium()) as browser:
        yield browser


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("kind", ["small", "large"])
def test_it_loads_without_a_network_a_message_or_sideways_scrolling(browser, pages, kind, width):
    browser.open(pages[kind], width=width)

    # A style or script that the policy refuses would be a message, and so would a script in a name.
    assert browser.messages == []
    assert browser.requests == [pages[kind].as_uri()]
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert browser.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "12px"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(browser, pages, scheme):
    browser.open(pages["small"], width=DESKTOP, scheme=scheme)

    contrasts = browser.evaluate(CONTRASTS)

    assert len(contrasts) > 10
    assert {name: ratio for name, ratio in contrasts.items() if ratio < LEAST_CONTRAST} == {}


def test_the_schemes_differ(browser, pages):
    backgrounds = set()
    for scheme in ("light", "dark"):
        browser.open(pages["small"], width=DESKTOP, scheme=scheme)
        backgrounds.add(browser.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert len(backgrounds) == 2


def test_it_works_by_keyboard_alone(browser, pages):
    browser.open(pages["large"], width=DESKTOP)

    browser.press("Tab")
    assert browser.evaluate("document.activeElement.textContent") == "Skip to the clusters"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.id") == "filter"
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.type("site-07 va-14")
    assert browser.evaluate(FILTERED) == "10 of 1,000 clients shown"
    for _control in ("troubled", "all", "summary"):
        browser.press("Tab")
    assert browser.evaluate("document.activeElement.closest('details').querySelector('h3').textContent") == "site-07"
    assert browser.evaluate("document.activeElement.parentElement.open") is True
    browser.press("Space")
    assert browser.evaluate("document.activeElement.parentElement.open") is False


def test_only_those_that_are_not_healthy(browser, pages):
    browser.open(pages["large"], width=PHONE)

    browser.evaluate("document.getElementById('troubled').click()")

    assert browser.evaluate(FILTERED) == "10 of 1,000 clients shown"
    shown = "[...document.querySelectorAll('.cluster tbody tr')].filter((row) => row.checkVisibility()).length"
    assert browser.evaluate(shown) == 10
    browser.evaluate("document.getElementById('troubled').click()")
    assert browser.evaluate(FILTERED) == ""
    assert browser.evaluate(shown) == 0


def test_a_finding_leads_to_its_cluster_and_opens_it(browser, pages):
    browser.open(pages["large"], width=DESKTOP)

    browser.evaluate("document.querySelector('.finding a').click()")

    assert browser.evaluate("document.querySelector(location.hash).open") is True


def test_without_scripts_all_can_be_read(browser, pages):
    browser.allow_scripts(False)
    try:
        browser.open(pages["small"], width=PHONE)
        told = browser.accessible()
    finally:
        browser.allow_scripts(True)

    assert [name for role, name in told if role == "searchbox"] == []
    assert [name for role, name in told if role == "rowheader"].count("austin-2 Rack 12") == 1


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_what_a_screen_reader_is_told(browser, pages, width):
    browser.open(pages["small"], width=width)

    told = browser.accessible()

    roles = {role for role, _name in told}
    assert {"banner", "main", "contentinfo", "search", "region", "table", "row", "rowheader", "image"} <= roles
    assert ("image", "Clients by state 4 healthy, 2 attention, 3 problem, 1 unknown") in told
    assert ("table", "Clients of Austin") in told
    assert ("searchbox", "Filter clients by any text") in told
    assert [
        role for role, name in told if role in ("table", "button", "checkbox", "heading", "link") and not name
    ] == []
