"""The planner's page in Firefox, by the protocol that it speaks itself (Marionette)."""

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from fastapi import FastAPI

from layers import Plan
from tests.clients.conftest import served

_NOWHERE = {"http": "127.0.0.1", "http_port": 9, "ssl": "127.0.0.1", "ssl_port": 9}
_PREFERENCES = {
    "marionette.port": 0,
    "network.proxy.type": 1,
    "network.proxy.no_proxies_on": "127.0.0.1",
    **{f"network.proxy.{name}": value for name, value in _NOWHERE.items()},
}
"""No host but the loopback is reached."""
_LONGEST_WAIT_S = 60
_ENTER = "\ue007"
_UNTIL = """const look = () => (%s) ? arguments[arguments.length - 1]() : setTimeout(look, 50);
look();"""
_FAULTS = """return Services.console.getMessageArray()
  .filter((said) => said instanceof Ci.nsIScriptError && said.sourceName.startsWith(arguments[0]))
  .map((said) => said.toString());"""


class Firefox:
    """A Firefox without a window: each command is `length:[0, number, name, parameters]`."""

    def __init__(self, connection: socket.socket, answers: BinaryIO) -> None:
        self._connection, self._answers = connection, answers
        self._receive()  # its greeting
        self.send("WebDriver:NewSession")

    def send(self, command: str, **parameters: Any) -> Any:
        message = json.dumps([0, 1, command, parameters]).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._receive()
        assert error is None, f"{command} {parameters}: {error}"
        return result.get("value", result)

    def _receive(self) -> Any:
        length = b""
        while (digit := self._answers.read(1)) != b":":
            assert digit, "Firefox ended"
            length += digit
        return json.loads(self._answers.read(int(length)))

    def run(self, script: str, *given: Any) -> Any:
        return self.send("WebDriver:ExecuteScript", script=script, args=list(given))

    def until(self, script: str, *given: Any) -> None:
        """Wait until a script is true, as long as a script may run."""
        self.send("WebDriver:ExecuteAsyncScript", script=_UNTIL % script, args=list(given))

    def find(self, selector: str) -> str:
        self.until("document.querySelector(arguments[0])?.checkVisibility()", selector)
        found = self.send("WebDriver:FindElement", using="css selector", value=selector)
        return str(*found.values())

    def text(self, selector: str) -> str:
        return str(self.send("WebDriver:GetElementText", id=self.find(selector)))

    def click(self, selector: str) -> None:
        self.send("WebDriver:ElementClick", id=self.find(selector))

    def write(self, selector: str, text: str) -> None:
        element = self.find(selector)
        self.send("WebDriver:ElementClear", id=element)
        self.send("WebDriver:ElementSendKeys", id=element, text=text)

    def faults(self, site: str) -> list[str]:
        """Return what the browser complained of in a site's scripts and style sheets."""
        self.send("Marionette:SetContext", value="chrome")
        said = list(self.run(_FAULTS, site))
        self.send("Marionette:SetContext", value="content")
        return said


@contextmanager
def firefox(program: Path, profile: Path) -> Iterator[Firefox]:
    """Start Firefox with a profile of its own, and end it with the block."""
    lines = (f"user_pref({json.dumps(at)}, {json.dumps(it)});" for at, it in _PREFERENCES.items())
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    options = ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access"]
    command = [str(program), *options, "--profile", str(profile), "about:blank"]
    port = profile / "MarionetteActivePort"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            while not (port.exists() and port.read_text(encoding="utf-8")):
                with suppress(subprocess.TimeoutExpired):
                    pytest.fail(f"Firefox ended with {process.wait(0.05)}")
            address = ("127.0.0.1", int(port.read_text(encoding="utf-8")))
            with (
                socket.create_connection(address, timeout=_LONGEST_WAIT_S) as connection,
                connection.makefile("rb") as answers,
            ):
                yield Firefox(connection, answers)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def browser(
    need: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Firefox]:
    with firefox(need("firefox"), tmp_path_factory.mktemp("firefox")) as started:
        yield started


def test_firefox_shows_the_plan_and_moves_a_zone_by_keyboard(
    browser: Firefox, make_app: Callable[..., FastAPI], squares_plan_path: Path
) -> None:
    with served(make_app(Plan.open(squares_plan_path))) as site:
        browser.send("WebDriver:Navigate", url=f"{site}/")
        browser.until("document.querySelector('#panel')?.getAttribute('aria-busy') === 'false'")
        assert "1 thousand" in browser.text("[data-card=people]")
        browser.write("#search", "W")
        browser.find("#search-results [data-kind=zone][data-id=W]")
        browser.write("#search", f"W{_ENTER}")
        browser.click("#tools-more")
        browser.click("[data-tool=move]")
        browser.write("#tool-form [name=east]", f"0.3{_ENTER}")
        browser.until("document.querySelector('#draft-state')?.innerText.includes('1')")
        assert re.search(r"[\d.]+ km²", browser.text("#tools-head"))
        assert browser.faults(site) == []


def test_firefox_opens_a_decision_without_a_request(browser: Firefox, decision_path: Path) -> None:
    browser.send("WebDriver:Navigate", url=decision_path.as_uri())
    assert browser.text("h1") == "Wider"
    browser.find("svg")
    assert browser.run("return performance.getEntriesByType('resource').map((it) => it.name)") == []
    assert browser.faults(decision_path.as_uri()) == []
