# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.tools.run_ansible_test sanity ...``: run ansible-test from a plain checkout.

ansible-test must stand in ``ansible_collections/community/sailpoint`` within a repository, wants its own script to
install pip, and keeps things in the home of its user. So it gets a copy of the checkout, one for each version of
ansible-core, and a home, both in ``.cache``.
``integration`` also gets a running sandbox tenant.
"""

from __future__ import annotations

import ast
import os
import pathlib
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec

from tests.tools.copy_checkout import ROOT, copy_checkout
from tests.tools.pythons import find, folders

CACHE = ROOT / ".cache"
COPIES = CACHE / "ansible_test"
CORE = version("ansible-core").rpartition(".")[0]
COPY = COPIES / CORE / "ansible_collections" / "community" / "sailpoint"
RESULTS = COPY / "tests" / "output" / "results"
"""What the tasks of the integration tests gave, to compare it between versions."""
HOME = CACHE / "home"
PIP_CACHE = HOME / ".ansible" / "test" / "cache"
NOTHING_RAN = "All targets skipped"

GET_PIP = """\
# Installs pip out of the wheel beside this file, with the options of the well-known script of that name.
import pathlib
import sys

(wheel,) = pathlib.Path(__file__).parent.glob("pip-{version}-*.whl")
sys.path.insert(0, str(wheel))
from pip._internal.cli.main import main

sys.exit(main(["install", *(word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel"))]))
"""


def main(arguments: list[str]) -> int:
    """Run ansible-test with those arguments, in a fresh copy. Returns its exit status, or 1 where it ran nothing."""
    copy_checkout(COPIES / CORE)
    _write_pip_configuration()
    _seed_pip()
    command = [str(pathlib.Path(sys.executable).with_name("ansible-test")), *arguments]
    if arguments[:1] == ["integration"]:
        return _run_with_sandbox(command)
    # make test takes the oldest Python, and its tests by pytest run with the newest; make test-all takes all.
    oldest = os.environ.get("ANSIBLE_TEST_PYTHONS") == "oldest" and "--python" not in arguments and _oldest_python()
    return _run([*command, "--python", oldest] if oldest else command)


def _oldest_python() -> str | None:
    """The oldest Python that ansible-core supports on targets and that is there; None if it is not."""
    from ansible_test._util.target.common.constants import REMOTE_ONLY_PYTHON_VERSIONS

    return next(filter(find, REMOTE_ONLY_PYTHON_VERSIONS), None)


def _write_pip_configuration() -> None:
    """Give pip in ansible-test the settings it has here: it sees neither our home nor our PIP_* variables."""
    settings = {}
    for line in _pip("config", "list").splitlines():
        name, _equals, value = line.partition("=")
        settings[name.rpartition(".")[2]] = " ".join(ast.literal_eval(value).split())
    # ansible-test names what it installs; what pip has to say of it is of interest only when it fails.
    lines = ["[global]", *(f"{name} = {value}" for name, value in settings.items()), "quiet = 2"]
    target = HOME / ".config" / "pip" / "pip.conf"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _seed_pip() -> None:
    """Put the script in place that ansible-test would otherwise download from its own host."""
    package = find_spec("ansible_test").submodule_search_locations[0]
    source = pathlib.Path(package, "_internal", "python_requirements.py").read_text(encoding="utf-8")
    wanted = re.search(r"\bpip='([\d.]+)'", source).group(1)
    if not list(PIP_CACHE.glob(f"pip-{wanted}-*.whl")):
        _pip("download", "--quiet", "--no-deps", "--dest", str(PIP_CACHE), f"pip=={wanted}")
    script = PIP_CACHE / f"get_pip_{wanted.replace('.', '_')}.py"
    script.write_text(GET_PIP.format(version=wanted), encoding="utf-8")


def _pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _run_with_sandbox(command: list[str]) -> int:
    """Run it beside a sandbox tenant: requests and answers must be what the statement of the API allows."""
    from tests.sandbox import Sandbox

    shutil.rmtree(RESULTS, ignore_errors=True)
    with Sandbox.start() as sandbox:
        settings = {**sandbox.environment(), "FOUR_RUNS_FOLDER": RESULTS}
        lines = [f"{name.lower()}: {value}" for name, value in settings.items()]
        target = COPY / "tests" / "integration" / "integration_config.yml"
        target.write_text("---\n" + "\n".join(lines) + "\n", encoding="utf-8")
        status = _run(command)
        violations = sandbox.violations()
    for violation in violations:
        print(f"not as the statement of the API has it: {violation}")
    return status or int(bool(violations))


def _run(command: list[str]) -> int:
    """Run it in the copy and pass its output on."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "SAIL_"))},
        "HOME": str(HOME),
        "PATH": os.pathsep.join([str(pathlib.Path(sys.executable).parent), *map(str, folders()), os.environ["PATH"]]),
    }
    nothing_ran = False
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, cwd=COPY, env=environment, text=True, **pipes) as process:
        try:
            for line in process.stdout:
                nothing_ran = nothing_ran or NOTHING_RAN in line
                print(line, end="", flush=True)
        except KeyboardInterrupt:
            process.terminate()
            raise
    if nothing_ran:
        print("ansible-test ran nothing: the copy is not what it expects")
    return process.returncode or int(nothing_ran)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
