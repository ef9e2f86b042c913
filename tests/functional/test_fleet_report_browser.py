# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report in a real browser: headless Chromium (``make browser`` installs it where it can)."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.functional.browser import chromium, find_chromium, opened
from tests.functional.report import DECLARED, ago, run_report, seed
from tests.sandbox import Sandbox

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium: make browser installs it")

DESKTOP, PHONE = 1280, 390
MIN_CONTRAST = 4.5
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
    with chromium() as browser:
        yield browser


@pytest.fixture(name="open_page")
def fixture_open_page(browser, pages):
    """Open one of the pages in a window of its own. Returns what ``opened`` yields."""
    with ExitStack() as windows:
        yield lambda kind, **window: windows.enter_context(opened(browser, pages[kind], **window))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("kind", ["small", "large"])
def test_it_loads_without_a_network_a_message_or_sideways_scrolling(open_page, pages, kind, width):
    page, messages, requests = open_page(kind, width=width)

    # A style or script that the policy refuses is a message, and so is a script in a name.
    assert messages == []
    assert requests == [pages[kind].as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.locator(".card").first).to_have_css("border-radius", "12px")


BROKEN_WORDS = """
() => {
  const broken = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const head = node.parentElement.closest("thead");
    if (node.parentElement.closest("script, style, svg, .unseen")) continue;
    if (head && getComputedStyle(head).position === "absolute") continue;
    for (const { 0: word, index } of node.data.matchAll(/\\w+/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map((box) => box.top));
      if (lines.size > 1 && word.length < 30) broken.push(word);
    }
  }
  return broken;
}
"""


@pytest.mark.parametrize("width", [360, PHONE, 860, 1024, DESKTOP])
def test_no_word_is_broken(open_page, width):
    page, _messages, _requests = open_page("small", width=width)

    assert page.evaluate(BROKEN_WORDS) == []


def test_no_card_and_no_client_is_cut_where_a_printed_page_ends(open_page):
    page, _messages, _requests = open_page("small", width=DESKTOP)
    page.emulate_media(media="print")

    cards = "[...document.querySelectorAll('.card, tr')].map((card) => getComputedStyle(card).breakInside)"
    assert set(page.evaluate(cards)) == {"avoid"}
    lists = "[...document.querySelectorAll('.list')].map((list) => getComputedStyle(list).overflow)"
    assert set(page.evaluate(lists)) == {"visible"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast(open_page, scheme):
    page, _messages, _requests = open_page("small", width=DESKTOP, scheme=scheme)

    contrasts = page.evaluate(CONTRASTS)

    assert len(contrasts) > 10
    assert {name: ratio for name, ratio in contrasts.items() if ratio < MIN_CONTRAST} == {}


def test_the_schemes_differ(open_page):
    backgrounds = set()
    for scheme in ("light", "dark"):
        page, _messages, _requests = open_page("small", width=DESKTOP, scheme=scheme)
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert len(backgrounds) == 2


def test_it_works_by_keyboard_alone(open_page):
    page, _messages, _requests = open_page("large", width=DESKTOP)
    keyboard = page.keyboard

    keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the clusters")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keyboard.press("Enter")
    keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_css("outline-style", "solid")
    keyboard.type("site-07 va-14")
    expect(page.locator("#shown")).to_have_text("10 of 1,000 clients shown")
    for _control in ("troubled", "all", "summary"):
        keyboard.press("Tab")
    cluster = page.locator("details", has=page.locator(":focus"))
    expect(cluster.locator("h3")).to_have_text("site-07")
    expect(cluster).to_have_attribute("open", "")
    keyboard.press("Space")
    expect(cluster).not_to_have_attribute("open", "")


def test_only_those_that_are_not_healthy(open_page):
    page, _messages, _requests = open_page("large", width=PHONE)
    rows = page.locator(".cluster tbody tr:visible")

    page.locator("#troubled").click()

    expect(page.locator("#shown")).to_have_text("10 of 1,000 clients shown")
    expect(rows).to_have_count(10)
    page.locator("#troubled").click()
    expect(page.locator("#shown")).to_have_text("")
    expect(rows).to_have_count(0)


def test_a_finding_leads_to_its_cluster_and_opens_it(open_page):
    page, _messages, _requests = open_page("large", width=DESKTOP)

    page.locator(".finding summary").first.click()
    page.locator(".finding a").first.click()

    assert page.evaluate("document.querySelector(location.hash).open") is True


def test_without_scripts_all_can_be_read(open_page):
    page, _messages, _requests = open_page("small", width=PHONE, scripts=False)

    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_role("rowheader", name="austin-2 Rack 12")).to_have_count(1)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_what_a_screen_reader_is_told(open_page, width):
    page, _messages, _requests = open_page("small", width=width)

    for role in ("banner", "main", "contentinfo", "search", "region", "table", "row", "rowheader", "img"):
        expect(page.get_by_role(role).first).to_be_attached()
    picture = "Clients by state 4 healthy, 2 attention, 3 problem, 1 unknown"
    expect(page.get_by_role("img", name=picture)).to_have_count(1)
    expect(page.get_by_role("table", name="Clients of Austin")).to_have_count(1)
    expect(page.get_by_role("searchbox", name="Filter clients by any text")).to_have_count(1)
    for role in ("table", "button", "checkbox", "heading", "link"):
        expect(page.get_by_role(role, name=re.compile(r"^\s*$"))).to_have_count(0)
