"""Which tests are deep, and that the others need nothing but Python.

Deep is what needs a browser, QGIS, GDAL, a server, a process of its own or the whole China plan.
The test command leaves it out; ZONEWRIGHT_DEEP=1 runs it too. A test is deep by the mark, by a
fixture that gives such a thing, or as one of `tests/clients`. Any other that starts a process or
connects to one fails; the Node that the project installs is allowed, as is what Matplotlib starts
for its list of fonts where the home has none, and what the product calls in a bounded process is
called at once.
"""

import multiprocessing
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.node_page import NODE

DEEP = bool(os.environ.get("ZONEWRIGHT_DEEP"))
_FIXTURES = {"china_plan", "china_plan_path", "need", "page_packages", "postgresql", "provider"}
_CLIENTS = Path(__file__).parent / "clients"
_STARTED = {str(NODE), "fc-list", "system_profiler"}
WINDOWS = sys.platform == "win32"  # which pairs its own sockets over the loopback
_running = False


def pytest_report_header() -> str:
    """Say what is left out, and what runs it."""
    return "deep tests: run too" if DEEP else "deep tests: left out, ZONEWRIGHT_DEEP=1 runs them"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is deep unless it is asked for; then it comes first, the longest ahead."""
    deep = sorted(filter(_is_deep, items), key=_limit_s, reverse=True)
    others = [item for item in items if not _is_deep(item)]
    items[:] = [*deep, *others] if DEEP else others
    if not DEEP:
        config.hook.pytest_deselected(items=deep)


def _limit_s(item: pytest.Item) -> float:
    """Return the limit of a test that has one of its own, as the longest have."""
    limit = item.get_closest_marker("timeout")
    return float(limit.args[0]) if limit else 0.0


def _is_deep(item: pytest.Item) -> bool:
    named = set(getattr(item, "fixturenames", ()))
    of_clients = item.path.is_relative_to(_CLIENTS)
    return of_clients or item.get_closest_marker("deep") is not None or bool(named & _FIXTURES)


def pytest_sessionstart() -> None:
    """Call at once what else has a bounded process, as such a process itself does."""
    if DEEP:
        return
    multiprocessing.current_process().daemon = True
    os.nice = lambda _increment: 0  # as such a process lowers its own
    _guard(subprocess.Popen, "__init__", lambda given: str(given[0][0]) in _STARTED)
    _guard(socket.socket, "connect", lambda given: WINDOWS and given[0][0] == "127.0.0.1")
    if not WINDOWS:
        _guard(os, "fork", lambda _given: False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Refuse processes and connections while a test runs that is not deep."""
    global _running  # noqa: PLW0603  a hook of the interpreter cannot be taken away
    _running = True
    try:
        return (yield)
    finally:
        _running = False


def _guard(owner: Any, name: str, is_allowed: Callable[[tuple[Any, ...]], bool]) -> None:
    """Let a test that is not deep call a function where it is allowed, and fail elsewhere."""
    function = getattr(owner, name)

    def guarded(*given: Any, **more: Any) -> Any:
        if _running and not is_allowed(given[1:]):
            pytest.fail(f"{name} {given[1:]} in a test that is not deep; mark it, or do without")
        return function(*given, **more)

    setattr(owner, name, guarded)
