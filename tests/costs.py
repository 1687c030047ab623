"""What the tests of a run cost in processor seconds: by folder, and the dearest ten.

A test is charged with all that is spent until its end since the end of the one before: by this
process, by those it started, running or ended, and by what those started. So what is made once, as
a browser or the China plan, is charged to the first test that wants it.
"""

import os
from collections import Counter
from contextlib import suppress
from pathlib import PurePosixPath

import psutil
import pytest

from tests.deep import DEEP

_COST = "processor_s"
_costs: dict[str, float] = {}
_last = 0.0
_WORTH_A_TABLE_S = 60


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> object:
    """Note what has been spent since the test before."""
    global _last  # noqa: PLW0603  one process, one count
    if call.when == "teardown":
        spent = _spent_s()
        item.user_properties.append((_COST, max(spent - _last, 0.0)))
        _last = spent
    return (yield)


def _spent_s() -> float:
    """Return what this process and all below it have spent so far.

    The time of one that has ended is that of the process that waited for it: to be counted once,
    it is added for each that runs, whichever test is at work.
    """
    spent = sum(os.times()[:4])
    for child in psutil.Process().children(recursive=True) if DEEP else ():
        with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            spent += sum(child.cpu_times()[:4])
    return spent


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Gather what the workers noted."""
    for name, value in report.user_properties:
        if name == _COST and isinstance(value, float):
            _costs[report.nodeid] = value


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of a run that costs more than a minute."""
    if sum(_costs.values()) < _WORTH_A_TABLE_S:
        return
    seconds: Counter[str] = Counter()
    tests: Counter[str] = Counter()
    for test, cost in _costs.items():
        file = PurePosixPath(test.split("::")[0])
        for folder in ("all", str(file if file.parent.name == "tests" else file.parent)):
            seconds[folder] += cost
            tests[folder] += 1
    terminalreporter.section("processor seconds by folder, and the ten dearest tests")
    for folder, cost in seconds.most_common():
        terminalreporter.write_line(f"{cost:8.1f} {tests[folder]:6} {folder}")
    for test, cost in Counter(_costs).most_common(10):
        terminalreporter.write_line(f"{cost:8.1f} {test}")
