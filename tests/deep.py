"""Which tests are deep, and that the others need nothing but Python.

Deep is what needs a browser, QGIS, GDAL, a server, a process of its own or the whole China plan.
The test command leaves it out; ZONEWRIGHT_DEEP=1 runs it too. A test is deep by the mark, by a
fixture that gives such a thing, or as one of `tests/clients`. Any other that starts a process or
connects to one fails; the Node that the project installs is allowed, and what the product calls in
a bounded process is called at once.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator

import pytest

from tests.node_page import NODE

DEEP = bool(os.environ.get("ZONEWRIGHT_DEEP"))
_FIXTURES = {"china_plan", "china_plan_path", "need", "page_packages", "postgresql", "provider"}
_STARTS = {"_winapi.CreateProcess", "os.fork", "os.posix_spawn", "subprocess.Popen"}
_running = False


def pytest_report_header() -> str:
    """Say what is left out, and what runs it."""
    return "deep tests: run too" if DEEP else "deep tests: left out, ZONEWRIGHT_DEEP=1 runs them"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is deep unless it is asked for; then it comes first, as it takes longest."""
    deep = [item for item in items if _is_deep(item)]
    others = [item for item in items if not _is_deep(item)]
    items[:] = [*deep, *others] if DEEP else others
    if not DEEP:
        config.hook.pytest_deselected(items=deep)


def _is_deep(item: pytest.Item) -> bool:
    named = set(getattr(item, "fixturenames", ()))
    of_clients = "clients" in item.path.parts
    return of_clients or item.get_closest_marker("deep") is not None or bool(named & _FIXTURES)


def pytest_sessionstart() -> None:
    """Call at once what else has a bounded process, as such a process itself does."""
    if not DEEP:
        multiprocessing.current_process().daemon = True
        sys.addaudithook(_refuse)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Refuse processes and connections while a test runs that is not deep."""
    global _running  # noqa: PLW0603  a hook of the interpreter cannot be taken away
    _running = True
    try:
        return (yield)
    finally:
        _running = False


def _refuse(event: str, given: tuple[object, ...]) -> None:
    if not _running:
        return
    starts = event in _STARTS and str(given[0]) != str(NODE)
    if starts or (event == "socket.connect" and _is_other(given[1])):
        pytest.fail(f"{event} {given[:2]} in a test that is not deep; mark it, or do without")


def _is_other(address: object) -> bool:
    """Return whether an address is no own socket; Windows pairs those over the loopback."""
    own = isinstance(address, tuple) and address[0] == "127.0.0.1"
    return not (own and sys.platform == "win32")
