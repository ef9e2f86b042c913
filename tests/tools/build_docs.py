# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.build_docs``: make a site of the guides and of the modules' own documentation. No network.

The pages keep their places in the checkout, so that a link between them is the same here and where the code is hosted.
The front page is the README. A link that leads nowhere fails.
"""

from __future__ import annotations

import os
import pathlib
import re
import runpy
import shutil
import subprocess
import sys

import jinja2
import yaml
from antsibull_docs_parser.parser import Context, parse
from antsibull_docs_parser.rst import to_rst_plain

from tests.tools.copy_checkout import GUIDES, tracked_files
from tests.tools.link_checkout import COLLECTIONS, ROOT, link_checkout

SITE = ROOT / "docs" / "site"
PLACE = ROOT / ".cache" / "docs"
SOURCE = PLACE / "source"
HTML = PLACE / "html"
EVENT_SOURCE = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "managed_client_status.py"
ROW = re.compile(r"^  \* - \.\. raw:: html\n(?:(?:    .*)?\n)*", re.MULTILINE)
"""A row of a table of options."""
CONNECTION = """
Connection
~~~~~~~~~~

These options are the same in all modules and plugins.

.. list-table::
  :width: 100%
  :widths: auto
  :header-rows: 1
  :class: longtable ansible-option-table

  * - Parameter
    - Comments

"""
PAGES = (
    "*.md",
    *GUIDES,
    "requirements.txt",
    "LICENSE",
    "docs/explanation/*.*",
    "docs/images/*",
    "docs/pictures/*.svg",
    "roles/*/README.md",
)


def main() -> int:
    """Build the site. Returns an exit status."""
    shutil.rmtree(PLACE, ignore_errors=True)
    for path in tracked_files(*PAGES):
        target = SOURCE / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    _write_contents()
    reference = SOURCE / "reference"
    reference.mkdir()
    link_checkout()
    collection = ["--use-current", "--squash-hierarchy", "--cleanup", "everything", "community.sailpoint"]
    status = _run("antsibull-docs", "collection", "--fail-on-error", "--dest-dir", str(reference), *collection)
    if status:
        return status
    _write_event_source(reference)
    _adapt(reference)
    status = _run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "-c", str(SITE), str(SOURCE), str(HTML))
    if not status:
        print(f"The site is {HTML / 'index.html'}")
    return status


def _run(*command: str) -> int:
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "SAILPOINT_VERSION": yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"],
    }
    return subprocess.run(command, env=environment, check=False).returncode


def _write_contents() -> None:
    """Make the README the front page, with the table of contents, as far as its pages are there."""
    lines = (SITE / "contents.md").read_text(encoding="utf-8").splitlines(keepends=True)
    missing = [line for line in lines if line.startswith(("docs/", "roles/")) and not _page(line.strip()).exists()]
    contents = "".join(line for line in lines if line not in missing)
    front = (SOURCE / "README.md").read_text(encoding="utf-8")
    (SOURCE / "README.md").unlink()
    (SOURCE / "index.md").write_text(front + contents, encoding="utf-8")
    for page in SOURCE.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"\]\(((?:\.\./)*)README\.md", r"](\1index.md", text), encoding="utf-8")


def _write_event_source(reference: pathlib.Path) -> None:
    """Add the page of the event source to the reference: antsibull-docs knows the plugins of ansible-core only."""
    templates = jinja2.Environment(loader=jinja2.FileSystemLoader(SITE), trim_blocks=True)
    templates.filters["rst"] = lambda text: to_rst_plain(parse(text, Context()))
    plugin = runpy.run_path(str(EVENT_SOURCE))
    documentation = yaml.safe_load(plugin["DOCUMENTATION"])
    name = EVENT_SOURCE.stem
    page = templates.get_template("event_source.rst.j2").render(
        name=name,
        documentation=documentation,
        examples=plugin["EXAMPLES"],
        types={"str": "string", "bool": "boolean", "int": "integer"},
    )
    (reference / f"{name}_event_source.rst").write_text(page, encoding="utf-8")
    index = reference / "index.rst"
    text = index.read_text(encoding="utf-8")
    before = ".. _inventory_plugins_in_community.sailpoint:\n"
    entry = f"""Event Sources
~~~~~~~~~~~~~

* :doc:`{name} event source <{name}_event_source>` -- {documentation["short_description"]}

.. toctree::
    :maxdepth: 1
    :hidden:

    {name}_event_source

"""
    assert before in text
    index.write_text(text.replace(before, entry + before), encoding="utf-8")


def _connection_last(page: str) -> str:
    """Give the options of the connection a table of their own, after the others: antsibull-docs sorts by name only."""
    fragment = runpy.run_path(str(ROOT / "plugins" / "doc_fragments" / "connection.py"))["ModuleDocFragment"]
    names = yaml.safe_load(fragment.DOCUMENTATION)["options"]
    rows = [row for row in ROW.findall(page) if 'id="parameter-' in row]
    connection = [row for row in rows if any(f'id="parameter-{name}"' in row for name in names)]
    if not connection or connection == rows:
        return page
    for row in connection:
        page = page.replace(row, "")
    before, last, after = page.rpartition([row for row in rows if row not in connection][-1])
    return before + last + CONNECTION + "".join(connection) + after


def _adapt(reference: pathlib.Path) -> None:
    """Shorten the titles, which the sidebar shows, and take off the tables of contents: the theme has its own."""
    for page in reference.glob("*.rst"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"^community\.sailpoint\.(\w+ \w+) -- .*$", r"\1", text, count=1, flags=re.MULTILINE)
        text = text.replace("\nCommunity.Sailpoint\n", "\nModules and plugins\n")
        text = re.sub(r"^\.\. contents::\n(?:   .*\n)*", "", text, flags=re.MULTILINE)
        page.write_text(_connection_last(text), encoding="utf-8")


def _page(name: str) -> pathlib.Path:
    return SOURCE / f"{name}.md"


if __name__ == "__main__":
    sys.exit(main())
