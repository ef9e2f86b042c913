# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role fleet_report, by ansible-playbook: what its page and its data say."""

from __future__ import annotations

import base64
import ctypes
import hashlib
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.functional.report import DECLARED, ago, read_page, run_report, seed, squeezed

NOT_COMPARED = "\N{EN DASH}"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7 * 7 }}{% raw %}"


@pytest.fixture(name="report")
def fixture_report(sandbox, tmp_path):
    """Run the role, which must succeed without a warning, and return its page and its data."""

    def report(**variables):
        finished = run_report(sandbox, tmp_path, **variables)
        output = finished.stdout + finished.stderr
        assert finished.returncode == 0, output
        assert "WARN" not in output.upper(), output
        data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
        return read_page((tmp_path / "report.html").read_text(encoding="utf-8")), data

    return report


def names_of_clients(page):
    return [squeezed(element.to_text()) for element in page.query("th[role=rowheader]")]


def figures(page):
    return [squeezed(element.to_text()) for element in page.query(".figures strong")]


def test_an_empty_tenant(report):
    page, data = report()

    assert figures(page) == ["0", "0", "0", NOT_COMPARED]
    assert "The tenant has no managed clusters." in page.root.to_text()
    assert data["clusters"] == []


def test_one_client(report, sandbox):
    (paris,) = sandbox.add_clusters("Paris")
    sandbox.add_clients({"name": "paris-1", "clusterId": paris["id"], "status": "NORMAL", "lastSeen": ago(seconds=1)})

    page, data = report()

    assert figures(page) == ["1", "1", "0", NOT_COMPARED]
    assert names_of_clients(page) == ["paris-1"]
    assert [finding["kind"] for finding in data["findings"]] == ["too_few"]


