# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python tests/tools/stages.py STAGE ...``: make each target, say how long it took, and stop at the first failure."""

from __future__ import annotations

import subprocess
import sys
import time


def main(stages: list[str]) -> int:
    """Run the stages. Returns the exit status of the one that failed, or 0."""
    begun = time.monotonic()
    for stage in stages:
        print(f"=== {stage}", flush=True)
        started = time.monotonic()
        status = subprocess.run(["make", "--no-print-directory", stage], check=False).returncode
        print(f"=== {stage}: {'failed' if status else 'passed'} in {time.monotonic() - started:.0f} s", flush=True)
        if status:
            return status
    print(f"=== all passed in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
