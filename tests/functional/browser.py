# Copyright: Contributors to the community.sailpoint collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real headless Chromium, driven over a pipe by the protocol of its developer tools."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LONGEST_ANSWER = 60.0
KEYS = {"Tab": 9, "Enter": 13, "Space": 32}

# Chromium reads commands from descriptor 3 and writes answers to 4.
LAUNCHER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)


def find_chromium() -> str | None:
    """The path of the browser, or None where there is none."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


class Browser:
    """One tab. ``messages`` is what the page logged or threw, ``requests`` the URLs that it asked for."""

    def __init__(self, commands: int, answers: int) -> None:
        self.messages: list[str] = []
        self.requests: list[str] = []
        self._commands = commands
        self._answers = answers
        self._buffer = b""
        self._number = 0
        self._loaded = False
        self._session: str | None = None
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility", "Security"):
            self._send(f"{domain}.enable")

    @classmethod
    @contextlib.contextmanager
    def start(cls, program: str) -> Iterator[Browser]:
        """Start the browser with a new profile and without anything that asks a network, and end it afterwards."""
        their_commands, commands = os.pipe()
        answers, their_answers = os.pipe()
        with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-c", LAUNCHER, str(their_commands), str(their_answers), program),
                    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
                    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
                    *("--remote-debugging-pipe", f"--user-data-dir={profile}"),
                ],
                pass_fds=(their_commands, their_answers),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "HOME": profile},
            )
            os.close(their_commands)
            os.close(their_answers)
            try:
                browser = cls(commands, answers)
                yield browser
                browser.close()
                process.wait(timeout=LONGEST_ANSWER)
            finally:
                process.kill()
                process.wait()
                os.close(commands)
                os.close(answers)

    def open(self, page: pathlib.Path, *, width: int, height: int = 900, scheme: str = "light") -> None:
        """Load a file in a window of that size and colour scheme, with nothing noted of earlier pages."""
        self._send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self._send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._send("Page.navigate", url="about:blank")
        self._wait_for_load()
        self.messages.clear()
        self.requests.clear()
        self._loaded = False
        self._send("Page.navigate", url=page.as_uri())
        self._wait_for_load()

    def allow_scripts(self, allowed: bool) -> None:
        """Let pages run scripts or not, from the next one on."""
        self._send("Emulation.setScriptExecutionDisabled", value=not allowed)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, a promise's too. Raises RuntimeError where it throws."""
        answer = self._send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key as a user does."""
        text = {"Enter": "\r", "Space": " "}.get(key)
        details = {"key": " " if key == "Space" else key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        self._send("Input.dispatchKeyEvent", type="keyDown", **details, **({"text": text} if text else {}))
        self._send("Input.dispatchKeyEvent", type="keyUp", **details)

    def type(self, text: str) -> None:
        """Put text where the focus is."""
        self._send("Input.insertText", text=text)

    def accessible(self) -> list[tuple[str, str]]:
        """Role and name of all that a screen reader is told of."""
        nodes = self._send("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")
        ]

    def screenshot(self, path: pathlib.Path) -> None:
        """Write what is in the window to a PNG file."""
        path.write_bytes(base64.b64decode(self._send("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """Ask the browser to end."""
        self._session = None
        self._send("Browser.close")

    def _wait_for_load(self) -> None:
        while not self._loaded:
            self._read()
        self._loaded = False

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def _read(self) -> dict[str, Any]:
        """The next message; what is an event is noted, too."""
        deadline = time.monotonic() + LONGEST_ANSWER
        while b"\0" not in self._buffer:
            ready, _none, _none = select.select([self._answers], [], [], max(0.0, deadline - time.monotonic()))
            received = os.read(self._answers, 1 << 20) if ready else b""
            if not received:
                raise RuntimeError("the browser ended" if ready else "the browser does not answer")
            self._buffer += received
        raw, _end, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(raw)
        self._note(message.get("method"), message.get("params", {}))
        return message

    def _note(self, event: str | None, details: dict[str, Any]) -> None:
        if event == "Page.loadEventFired":
            self._loaded = True
        elif event == "Network.requestWillBeSent":
            self.requests.append(details["request"]["url"])
        elif event == "Log.entryAdded":
            self.messages.append(details["entry"]["text"])
        elif event == "Runtime.consoleAPICalled":
            self.messages.append(json.dumps(details["args"]))
        elif event == "Runtime.exceptionThrown":
            self.messages.append(json.dumps(details["exceptionDetails"]))
        elif event == "Page.javascriptDialogOpening":
            self.messages.append(f"dialog: {details['message']}")