def test_a_thousand_clients(report, sandbox):
    clusters = sandbox.add_clusters(*(f"site-{number:02}" for number in range(50)))
    seen = {"status": "NORMAL", "lastSeen": ago(seconds=1)}
    sandbox.add_clients(
        *({"name": f"va-{number:03}", "clusterId": clusters[number // 20]["id"], **seen} for number in range(1000))
    )

    page, data = report()

    assert figures(page) == ["50", "1,000", "0", NOT_COMPARED]
    assert names_of_clients(page) == [f"va-{number:03}" for number in range(1000)]
    assert data["totals"]["clients"] == 1000
    # The summary comes first; a cluster is opened by who wants to see it.
    assert page.query(".cluster[open]") == []


def test_states_findings_and_drift(report, sandbox, writes):
    seed(sandbox)
    sandbox.set_client(sandbox.clients()[-1]["id"], status="HIBERNATING")

    page, data = report(health=True, declared=DECLARED)

    # The specification does not have that status.
    assert len(sandbox.violations()) > 0
    assert writes() == []
    assert figures(page) == ["3", "9", "2", "7"]
    assert [(finding["kind"], finding["cluster"], finding["clients"]) for finding in data["findings"]] == [
        ("never_deployed", "Austin", ["austin-3"]),
        ("not_connected", "Austin", ["austin-2"]),
        ("unhealthy", "Paris", ["paris-3"]),
        ("update_available", "Austin", []),
        ("behind", "Austin", ["austin-2"]),
        ("behind", "Paris", ["paris-3"]),
        ("too_few", "Singapore", []),
    ]
    assert [(entry["kind"], entry["name"], entry["action"]) for entry in data["drift"]] == [
        ("client", "austin-1", "refused"),
        ("cluster", "Paris", "patched"),
        ("client", "paris-2", "patched"),
        ("client", "paris-4", "created"),
        ("client", "austin-2", "deleted"),
        ("log levels", "Austin", "created"),
        ("client", "singapore-1", "undeclared"),
    ]
    # A status that no one has seen before is neutral, and has its own text.
    tiles = {(squeezed(tile.to_text()), tile.attrs["class"]) for tile in page.query(".tile")}
    assert {("HIBERNATING", "tile unknown"), ("NORMAL", "tile good"), ("FAILED", "tile bad")} <= tiles
    text = squeezed(page.root.to_text())
    assert "description: Second appliance in Paris → Moved to the second floor" in text
    assert "root_level: none → DEBUG" in text
    assert "va-megapod-useast1-598-1611871200 (1 version behind)" in text
    facts = ("Release: 123.1 (1 version behind)", "Update available: 123.2", "Updates: not automatic", "Health: NORMAL")
    assert [fact for fact in facts if fact not in text] == []
    assert "log_levels: " not in text


def test_names_stay_text(report, sandbox):
    (cluster,) = sandbox.add_clusters({"name": HOSTILE, "description": HOSTILE, "ccgVersion": HOSTILE})
    fields = {"clusterId": cluster["id"], "vaVersion": HOSTILE, "ipAddress": HOSTILE}
    sandbox.add_clients(
        {"name": HOSTILE, "description": HOSTILE, "lastSeen": ago(days=2), **fields},
        {"name": f"{HOSTILE}2", "description": HOSTILE, **fields},
    )
    # What a playbook says is a template, so there are no braces here.
    declared = {"fleet_clients": [{"name": "<script>alert(4)</script>", "cluster": "<script>alert(5)</script>"}]}

    page, data = report(declared=declared, title="<script>alert(3)</script>")

    assert squeezed(HOSTILE) in squeezed(page.root.to_text())
    assert len(page.query("script")) == 1
    assert page.query("img, iframe, object, embed, link, base") == []
    assert [name for element in page.query("*") for name in element.attrs if name.startswith("on")] == []
    assert names_of_clients(page)[0].startswith(squeezed(HOSTILE))
    assert data["clusters"][0]["name"] == HOSTILE
    (heading,) = page.query("h1")
    assert heading.to_text() == "<script>alert(3)</script>"
    assert 'cluster "<script>alert(5)</script>" not found' in page.root.to_text()


def test_the_page_loads_nothing_and_its_policy_allows_just_its_own_style_and_script(report, sandbox):
    seed(sandbox)

    page, _data = report()

    targets = [
        value
        for element in page.query("*")
        for name, value in element.attrs.items()
        if name in ("src", "href", "action", "data", "poster", "srcset", "xlink:href", "style")
    ]
    assert all(target.startswith("#") for target in targets)
    style, script = (page.query_one(tag).to_text() for tag in ("style", "script"))
    assert not re.search(r"url\(|@import|@font-face", style)
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|import\(|innerHTML|eval", script)
    (policy,) = [element.attrs["content"] for element in page.query("meta[http-equiv]")]
    # After a change of report.css.j2 or report.js.j2, put these into report.html.j2.
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_the_page_is_sound_for_screen_readers(report, sandbox):
    seed(sandbox)

    page, _data = report(health=True, declared=DECLARED)

    assert page.query_one("html").attrs["lang"] == "en"
    assert [len(page.query(tag)) for tag in ("header", "main", "footer", "h1")] == [1] * 4
    ids = [element.attrs["id"] for element in page.query("[id]")]
    assert len(ids) == len(set(ids))
    known = set(ids)
    for element in page.query("*"):
        for name in ("aria-labelledby", "for", "aria-describedby"):
            assert set((element.attrs.get(name) or "").split()) <= known
        if (element.attrs.get("href") or "").startswith("#"):
            assert element.attrs["href"][1:] in known
    levels = [int(element.name[1]) for element in page.query("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    for table in page.query("table"):
        caption = next(child for child in table.children if child.name != "#text")
        assert caption.name == "caption"
        assert squeezed(caption.to_text())
    assert all(cell.attrs.get("scope") in ("col", "row") for cell in page.query("th"))
    for drawing in page.query("svg"):
        texts = [squeezed(element.to_text()) for element in drawing.query("title, desc")]
        if drawing.attrs.get("role") == "img":
            assert texts == ["Clients by state", "4 healthy, 2 attention, 2 problem, 1 unknown"]
        else:
            # Its numbers stand beside it.
            assert drawing in page.query("td svg, summary svg")
            assert drawing in page.query("svg[aria-hidden=true], td[aria-hidden=true] svg")
    assert page.query("input") == page.query("label input")


@pytest.mark.parametrize("path", ["report.json", "report", ""])
def test_a_path_that_is_no_page_is_refused(sandbox, tmp_path, path):
    finished = run_report(sandbox, tmp_path, path=str(tmp_path / path))

    assert finished.returncode == 2
    assert "set it to a path that ends in .html" in squeezed(finished.stdout + finished.stderr)
    assert sandbox.log() == []


def bow_to_modes():
    """Give up, where root is the user, what lets the processes that this thread starts write everywhere (Linux)."""
    if os.geteuid() == 0:
        drop_from_bounding_set, dac_override = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(drop_from_bounding_set, dac_override, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "root cannot give up CAP_DAC_OVERRIDE")


@pytest.mark.parametrize("kind", ["missing", "file", "forbidden"])
def test_a_folder_that_cannot_be_written_to_is_said_before_anything_else(sandbox, tmp_path, kind):
    folder = tmp_path / "there"
    if kind == "file":
        folder.write_text("", encoding="utf-8")
    elif kind == "forbidden":
        folder.mkdir(mode=0o500)

    # What a thread may do, the processes that it starts may do.
    with ThreadPoolExecutor(1, initializer=bow_to_modes) as thread:
        finished = thread.submit(run_report, sandbox, tmp_path, path=str(folder / "report.html")).result()

    reason = {
        "missing": "it does not exist",
        "file": "it is not a folder",
        "forbidden": "you have no permission to write to it",
    }[kind]
    assert finished.returncode == 2
    assert f'cannot write the report to "{folder}": {reason}: create the folder' in squeezed(finished.stdout)
    assert sandbox.log() == []


def test_files_are_written_if_something_but_moments_differs(sandbox, tmp_path):
    seed(sandbox)
    first = run_report(sandbox, tmp_path)
    written = (tmp_path / "report.html").read_bytes()
    for client in sandbox.clients():
        if client["status"] == "NORMAL":
            sandbox.set_client(client["id"], lastSeen=ago(seconds=0))
    sandbox.clear_log()

    same = run_report(sandbox, tmp_path)
    asked = len(sandbox.log())
    kept = (tmp_path / "report.html").read_bytes()
    sandbox.set_client(sandbox.clients()[0]["id"], status="WARNING")
    other = run_report(sandbox, tmp_path)

    for finished, changed in ((first, 2), (same, 0), (other, 2)):
        assert f"changed={changed} " in finished.stdout, finished.stdout
    assert asked > 0
    assert kept == written
    assert b"WARNING" in (tmp_path / "report.html").read_bytes()


def test_twins_of_a_tenant_are_findings(report, sandbox):
    paris, *_twin = sandbox.add_clusters("Paris", "Paris")
    sandbox.add_clients(*({"name": "twin", "clusterId": paris["id"]} for _number in range(2)))

    page, data = report()

    found = [(finding["kind"], finding["clients"]) for finding in data["findings"] if "twin" in finding["kind"]]
    assert found == [("twin_clusters", []), ("twin_clusters", []), ("twin_clients", ["twin", "twin"])]
    text = squeezed(page.root.to_text())
    assert "Duplicate cluster name 2 clusters" in text
    assert f"id {paris['id']}" in text
    # The sandbox keeps that status of a new cluster.
    assert "NO_CLIENTS" not in squeezed(
        next(text for text in (card.to_text() for card in page.query(".cluster")) if "twin" in text)
    )


@pytest.mark.parametrize(("arguments", "keyword"), [(["--check"], False), ([], True)], ids=["option", "keyword"])
def test_check_mode_writes_nothing_and_says_so(sandbox, tmp_path, arguments, keyword):
    seed(sandbox)

    finished = run_report(sandbox, tmp_path, *arguments, "--diff", declared=DECLARED, check_mode=keyword)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "Check mode: no file was written. Report would be written to" in finished.stdout
    assert list(tmp_path.glob("report.*")) == []


def test_no_secret_and_no_page_in_the_output(sandbox, tmp_path):
    seed(sandbox)

    finished = run_report(sandbox, tmp_path, "--diff", health=True)

    output = finished.stdout + finished.stderr + (tmp_path / "report.html").read_text(encoding="utf-8")
    output += (tmp_path / "report.json").read_text(encoding="utf-8")
    assert [client["name"] for client in sandbox.clients() if client["secret"] in output] == []
    assert "<table" not in finished.stdout


def test_health_needs_a_version_that_has_it(sandbox, tmp_path):
    finished = run_report(sandbox, tmp_path, api_version="v2024", health=True)

    assert finished.returncode == 2
    assert "gather: health is not available with api_version v2024" in finished.stdout + finished.stderr


def test_twins_and_refused_log_levels_show_beside_the_rest(report, sandbox, writes):
    (paris,) = sandbox.add_clusters("Paris")
    *_others, a = sandbox.add_clients(
        {"name": "twin", "clusterId": paris["id"], "createdAt": "2025-01-01T00:00:00Z"},
        *({"name": name, "clusterId": paris["id"]} for name in ("twin", "other", "a")),
    )
    declared = {
        "fleet_clients": [
            {"name": "twin", "cluster": "Paris"},
            {"id": a["id"], "name": "other"},
        ],
        "fleet_log_levels": [{"cluster": "Rome", "root_level": "DEBUG"}, {"cluster": "Paris", "root_level": "DEBUG"}],
    }

    page, data = report(declared=declared)

    assert [(entry["kind"], entry["name"], entry["action"]) for entry in data["drift"]] == [
        ("client", "twin", "refused"),
        ("client", "other", "refused"),
        ("log levels", "Rome", "refused"),
        ("log levels", "Paris", "created"),
        ("client", "other", "undeclared"),
    ]
    text = squeezed(page.root.to_text())
    assert "exists 2 times (ids" in text
    assert "would become the second one named" in text
    assert 'cluster "Rome" not found' in text
    assert writes() == []


def test_two_names_that_change_places_are_no_refusal(report, sandbox):
    (paris,) = sandbox.add_clusters("Paris")
    a, b = sandbox.add_clients(*({"name": name, "clusterId": paris["id"]} for name in "ab"))

    _page, data = report(declared={"fleet_clients": [{"id": a["id"], "name": "b"}, {"id": b["id"], "name": "a"}]})

    assert [(entry["name"], entry["action"]) for entry in data["drift"]] == [("b", "patched"), ("a", "patched")]
