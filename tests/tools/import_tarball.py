# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python tests/tools/import_tarball.py FOLDER``: let galaxy-importer look at the tarball there.

A warning is an error. It would run ansible-test in a container; that is for ``make sanity``.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import tempfile

FINDING = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|warn|deprecat", re.IGNORECASE)


def main(folder: str) -> int:
    """Import it. Returns the exit status, or 1 where there was a warning."""
    (tarball,) = pathlib.Path(folder).resolve().glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as place:
        settings = pathlib.Path(place, "galaxy-importer.cfg")
        settings.write_text("[galaxy-importer]\nRUN_ANSIBLE_TEST=False\n", encoding="utf-8")
        programs = str(pathlib.Path(sys.executable).parent)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
            "GALAXY_IMPORTER_CONFIG": str(settings),
            "HOME": place,
            "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
        }
        finished = subprocess.run(
            [sys.executable, "-m", "galaxy_importer.main", str(tarball)],
            cwd=place,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    findings = [line for line in finished.stdout.splitlines() if FINDING.search(line)]
    if finished.returncode or findings:
        print(finished.stdout if finished.returncode else "\n".join(findings))
        return finished.returncode or 1
    print(f"galaxy-importer takes {tarball.name} without a warning")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
