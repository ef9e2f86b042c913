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
import shutil
import subprocess
import sys

import yaml

from tests.tools.copy_checkout import tracked_files
from tests.tools.link_checkout import COLLECTIONS, ROOT, link_checkout

SITE = ROOT / "docs" / "site"
PLACE = ROOT / ".cache" / "docs"
SOURCE = PLACE / "source"
HTML = PLACE / "html"
PAGES = ("*.md", "requirements.txt", "LICENSE", "docs/*.*", "docs/images/*", "roles/*/README.md")


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
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "SAILPOINT_VERSION": yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"],
    }
    collection = ["--use-current", "--squash-hierarchy", "--cleanup", "everything", "community.sailpoint"]
    commands = [
        ["antsibull-docs", "collection", "--fail-on-error", "--dest-dir", str(reference), *collection],
        ["sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "-c", str(SITE), str(SOURCE), str(HTML)],
    ]
    for command in commands:
        status = subprocess.run(command, env=environment, check=False).returncode
        if status:
            return status
        _adapt(reference)
    print(f"The site is {HTML / 'index.html'}")
    return 0


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


def _adapt(reference: pathlib.Path) -> None:
    """Shorten the titles, which the sidebar shows, and take off the tables of contents: the theme has its own."""
    for page in reference.glob("*.rst"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"^community\.sailpoint\.(\w+ \w+) -- .*$", r"\1", text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^\.\. contents::\n(?:   .*\n)*", "", text, flags=re.MULTILINE)
        page.write_text(text, encoding="utf-8")


def _page(name: str) -> pathlib.Path:
    return SOURCE / f"{name}.md"


if __name__ == "__main__":
    sys.exit(main())
