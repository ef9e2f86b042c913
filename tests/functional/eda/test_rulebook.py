# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in the real ansible-rulebook, out of the tarball that users install."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest
import yaml
from jinja2 import Environment, StrictUndefined

from tests.functional.awx.controller import TOKEN, Controller
from tests.functional.eda.conftest import until
from tests.functional.engines import run_playbook
from tests.functional.installed import VENVS, install_collection, installed_environment
from tests.tools.link_checkout import ROOT

BIN = VENVS / "eda" / "bin"
CREDENTIAL_TYPE = ROOT / "extensions" / "eda" / "credential_types" / "sailpoint.yml"
INVENTORY = {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}}


@pytest.fixture(name="installed", scope="module")
def fixture_installed(tmp_path_factory):
    """A folder with nothing but the collection, installed by ansible-galaxy from its tarball."""
    if not (BIN / "ansible-rulebook").exists():
        pytest.skip("ansible-rulebook is not installed: make eda installs it")
    if not _has_java():
        pytest.skip("ansible-rulebook takes Java 17 or newer (Debian: openjdk-17-jre-headless)")
    return install_collection(BIN, tmp_path_factory.mktemp("installed"))


@pytest.fixture(name="rulebook")
def fixture_rulebook(sandbox, installed, tmp_path):
    """Start ansible-rulebook on the sandbox: ``rulebook(name, variables)``. It is ended after the test."""
    running = []

    def start(name, variables=None, arguments=("--inventory", "inventory.yml")):
        (tmp_path / "inventory.yml").write_text(yaml.safe_dump(INVENTORY), encoding="utf-8")
        (tmp_path / "variables.yml").write_text(yaml.safe_dump(variables or {}), encoding="utf-8")
        options = ["--rulebook", name, "--vars", "variables.yml", *arguments]
        with open(tmp_path / "output", "w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [str(BIN / "ansible-rulebook"), *options],
                cwd=tmp_path,
                env=_environment(installed, **sandbox.environment()),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait(30)


@pytest.fixture(name="output")
def fixture_output(tmp_path):
    """Call it for what ansible-rulebook has shown so far."""
    return lambda: re.sub(r"\x1b\[[0-9;]*m", "", (tmp_path / "output").read_text(encoding="utf-8"))


def test_a_client_that_fails_triggers_the_playbook_of_the_shipped_rulebook(sandbox, paris, rulebook, output, looks):
    client = paris[1]
    process = rulebook("community.sailpoint.managed_client_status", {"sailpoint_interval": 1})
    looks(2, process)

    sandbox.set_client(client["id"], status="FAILED")
    until(lambda: "PLAY RECAP" in output(), process)

    assert "paris-1 in Paris: NORMAL -> FAILED since 20" in output()
    assert "current status: FAILED" in output()
    assert "WARNING" not in output()
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert "Traceback" not in output()
    assert "sandbox-pat-secret" not in output()
    assert client["secret"] not in output()


def test_a_name_that_is_a_template_is_shown_and_not_run(sandbox, paris, rulebook, output, tmp_path):
    marker = tmp_path / "ran"
    template = f"{{{{ lookup('ansible.builtin.pipe', 'touch {marker}') }}}}"
    sandbox.set_client(paris[1]["id"], status="ERROR", name=template, description=template)

    process = rulebook("community.sailpoint.managed_client_status", {"sailpoint_initial": "all"})
    until(lambda: "PLAY RECAP" in output(), process)

    assert "failed=0" in output()
    assert template in " ".join(output().split())
    assert not marker.exists()


def test_the_shipped_rulebook_takes_another_playbook_and_acts_on_what_failed_before(
    sandbox, paris, rulebook, output, tmp_path
):
    sandbox.set_client(paris[1]["id"], status="ERROR")
    name = "appliance_failed.yml"
    (tmp_path / name).write_text(_blocks(ROOT / "docs" / "how-to" / "eda.md")[name], encoding="utf-8")

    process = rulebook(
        "community.sailpoint.managed_client_status", {"sailpoint_initial": "all", "sailpoint_playbook": name}
    )
    until(lambda: "PLAY RECAP" in output(), process)

    assert "paris-1 in Paris is ERROR since 20" in output()


def test_the_rulebook_of_the_guide(sandbox, paris, rulebook, output, looks, tmp_path):
    blocks = _blocks(ROOT / "docs" / "how-to" / "eda.md")
    for name in ("rulebook.yml", "appliance_failed.yml"):
        (tmp_path / name).write_text(blocks[name].replace("interval: 60", "interval: 1"), encoding="utf-8")
    process = rulebook("rulebook.yml")
    looks(2, process)

    sandbox.set_client(paris[1]["id"], status="WARNING")
    looks(2, process)
    sandbox.set_client(paris[1]["id"], status="ERROR")
    until(lambda: "PLAY RECAP" in output(), process)

    assert "paris-1 in Paris is ERROR since 20" in output()
    assert output().count("PLAY RECAP") == 1


def test_a_client_that_fails_launches_a_job_template(sandbox, paris, rulebook, output):
    cluster, client = paris
    sandbox.set_client(client["id"], status="ERROR")
    survey = yaml.safe_load((ROOT / "extensions" / "awx" / "surveys" / "status_change.yml").read_text(encoding="utf-8"))
    with Controller.start() as controller:
        controller.add_job_template("SailPoint status change", survey)
        process = rulebook(
            "community.sailpoint.managed_client_status_job",
            {"sailpoint_initial": "all"},
            # The EDA controller gives no inventory.
            ("--controller-url", controller.base_url, "--controller-token", TOKEN),
        )
        until(lambda: controller.launched, process)
        process.kill()
        process.wait(30)

    (launched,) = controller.launched
    variables = launched["extra_vars"]
    assert variables.pop("since").startswith("20")
    assert variables == {
        "managed_client_id": client["id"],
        "managed_client_name": "paris-1",
        "managed_cluster_id": cluster["id"],
        "managed_cluster_name": "Paris",
        "old_status": "",
        "new_status": "ERROR",
    }


def test_wrong_options_end_the_rulebook_with_one_line(sandbox, rulebook, output):
    process = rulebook("community.sailpoint.managed_client_status", {"sailpoint_interval": 0})

    assert process.wait(90) != 0
    assert "interval is 0. Give a number from 1 to 86400" in output()
    assert "Traceback" not in output()


def test_the_collection_is_found_beside_others(installed, tmp_path):
    """As with the ansible package, whose ansible_collections is a package of its own."""
    other = tmp_path / "ansible_collections"
    (other / "community" / "general").mkdir(parents=True)
    for folder in (other, other / "community" / "general"):
        (folder / "__init__.py").touch()
    source = installed / "ansible_collections/community/sailpoint/extensions/eda/plugins/event_source"
    script = (
        "import runpy, sys, ansible_collections.community.general\n"
        "runpy.run_path(sys.argv[1])['find_collection']()\n"
        "from ansible_collections.community.sailpoint.plugins.plugin_utils import _status_watch\n"
        "print(_status_watch.__file__)\n"
    )

    finished = subprocess.run(
        [str(BIN / "python"), "-c", script, str(source / "managed_client_status.py")],
        env={**_environment(installed), "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    assert pathlib.Path(finished.stdout.strip()).is_relative_to(installed)


def test_without_the_collection_it_says_what_to_install(installed, tmp_path):
    source = ROOT / "extensions" / "eda" / "plugins" / "event_source" / "managed_client_status.py"
    script = (
        "import asyncio, runpy, sys\n"
        "try:\n"
        "    asyncio.run(runpy.run_path(sys.argv[1])['main'](None, {}))\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )

    finished = subprocess.run(
        [str(BIN / "python"), "-c", script, shutil.copy(source, tmp_path)],
        env=_environment(installed),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith(
        "No module named 'ansible_collections'. Install the collection with ansible-galaxy"
    )


def test_the_credential_type_sets_what_the_event_source_reads():
    credential_type = yaml.safe_load(CREDENTIAL_TYPE.read_text(encoding="utf-8"))
    inputs = credential_type["inputs"]
    values = {field["id"]: f"the {field['id']}" for field in inputs["fields"]}

    render = Environment(undefined=StrictUndefined, autoescape=False).from_string
    variables = {name: render(text).render(values) for name, text in credential_type["injectors"]["env"].items()}

    assert variables == {
        "SAIL_BASE_URL": "the base_url",
        "SAIL_CLIENT_ID": "the client_id",
        "SAIL_CLIENT_SECRET": "the client_secret",
    }
    assert set(inputs["required"]) == set(values)
    assert [field["id"] for field in inputs["fields"] if field.get("secret")] == ["client_secret"]


def test_the_task_of_the_guide_gives_the_credential_type_as_it_stands(tmp_path):
    """The module is not at hand: a playbook takes the place of the controller."""
    (play,) = yaml.safe_load(_blocks(ROOT / "docs" / "how-to" / "eda.md")["credential_type.yml"])
    (task,) = play["tasks"]
    task["ansible.builtin.copy"] = {"dest": str(tmp_path / "sent"), "content": task.pop("ansible.eda.credential_type")}
    shutil.copy(CREDENTIAL_TYPE, tmp_path)
    playbook = tmp_path / "playbook.yml"
    playbook.write_text(yaml.safe_dump([play]), encoding="utf-8")

    finished = run_playbook(playbook)

    assert finished.returncode == 0, finished.stdout + finished.stderr
    sent = json.loads((tmp_path / "sent").read_text(encoding="utf-8"))
    assert sent == yaml.safe_load(CREDENTIAL_TYPE.read_text(encoding="utf-8"))


def _environment(collections, **variables):
    return installed_environment(BIN, collections, collections / "ansible-home", **variables)


def _has_java():
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=os.path.join(home, "bin") if home else None)
    if not java:
        return False
    shown = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    version = re.search(r'version "(\d+)', shown)
    return bool(version) and int(version.group(1)) >= 17


def _blocks(page):
    """The files that a page shows, by name."""
    pattern = r"^```yaml title=(\S+)\n(.*?)^```"
    return dict(re.findall(pattern, page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
